"""What an answer says in words of the program, in the language of the question; and how models say the same."""

import re
from dataclasses import dataclass

from app.answering.prompts import REFUSAL
from vectorstore.language import ENGLISH, language_of


@dataclass(frozen=True, slots=True)
class Phrases:
    """The program's own words in one language."""

    refusal: str
    """What an answer says when the passages do not hold it."""
    nearest: str
    """What stands between a refusal and the sentences that come nearest."""


# The model is told the English line whatever the language: a small one that is told to write it does so, in German and
# Spanish too, where it makes up an answer rather than write a line in these languages.
_PHRASES = {
    "en": Phrases(REFUSAL, "The nearest passages say:"),
    "de": Phrases("Nicht in diesen Dokumenten.", "Am nächsten kommen diese Stellen:"),
    "es": Phrases("No está en estos documentos.", "Los pasajes más cercanos dicen:"),
    "fr": Phrases("Pas dans ces documents.", "Les passages les plus proches disent :"),
    "it": Phrases("Non è in questi documenti.", "I passaggi più vicini dicono:"),
    "pt": Phrases("Não está nestes documentos.", "As passagens mais próximas dizem:"),
    "nl": Phrases("Niet in deze documenten.", "De passages die het dichtst in de buurt komen:"),
    "ar": Phrases("ليس في هذه الوثائق.", "أقرب المقاطع تقول:"),
    "zh": Phrases("这些文件中没有。", "最接近的段落说："),
}
REFUSALS = tuple(phrases.refusal for phrases in _PHRASES.values())
"""The refusal line in every language that the program speaks."""


def phrases_for(question: str) -> Phrases:
    """Give the phrases in the language of a question; in English where that is not told, or not spoken here."""
    return _PHRASES.get(language_of(question), _PHRASES[ENGLISH])


def _either_way(source: str, says_not: str, not_said: str) -> str:
    """Write the pattern of "the documents do not say" and of "not said ... in the documents"."""
    return rf"\b(?:{source})\b\s*(?:{says_not})|\b(?:{not_said})[^.]*\b(?:{source})\b"


_SOURCE_DE = r"dokumente?n?|passagen?|texte?n?|abschnitte?n?|auszüge?n?|unterlagen|kontext"
_NOT_SAID_DE = (
    r"(?:keine?\s+(?:informationen?|angaben?|antwort)|nicht\s+(?:\w+\s+)?"
    r"(?:erwähnt|genannt|angegeben|beantwortet|enthalten|beschrieben))\b"
)
REFUSAL_IN_ANOTHER_LANGUAGE = re.compile(
    "|".join(
        (
            _either_way(
                _SOURCE_DE,
                r"(?:enthalten|enthält|nennen|nennt|erwähnen|erwähnt|beantworten|beantwortet|geben|gibt|sagen|sagt)\s+"
                r"(?:\w+\s+){0,3}?(?:keine?n?|nicht|nichts)\b",
                r"keine?\s+(?:informationen?|angaben?|antwort)\b",
            ),
            rf"\bin\s+(?:den|dem|diesen|diesem)\s+(?:\w+\s+)?(?:{_SOURCE_DE})\b[^.]*\b{_NOT_SAID_DE}",
            _either_way(
                r"documentos?|pasajes?|textos?|fragmentos?|contexto",
                r"(?:\w+\s+)?no\s+(?:contien|mencion|proporcion|especific|indic|dice|describ|respond|ofrec)",
                r"no\s+(?:hay|existe|se\s+(?:menciona|indica|especifica|proporciona|encuentra)n?)\b",
            ),
            _either_way(
                r"documents?|passages?|textes?|extraits?|contexte",
                r"(?:\w+\s+)?ne\s+(?:contien|mentionn|fourni|précis|indiqu|di[ts]|décri|répond|donn)\w*\s+(?:pas|aucune?)\b",
                r"il\s+n['’]y\s+a\s+(?:pas|aucune?)\b|n['’]est\s+pas\s+(?:mentionn|précis|indiqu|fourni)|"
                r"aucune\s+(?:information|mention|réponse)\b",
            ),
            _either_way(
                r"document[io]|passagg[io]|bran[io]|test[io]|contesto",
                r"(?:\w+\s+)?non\s+(?:conten|menzion|fornisc|specific|indic|dic|descriv|rispond)",
                r"non\s+(?:c['’]è|ci\s+sono|(?:è|viene|vengono|sono)\s+(?:menzionat|indicat|specificat|fornit)\w)\b",
            ),
            _either_way(
                r"documentos?|passage(?:m|ns)|textos?|trechos?|contexto",
                r"(?:\w+\s+)?não\s+(?:cont[êé]m|mencion|fornec|especific|indic|diz|descrev|respond)",
                r"não\s+(?:há|existem?|(?:é|são)\s+(?:mencionad|indicad|especificad|fornecid)\w+)\b",
            ),
            _either_way(
                r"document(?:en)?|passages?|teksten?|fragment(?:en)?|context",
                r"(?:bevat(?:ten)?|vermeld(?:t|en)|noem(?:t|en)|ge(?:eft|ven)|zeg(?:t|gen)|beantwoord(?:t|en))\s+"
                r"(?:\w+\s+){0,3}?(?:geen|niet|niets)\b",
                r"(?:geen\s+(?:informatie|antwoord)|niet\s+(?:vermeld|genoemd|gegeven|beschreven))\b",
            ),
            _either_way(
                r"الوثائق|المستندات|المقاطع|النصوص|النص|السياق",
                r"(?:\w+\s+)?لا\s+(?:تحتوي|يحتوي|تذكر|يذكر|تتضمن|يتضمن|توفر|تقدم)",
                r"لا\s+(?:توجد|يوجد)|لم\s+(?:يذكر|تذكر|يرد)",
            ),
            r"(?:文件|文档|段落|文本|资料|上下文)[^。]{0,8}(?:没有|未|不)(?:明确)?(?:提到|提及|包含|说明|提供|给出|回答|描述)",
        )
    ),
    re.IGNORECASE,
)
"""How small models say it in their own words: where one such sentence is a whole answer, it is a refusal."""
