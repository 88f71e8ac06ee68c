"""What an answer says in words of the program, in the language of the question; and how models say the same."""

import re
from dataclasses import dataclass

from app.answering.prompts import REFUSAL
from vectorstore.language import ENGLISH, language_of


@dataclass(frozen=True, slots=True)
class Phrases:
    """The program's own words in one language. What stands in braces is filled in."""

    refusal: str  # what an answer says when the passages do not hold it
    nearest: str  # what stands between a refusal and the sentences that come nearest
    looked: str  # at {passages} passages of the documents {names}, and found nothing
    looked_once: str  # at a single passage
    read_whole: str  # the documents {names}
    more: str  # behind the names of documents: {count} others
    nowhere: str  # what the question names, {names}, and nothing found has
    judged: str  # the model, asked first, was not ready to answer from the passages
    guess: str  # nothing in the passages supports the answer
    uncounted: str  # {numbers} of the answer that stand in no passage
    looked_first: str  # in the documents {names}, which the question names
    differ: str  # {quotes} of passages that contradict each other
    to_try: str  # under a refusal


# The model is told the English line whatever the language: a small one that is told to write it does so, in German and
# Spanish too, where it makes up an answer rather than write a line in these languages.
_PHRASES = {
    "en": Phrases(
        refusal=REFUSAL,
        nearest="The nearest passages say:",
        looked="Looked at {passages} passages of {names}.",
        looked_once="Looked at 1 passage of {names}.",
        read_whole="Read whole: {names}.",
        more="and {count} more",
        nowhere="Named in the question, and nowhere in what was found: {names}.",
        judged="Asked first whether the passages answer this, the model rather said No.",
        guess="Nothing in the passages supports this answer: it may be a guess.",
        uncounted="In no passage, so counted, computed or made up by the model: {numbers}.",
        looked_first="Looked first in what the question names: {names}.",
        differ="The passages differ: {quotes}.",
        to_try="To try: other words, other documents, or the list of documents, which shows what of each was read.",
    ),
    "de": Phrases(
        refusal="Nicht in diesen Dokumenten.",
        nearest="Am nächsten kommen diese Stellen:",
        looked="Durchgesehen: {passages} Stellen aus {names}.",
        looked_once="Durchgesehen: 1 Stelle aus {names}.",
        read_whole="Ganz gelesen: {names}.",
        more="und {count} weitere",
        nowhere="In der Frage genannt, aber nirgends in dem, was gefunden wurde: {names}.",
        judged="Vorher gefragt, ob die Stellen das beantworten, sagte das Modell eher Nein.",
        guess="Nichts in den Stellen stützt diese Antwort: Sie kann geraten sein.",
        uncounted="In keiner Stelle, also vom Modell gezählt, berechnet oder erfunden: {numbers}.",
        looked_first="Zuerst gesucht in dem, was die Frage nennt: {names}.",
        differ="Die Stellen widersprechen sich: {quotes}.",
        to_try="Möglich sind: andere Worte, andere Dokumente, oder deren Liste, die zeigt, was gelesen wurde.",
    ),
    "es": Phrases(
        refusal="No está en estos documentos.",
        nearest="Los pasajes más cercanos dicen:",
        looked="Se miraron {passages} pasajes de {names}.",
        looked_once="Se miró 1 pasaje de {names}.",
        read_whole="Leído entero: {names}.",
        more="y {count} más",
        nowhere="Nombrado en la pregunta y en ninguna parte de lo encontrado: {names}.",
        judged="Preguntado antes si los pasajes responden a esto, el modelo dijo más bien que no.",
        guess="Nada en los pasajes apoya esta respuesta: puede ser una suposición.",
        uncounted="En ningún pasaje, es decir, contado, calculado o inventado por el modelo: {numbers}.",
        looked_first="Se buscó primero en lo que la pregunta nombra: {names}.",
        differ="Los pasajes se contradicen: {quotes}.",
        to_try="Se puede probar: otras palabras, otros documentos, o su lista, que muestra lo que se leyó.",
    ),
    "fr": Phrases(
        refusal="Pas dans ces documents.",
        nearest="Les passages les plus proches disent :",
        looked="{passages} passages examinés, tirés de {names}.",
        looked_once="1 passage examiné, tiré de {names}.",
        read_whole="Lu en entier : {names}.",
        more="et {count} autres",
        nowhere="Nommé dans la question, et nulle part dans ce qui a été trouvé : {names}.",
        judged="Interrogé d’abord si les passages y répondent, le modèle a plutôt dit non.",
        guess="Rien dans les passages n’appuie cette réponse : elle est peut-être devinée.",
        uncounted="Dans aucun passage, donc compté, calculé ou inventé par le modèle : {numbers}.",
        looked_first="Cherché d’abord dans ce que la question nomme : {names}.",
        differ="Les passages se contredisent : {quotes}.",
        to_try="À essayer : d’autres mots, d’autres documents, ou la liste des documents, qui montre ce qui a été lu.",
    ),
    "it": Phrases(
        refusal="Non è in questi documenti.",
        nearest="I passaggi più vicini dicono:",
        looked="Esaminati {passages} passaggi di {names}.",
        looked_once="Esaminato 1 passaggio di {names}.",
        read_whole="Letto per intero: {names}.",
        more="e altri {count}",
        nowhere="Nominato nella domanda e in nessun punto di ciò che è stato trovato: {names}.",
        judged="Interrogato prima se i passaggi rispondono, il modello ha detto piuttosto di no.",
        guess="Nulla nei passaggi sostiene questa risposta: può essere inventata.",
        uncounted="In nessun passaggio, quindi contato, calcolato o inventato dal modello: {numbers}.",
        looked_first="Cercato prima in ciò che la domanda nomina: {names}.",
        differ="I passaggi si contraddicono: {quotes}.",
        to_try="Da provare: altre parole, altri documenti, o il loro elenco, che mostra che cosa è stato letto.",
    ),
    "pt": Phrases(
        refusal="Não está nestes documentos.",
        nearest="As passagens mais próximas dizem:",
        looked="Foram vistas {passages} passagens de {names}.",
        looked_once="Foi vista 1 passagem de {names}.",
        read_whole="Lido por inteiro: {names}.",
        more="e mais {count}",
        nowhere="Nomeado na pergunta e em parte alguma do que foi encontrado: {names}.",
        judged="Perguntado antes se as passagens respondem a isto, o modelo disse antes que não.",
        guess="Nada nas passagens apoia esta resposta: pode ser um palpite.",
        uncounted="Em nenhuma passagem, portanto contado, calculado ou inventado pelo modelo: {numbers}.",
        looked_first="Procurado primeiro no que a pergunta nomeia: {names}.",
        differ="As passagens contradizem-se: {quotes}.",
        to_try="Pode tentar: outras palavras, outros documentos, ou a lista de documentos, que mostra o que foi lido.",
    ),
    "nl": Phrases(
        refusal="Niet in deze documenten.",
        nearest="De passages die het dichtst in de buurt komen:",
        looked="Bekeken: {passages} passages uit {names}.",
        looked_once="Bekeken: 1 passage uit {names}.",
        read_whole="Helemaal gelezen: {names}.",
        more="en nog {count}",
        nowhere="In de vraag genoemd, en nergens in wat is gevonden: {names}.",
        judged="Vooraf gevraagd of de passages dit beantwoorden, zei het model eerder nee.",
        guess="Niets in de passages steunt dit antwoord: het kan een gok zijn.",
        uncounted="In geen enkele passage, dus door het model geteld, berekend of verzonnen: {numbers}.",
        looked_first="Eerst gezocht in wat de vraag noemt: {names}.",
        differ="De passages spreken elkaar tegen: {quotes}.",
        to_try="Te proberen: andere woorden, andere documenten, of de lijst van documenten, die toont wat is gelezen.",
    ),
    "ar": Phrases(
        refusal="ليس في هذه الوثائق.",
        nearest="أقرب المقاطع تقول:",
        looked="عدد المقاطع التي فُحصت: {passages}، من {names}.",
        looked_once="فُحص مقطع واحد من {names}.",
        read_whole="قُرئ كاملاً: {names}.",
        more="و{count} غيرها",
        nowhere="ورد في السؤال ولم يرد في أي شيء مما وُجد: {names}.",
        judged="سُئل النموذج أولاً هل تجيب المقاطع عن هذا، فكان جوابه أقرب إلى لا.",
        guess="لا شيء في المقاطع يدعم هذا الجواب: قد يكون تخميناً.",
        uncounted="لا ترد في أي مقطع، فهي من عدّ النموذج أو حسابه أو اختلاقه: {numbers}.",
        looked_first="بُحث أولاً فيما يسمّيه السؤال: {names}.",
        differ="المقاطع متناقضة: {quotes}.",
        to_try="يمكن تجربة كلمات أخرى، أو وثائق أخرى، أو قائمة الوثائق التي تبيّن ما قُرئ من كل منها.",
    ),
    "zh": Phrases(
        refusal="这些文件中没有。",
        nearest="最接近的段落说：",
        looked="已查看 {names} 的 {passages} 个段落。",
        looked_once="已查看 {names} 的 1 个段落。",
        read_whole="已通读：{names}。",
        more="及另外 {count} 份",
        nowhere="问题中提到、但在所找到的内容中都没有的：{names}。",
        judged="先问模型这些段落是否回答了问题，它倾向于说没有。",
        guess="段落中没有任何内容支持这个回答：它可能是猜测。",
        uncounted="不见于任何段落，因此是模型数出、算出或编造的：{numbers}。",
        looked_first="先在问题所提到的文件中查找：{names}。",
        differ="段落之间有矛盾：{quotes}。",
        to_try="可以尝试：换一种说法、换其他文件，或查看文件列表，其中显示每份文件读了哪些内容。",
    ),
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
