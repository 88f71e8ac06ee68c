"""Tell an answer from a refusal, in the languages that the program speaks."""

import re
from functools import cache

from app.answering.phrases import SPOKEN, phrases_in
from ingest.sentences import sentence_spans

# Small models say it in their own words; only a whole answer of one such sentence counts.
_SOURCE = r"(?:passages?|documents?|texts?|context|excerpts?|information)"
_IN_OTHER_WORDS = re.compile(
    rf"\b{_SOURCE}\s+(?:above\s+)?(?:do|does|did)(?:\s+not|n't)\s+(?:\w+\s+)?"
    r"(?:contain|mention|provide|specify|state|say|address|describe|answer|give|tell)\b"
    rf"|\b(?:no\s+(?:information|mention|answer)|(?:is|are)(?:\s+not|n't)\s+(?:\w+\s+)?"
    rf"(?:mentioned|stated|specified|provided|given|contained|found|answered|described))\b[^.]*\b{_SOURCE}\b",
    re.IGNORECASE,
)
_MARKER = re.compile(r"\s*\[\d+\]")


def _either_way(source: str, says_not: str, not_said: str) -> str:
    """Write the pattern of "the documents do not say" and of "not said ... in the documents"."""
    return rf"\b(?:{source})\b\s*(?:{says_not})|\b(?:{not_said})[^.]*\b(?:{source})\b"


_SOURCE_DE = r"dokumente?n?|passagen?|texte?n?|abschnitte?n?|auszüge?n?|unterlagen|kontext"
_NOT_SAID_DE = (
    r"(?:keine?\s+(?:informationen?|angaben?|antwort)|nicht\s+(?:\w+\s+)?"
    r"(?:erwähnt|genannt|angegeben|beantwortet|enthalten|beschrieben))\b"
)
_IN_ANOTHER_LANGUAGE = re.compile(
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
                r"لا\s+(?:توجد|يوجد)|لم\s+[يت]ُ?(?:ذكر|رد)",
            ),
            r"(?:文件|文档|段落|文本|资料|上下文)[^。]{0,8}(?:没有|未|不)(?:明确)?(?:提到|提及|包含|说明|提供|给出|回答|描述)",
        )
    ),
    re.IGNORECASE,
)


def without_refusal(text: str) -> str:
    """Give the answer that is in a model's reply, "" where it opens with the refusal line.

    A refusal line at the end of an answer is dropped: small models like to copy it from the rules.
    """
    line = _line()
    if line.match(text):
        return ""
    return line.sub(" ", text).rstrip() if line.search(text) else text


def may_refuse(answer: str) -> bool:
    """Whether an answer is one sentence that is worded as a refusal: it is one where no passage says the same.

    "No information in these documents may be disclosed" is worded so, and may be what a contract says.
    """
    said = _MARKER.sub("", answer.strip()).replace("’", "'")
    in_other_words = any(pattern.search(said) for pattern in (_lines(), _IN_OTHER_WORDS, _IN_ANOTHER_LANGUAGE))
    return len(sentence_spans(said)) == 1 and in_other_words


@cache
def _line() -> re.Pattern[str]:
    """The refusal line of any language, as a model may decorate it."""
    opens = r"(?:\A|(?<=[.!?。؟\]\n]))[\s\"'*_(]*"  # in the midst of a sentence it is part of what that says
    closes = (
        r"(?:[.!。:\"'*_)]+|(?=\s*(?:\[\d+\]|\n|\Z)))"  # "Not in these documents, but in annex B, is the price" goes on
    )
    return re.compile(rf"{opens}(?:{_lines().pattern}){closes}(?:\s*\[\d+\])*\s*", re.IGNORECASE)


@cache
def _lines() -> re.Pattern[str]:
    """The bare refusal lines."""
    lines = "|".join(re.escape(phrases_in(language).refusal.rstrip(".。")) for language in SPOKEN)
    return re.compile(rf"(?:{lines})\b", re.IGNORECASE)
