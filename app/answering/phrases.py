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
    unread: str  # of the document {name}, {unread} of {pages} pages: they have no text
    still_read: str  # {count} documents that cannot be asked yet
    no_support: str  # stands before a sentence of the answer
    no_words: str  # the model's answer had none
    no_model: str  # there is none, so that quotes stand for the answer
    not_spoken_of: str  # a follow-up whose own words are nowhere in what was found
    used_up: str  # the tokens that the answer may have
    broke_off: str  # the answer, for a {reason}
    says_alone: str  # the question, {words} that stand in no passage
    says_other: str  # the question, {words}, where {other} stands in passage {marker}


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
        unread="{name}: {unread} of {pages} pages have no text and were not read.",
        still_read="Documents that are still being read: {count}. Ask again when they are ready.",
        no_support="No support found for:",
        no_words="The model answered without words, so these are quotes. Ask in other words, or choose a larger model.",
        no_model="No chat model answers here, so these are quotes. `muniment doctor` says how to add one.",
        not_spoken_of=(
            "No word of this question stands in what was found: it may be the question before that is answered here."
        ),
        used_up="The answer ended because the room reserved for it was used up. Ask it to go on.",
        broke_off="The answer broke off: {reason}",
        says_alone="The question says {words}; no passage shown does.",
        says_other="The question says {words}; the sentence nearest to the question says {other} [{marker}].",
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
        to_try="Möglich sind: andere Worte, andere Dokumente oder die Dokumentenliste, die zeigt, was gelesen wurde.",
        unread="{name}: {unread} von {pages} Seiten haben keinen Text und wurden nicht gelesen.",
        still_read="Dokumente, die noch gelesen werden: {count}. Fragen Sie noch einmal, wenn sie bereit sind.",
        no_support="Kein Beleg gefunden für:",
        no_words=(
            "Das Modell antwortete ohne Worte, daher sind dies Zitate. Möglich: andere Worte oder ein größeres Modell."
        ),
        no_model="Hier antwortet kein Modell, daher sind dies Zitate. `muniment doctor` sagt, wie eines dazukommt.",
        not_spoken_of=(
            "Kein Wort dieser Frage steht in dem, was gefunden wurde: Vielleicht wird die Frage davor beantwortet."
        ),
        used_up="Die Antwort endet, weil der Platz für sie aufgebraucht ist. Lassen Sie weiterschreiben.",
        broke_off="Die Antwort brach ab: {reason}",
        says_alone="Die Frage nennt {words}; keine gezeigte Stelle tut das.",
        says_other="Die Frage nennt {words}; der Satz, der ihr am nächsten kommt, nennt {other} [{marker}].",
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
        unread="{name}: {unread} de {pages} páginas no tienen texto y no se leyeron.",
        still_read="Documentos que todavía se están leyendo: {count}. Pregunte de nuevo cuando estén listos.",
        no_support="No se encontró apoyo para:",
        no_words=(
            "El modelo respondió sin palabras, así que esto son citas. Pruebe otras palabras o un modelo más grande."
        ),
        no_model="Aquí no responde ningún modelo, así que esto son citas. `muniment doctor` dice cómo añadir uno.",
        not_spoken_of=(
            "Ninguna palabra de esta pregunta está en lo encontrado: quizá se responde aquí a la pregunta anterior."
        ),
        used_up="La respuesta terminó porque se agotó el espacio reservado para ella. Pida que continúe.",
        broke_off="La respuesta se interrumpió: {reason}",
        says_alone="La pregunta dice {words}; ningún pasaje mostrado lo dice.",
        says_other="La pregunta dice {words}; la frase más cercana a ella dice {other} [{marker}].",
    ),
    "fr": Phrases(
        refusal="Pas dans ces documents.",
        nearest="Les passages les plus proches disent :",
        looked="{passages} passages examinés, tirés de {names}.",
        looked_once="1 passage examiné, tiré de {names}.",
        read_whole="Lu en entier : {names}.",
        more="et {count} autres",
        nowhere="Nommé dans la question, et nulle part dans ce qui a été trouvé : {names}.",
        judged="À la question préalable de savoir si les passages y répondent, le modèle a plutôt dit non.",
        guess="Rien dans les passages n’appuie cette réponse : ce n’est peut-être qu’une supposition.",
        uncounted="Dans aucun passage, donc compté, calculé ou inventé par le modèle : {numbers}.",
        looked_first="Cherché d’abord dans ce que la question nomme : {names}.",
        differ="Les passages se contredisent : {quotes}.",
        to_try="À essayer : d’autres mots, d’autres documents, ou la liste des documents, qui montre ce qui a été lu.",
        unread="{name} : pages sans texte, donc non lues : {unread} sur {pages}.",
        still_read=(
            "Documents encore en cours de lecture : {count}. Posez de nouveau la question quand ils seront prêts."
        ),
        no_support="Aucun appui trouvé pour :",
        no_words=(
            "Le modèle a répondu sans mots, ce sont donc des citations. Essayez d’autres mots ou un modèle plus grand."
        ),
        no_model="Aucun modèle ne répond ici, ce sont donc des citations. `muniment doctor` dit comment en ajouter un.",
        not_spoken_of=(
            "Aucun mot de cette question n’est dans ce qui a été trouvé : peut-être répond-on à la question d’avant."
        ),
        used_up="La réponse s’est arrêtée, car la place qui lui est réservée est épuisée. Faites-la continuer.",
        broke_off="La réponse s’est interrompue : {reason}",
        says_alone="La question dit {words} ; aucun passage montré ne le dit.",
        says_other="La question dit {words} ; la phrase qui en est la plus proche dit {other} [{marker}].",
    ),
    "it": Phrases(
        refusal="Non è in questi documenti.",
        nearest="I passaggi più vicini dicono:",
        looked="Esaminati {passages} passaggi di {names}.",
        looked_once="Esaminato 1 passaggio di {names}.",
        read_whole="Letto per intero: {names}.",
        more="e altri {count}",
        nowhere="Nominato nella domanda e in nessun punto di ciò che è stato trovato: {names}.",
        judged="Alla domanda preliminare se i passaggi rispondano, il modello ha detto piuttosto di no.",
        guess="Nulla nei passaggi sostiene questa risposta: può essere inventata.",
        uncounted="In nessun passaggio, quindi contato, calcolato o inventato dal modello: {numbers}.",
        looked_first="Cercato prima in ciò che la domanda nomina: {names}.",
        differ="I passaggi si contraddicono: {quotes}.",
        to_try="Da provare: altre parole, altri documenti, o il loro elenco, che mostra che cosa è stato letto.",
        unread="{name}: pagine senza testo, quindi non lette: {unread} su {pages}.",
        still_read="Documenti ancora in lettura: {count}. Chieda di nuovo quando saranno pronti.",
        no_support="Nessun sostegno trovato per:",
        no_words=(
            "Il modello ha risposto senza parole, quindi sono citazioni. Provi altre parole o un modello più grande."
        ),
        no_model=(
            "Qui non risponde alcun modello, quindi queste sono citazioni. `muniment doctor` dice come aggiungerne uno."
        ),
        not_spoken_of=(
            "Nessuna parola di questa domanda è in ciò che è stato trovato: forse si risponde alla domanda precedente."
        ),
        used_up="La risposta è finita perché lo spazio riservato è esaurito. La faccia continuare.",
        broke_off="La risposta si è interrotta: {reason}",
        says_alone="La domanda dice {words}; nessun passaggio mostrato lo dice.",
        says_other="La domanda dice {words}; la frase più vicina a essa dice {other} [{marker}].",
    ),
    "pt": Phrases(
        refusal="Não está nestes documentos.",
        nearest="As passagens mais próximas dizem:",
        looked="Foram vistas {passages} passagens de {names}.",
        looked_once="Foi vista 1 passagem de {names}.",
        read_whole="Lido por inteiro: {names}.",
        more="e mais {count}",
        nowhere="Nomeado na pergunta e em parte alguma do que foi encontrado: {names}.",
        judged="Questionado primeiro sobre se as passagens respondem a isto, o modelo tendeu para o não.",
        guess="Nada nas passagens apoia esta resposta: pode ser um palpite.",
        uncounted="Em nenhuma passagem, portanto contado, calculado ou inventado pelo modelo: {numbers}.",
        looked_first="Procurado primeiro no que a pergunta nomeia: {names}.",
        differ="As passagens contradizem-se: {quotes}.",
        to_try="Pode tentar: outras palavras, outros documentos, ou a lista de documentos, que mostra o que foi lido.",
        unread="{name}: {unread} de {pages} páginas não têm texto e não foram lidas.",
        still_read="Documentos que ainda estão a ser lidos: {count}. Pergunte de novo quando estiverem prontos.",
        no_support="Não se encontrou apoio para:",
        no_words="O modelo respondeu sem palavras, por isso são citações. Tente outras palavras ou um modelo maior.",
        no_model="Nenhum modelo responde aqui, por isso são citações. `muniment doctor` diz como acrescentar um.",
        not_spoken_of=(
            "Nenhuma palavra desta pergunta está no que foi encontrado: talvez aqui se responda à pergunta anterior."
        ),
        used_up="A resposta terminou porque se esgotou o espaço reservado para ela. Peça que continue.",
        broke_off="A resposta foi interrompida: {reason}",
        says_alone="A pergunta diz {words}; nenhuma passagem mostrada o diz.",
        says_other="A pergunta diz {words}; a frase mais próxima dela diz {other} [{marker}].",
    ),
    "nl": Phrases(
        refusal="Niet in deze documenten.",
        nearest="De passages die het dichtst in de buurt komen:",
        looked="Bekeken: {passages} passages uit {names}.",
        looked_once="Bekeken: 1 passage uit {names}.",
        read_whole="Helemaal gelezen: {names}.",
        more="en nog {count}",
        nowhere="In de vraag genoemd, en nergens in wat is gevonden: {names}.",
        judged="Op de vraag vooraf of de passages dit beantwoorden, neigde het model naar nee.",
        guess="Niets in de passages ondersteunt dit antwoord: het kan een gok zijn.",
        uncounted="In geen enkele passage, dus door het model geteld, berekend of verzonnen: {numbers}.",
        looked_first="Eerst gezocht in wat de vraag noemt: {names}.",
        differ="De passages spreken elkaar tegen: {quotes}.",
        to_try="Te proberen: andere woorden, andere documenten, of de lijst van documenten, die toont wat is gelezen.",
        unread="{name}: {unread} van {pages} pagina’s hebben geen tekst en zijn niet gelezen.",
        still_read="Documenten die nog worden gelezen: {count}. Vraag het opnieuw wanneer ze klaar zijn.",
        no_support="Geen onderbouwing gevonden voor:",
        no_words=(
            "Het model antwoordde zonder woorden, dus dit zijn citaten. Probeer andere woorden of een groter model."
        ),
        no_model="Hier antwoordt geen model, dus dit zijn citaten. `muniment doctor` zegt hoe u er een toevoegt.",
        not_spoken_of=(
            "Geen woord van deze vraag staat in wat is gevonden: misschien wordt hier de vorige vraag beantwoord."
        ),
        used_up="Het antwoord eindigde omdat de ruimte ervoor op is. Laat het verder schrijven.",
        broke_off="Het antwoord brak af: {reason}",
        says_alone="De vraag zegt {words}; geen getoonde passage zegt dat.",
        says_other="De vraag zegt {words}; de zin die er het dichtst bij komt, zegt {other} [{marker}].",
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
        unread="{name}: صفحات بلا نص لم تُقرأ: {unread} من {pages}.",
        still_read="وثائق ما زالت تُقرأ: {count}. أعد السؤال حين تصبح جاهزة.",
        no_support="لم يوجد ما يدعم:",
        no_words="أجاب النموذج بلا كلمات، فهذه اقتباسات. جرّب كلمات أخرى أو نموذجاً أكبر.",
        no_model="لا يجيب هنا أي نموذج، فهذه اقتباسات. يبيّن `muniment doctor` كيف يُضاف نموذج.",
        not_spoken_of="لا ترد أي كلمة من هذا السؤال فيما وُجد: قد يكون الجواب هنا عن السؤال السابق.",
        used_up="انتهى الجواب لأن المساحة المخصصة له نفدت. اطلب إكماله.",
        broke_off="انقطع الجواب: {reason}",
        says_alone="يقول السؤال {words}، ولا يقول ذلك أي مقطع معروض.",
        says_other="يقول السؤال {words}، وأقرب جملة إليه تقول {other} [{marker}].",
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
        unread="{name}：{pages} 页中有 {unread} 页没有文字，未能读取。",
        still_read="仍在读取的文件：{count} 份。请在读完后再问。",
        no_support="没有找到依据：",
        no_words="模型的回答没有文字，因此这里是引文。请换一种说法，或选择更大的模型。",
        no_model="这里没有模型回答，因此这里是引文。`muniment doctor` 会说明如何添加模型。",
        not_spoken_of="这个问题中的词在所找到的内容中都没有：这里回答的可能是上一个问题。",
        used_up="为回答预留的空间已用完，回答到此为止。可以让它继续写。",
        broke_off="回答中断：{reason}",
        says_alone="问题说的是 {words}，所示段落中都没有。",
        says_other="问题说的是 {words}，而与问题最接近的句子说的是 {other} [{marker}]。",
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
