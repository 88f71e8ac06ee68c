"""How questions take something for granted, in each language that the program speaks."""

import re
from dataclasses import dataclass

from vectorstore.language import ENGLISH

_NEVER = re.compile(r"(?!)")
_COMMA = r",\s|(?<=[\u3400-\u9fff]),|[，،]"
_STOP = r"[,;.?!]\s+|[，،؛。]\s*"


@dataclass(frozen=True, slots=True)
class PremiseForms:
    """Patterns of one language; those that find a premise have a group of this name."""

    causes: tuple[re.Pattern[str], ...]
    """Reasons given in the question: "Since 60 days are allowed, …"."""
    why: re.Pattern[str]
    """The beginning of a question for the reason of something."""
    tagged: re.Pattern[str]
    """A statement to be confirmed: "…, right?"."""
    named: re.Pattern[str]
    """A thing named with a number: "the 60-day term"."""
    supposed: re.Pattern[str]
    """Words of what the asker says of themselves, or only supposes: that cannot stand in the passages."""
    example: re.Pattern[str]
    """The beginning of a sentence that gives a case or says how to answer."""
    labelled: re.Pattern[str]
    """Numbers that are names: "clause 7.4"."""


_ENGLISH = PremiseForms(
    causes=(
        re.compile(
            r"(?:(?:^|[,;.?!]\s+)(?:(?:and|but|so)\s+)?(?:since|although|though|given(?: that)?|considering(?: that)?)"
            r"|^(?:(?:and|but|so)\s+)?as(?! (?:of|for|to|an?|in|soon|well|long|far)\b)"
            r"|\b(?:because(?! of\b)|given that|now that|seeing that|even though))\s+"
            r"(?P<premise>.{1,400}?)(?=,\s|[;?!]|\.\s|$)",
            re.IGNORECASE,
        ),
    ),
    why=re.compile(r"(?:(?:and|but|so)\s+)?(?:why|how come)\b(?P<premise>.+)", re.IGNORECASE),
    tagged=re.compile(
        r"(?P<premise>.+),\s+(?:right|correct|(?:is|are|do|does|was|were)(?:n't| not)? (?:it|they|that|he|she))\s*\?",
        re.IGNORECASE,
    ),
    named=re.compile(
        r"\b(?:the|its|their|our|this|that|these|those)\s+(?:(?!first\b|last\b|next\b|past\b)[^\W\d_]+\s+){0,2}?"
        r"(?:of\s+)?(?P<premise>(?:[$€£]|(?:eur|usd|gbp)\s)?\d[\d.,]*(?:[-\s][^\W\d_]+|\s?%)"
        r"|\w+-(?:minute|hour|day|week|month|year)s?)",
        re.IGNORECASE,
    ),
    supposed=re.compile(r"\b(?:i|my|me|i'm|i've|if|suppose|assume|assuming|imagine)\b", re.IGNORECASE),
    example=re.compile(r"(?:an?|some\w*|one|please|we|you)\b", re.IGNORECASE),
    labelled=re.compile(
        r"\b(?:version|section|clause|chapter|annex|article|paragraph|class|level|form|room|issue|page|table|figure|"
        r"line|step|item|gate|number|no\.)\s+(?:[A-Z]-?)?\d[\w.]*",
        re.IGNORECASE,
    ),
)


def _forms(
    *, opening: str, inside: str, why: str, tags: str, supposed: str, example: str, labels: str, edge: str = r"\b"
) -> PremiseForms:
    """Write the patterns of a language from alternatives of words.

    `opening` gives a reason only where it opens a clause that a comma ends, `inside` wherever it stands. `edge` is what
    ends a word: "" in scripts that write words as one.
    """
    return PremiseForms(
        causes=(
            re.compile(
                rf"(?:^|{_STOP})(?:\w+\s+)?(?:{opening}){edge}\s*(?P<premise>.{{1,400}}?)(?={_COMMA})", re.IGNORECASE
            ),
            re.compile(
                rf"{edge}(?:{inside}){edge}\s*(?P<premise>.{{1,400}}?)(?={_COMMA}|[;?!؟？。]|\.\s|$)", re.IGNORECASE
            ),
        ),
        why=re.compile(rf"[¿¡]?(?:\w+\s+)?(?:{why}){edge}(?P<premise>.+)", re.IGNORECASE),
        tagged=re.compile(rf"(?P<premise>.+?)(?:{_COMMA}){'' if edge else '?'}\s*¿?(?:{tags})\s*[?؟？]", re.IGNORECASE),
        named=_NEVER,
        supposed=re.compile(rf"{edge}(?:{supposed}){edge}", re.IGNORECASE),
        example=re.compile(rf"(?:{example}){edge}", re.IGNORECASE),
        labelled=re.compile(rf"(?:{edge}(?:{labels})|§+)\s*(?:[A-Z]-?)?\d[A-Za-z\d.]*", re.IGNORECASE),
    )


_ARABIC_REASONS = "[وف]?(?:بما أن|حيث [إأ]ن|نظر[اًا]* لأن|لأن|طالما أن|رغم أن)(?:هما|هم|ها|ه|كم|ك|نا|ني)?"

_FORMS = {
    ENGLISH: _ENGLISH,
    "de": _forms(
        opening="da|weil|obwohl|obgleich|nachdem|wo doch",
        inside="weil|obwohl|obgleich|(?<=, )da",
        why="warum|wieso|weshalb",
        tags="oder|nicht wahr|nicht|richtig|stimmt das|stimmt's|korrekt",
        supposed="ich|mein\\w*|mir|mich|wenn|falls|angenommen|gesetzt",
        example="eine?r?|jemand|man|bitte|wir|sie",
        labels="version|abschnitt|ziffer|klausel|kapitel|anhang|anlage|artikel|absatz|stufe|klasse|formular|raum|seite|"
        "tabelle|abbildung|zeile|schritt|punkt|nummer|nr\\.",
    ),
    "fr": _forms(
        opening="comme|puisqu(?:e|')|vu qu(?:e|')|étant donné qu(?:e|')|parce qu(?:e|')|bien qu(?:e|')",
        inside="puisqu(?:e|')|étant donné qu(?:e|')|parce qu(?:e|')|alors qu(?:e|')",
        why="pourquoi",
        tags="n'est-ce pas|non|c'est ça|pas vrai|est-ce exact",
        supposed="je|j'\\w+|mon|ma|mes|moi|si|supposons|imaginons",
        example="une?|quelqu'un|on|nous|vous|veuillez",
        labels="version|section|clause|chapitre|annexe|article|alinéa|paragraphe|classe|niveau|formulaire|salle|page|"
        "tableau|figure|ligne|étape|point|numéro|n°",
    ),
    "es": _forms(
        opening="como|ya que|puesto que|dado que|porque|aunque",
        inside="ya que|puesto que|dado que|porque|aunque",
        why="por qu[eé]",
        tags="no|verdad|cierto|correcto|no es así",
        supposed="yo|mi|mis|me|tengo|si|supongamos|imaginemos",
        example="una?|alguien|por favor|nosotros|usted",
        labels="versión|sección|cláusula|capítulo|anexo|artículo|párrafo|clase|nivel|formulario|sala|página|tabla|figura|"
        "línea|paso|punto|número|n\\.º",
    ),
    "it": _forms(
        opening="poiché|siccome|dato che|visto che|giacché|benché|anche se",
        inside="poiché|dato che|visto che|giacché",
        why="perch[éè]|come mai",
        tags="vero|no|giusto|non è vero|corretto",
        supposed="io|mio|mia|miei|mie|mi|ho|se|supponiamo",
        example="un[ao]?|qualcuno|per favore|noi|lei",
        labels="versione|sezione|clausola|capitolo|allegato|articolo|paragrafo|comma|classe|livello|modulo|sala|pagina|"
        "tabella|figura|riga|passo|punto|numero|n\\.",
    ),
    "pt": _forms(
        opening="como|já que|uma vez que|visto que|dado que|porque|embora",
        inside="já que|uma vez que|visto que|dado que|embora",
        why="por ?qu[eê]",
        tags="não é|não|certo|correto|verdade|não é verdade",
        supposed="eu|meu|minha|meus|minhas|me|tenho|suponhamos",
        example="uma?|alguém|por favor|nós|você|se",
        labels="versão|secção|seção|cláusula|capítulo|anexo|artigo|parágrafo|classe|nível|formulário|sala|página|tabela|"
        "figura|linha|passo|ponto|número|n\\.º",
    ),
    "nl": _forms(
        opening="omdat|aangezien|daar|hoewel|nu",
        inside="omdat|aangezien|hoewel",
        why="waarom",
        tags="toch|nietwaar|niet|is het niet|hè|klopt dat|juist",
        supposed="ik|mijn|mij|me|als|indien|stel",
        example="een|iemand|men|graag|wij|u",
        labels="versie|sectie|clausule|hoofdstuk|bijlage|artikel|lid|paragraaf|klasse|niveau|formulier|kamer|pagina|tabel|"
        "figuur|regel|stap|punt|nummer|nr\\.",
    ),
    "ar": _forms(
        opening=_ARABIC_REASONS,
        inside=_ARABIC_REASONS,
        why="[وف]?لماذا",
        tags="أليس كذلك|صحيح|هل هذا صحيح",
        supposed="أنا|لدي|عندي|إذا|لو|لنفترض|افترض",
        example="أحد|شخص|من فضلك|نحن",
        labels="الإصدار|القسم|البند|الفصل|الملحق|المادة|الفقرة|الفئة|المستوى|النموذج|الغرفة|الصفحة|الجدول|الشكل|السطر|الخطوة|"
        "رقم",
    ),
    "zh": _forms(
        opening="因为|既然|由于|鉴于|虽然|尽管",
        inside="因为|既然|由于|鉴于",
        why=".{0,30}?(?:为什么|为何|为啥)",
        tags="对吗|对吧|是吗|是吧|对不对|不是吗",
        supposed="我|如果|假设|假如|要是",
        example="某|有人|请|我们|您|你",
        labels="版本|第|章节|条款|附件|附录|级别|表格|房间|步骤|编号|号码",
        edge="",
    ),
}


def forms_for(language: str) -> PremiseForms:
    """Give the patterns of a language (ISO 639-1), those of English where they are not known."""
    return _FORMS.get(language, _ENGLISH)
