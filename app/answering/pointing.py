"""Words by which a question points back to what was said before it: "it", "those", "then"; in seven languages."""

import re

from app.answering.terms import read_terms
from vectorstore.language import ENGLISH, language_of

_ENGLISH_QUESTION = re.compile(
    r"\b(?:what|which|who|whom|whose|how|when|where|why|does|did|are|can|must|should|list|name|give|show|tell|explain)\b",
    re.IGNORECASE,
)


def _pattern(words: str, *more: str) -> re.Pattern[str]:
    return re.compile("|".join((rf"(?<![-\w])(?:{'|'.join(words.split())})\b(?!-)", *more)), re.IGNORECASE)


# A word that may point back or not ("sie", "este") is taken to do so: what is joined for nothing does less harm.
_POINTING = {
    ENGLISH: _pattern(
        "it its they them their theirs those these this there he she him her his hers ones? same such another others? "
        "then",
        r"(?:^|\b(?:is|are|does|do|did|was|were|can|may|must|will|for|of|about|by|than|with|to|in|at|from|on|and|or|after"
        r"|before|during) )that\b",
    ),
    "de": _pattern(
        "er sie ihn ihm ihnen ihr(?:e[nmrs]?)? sein(?:e[nmrs]?) dies(?:e[nmrs]?)? jene[nmrs]? dort da dann dessen "
        "deren d(?:er|ie|as|em|en)selben? solche[nmrs]? andere[nmrs]? beide[nmrs]? "
        "da(?:von|für|zu|bei|nach|vor|gegen|mit|durch) da?r(?:in|an|auf|aus|über|um) hier(?:für|von|zu|bei|mit|nach)",
        r"(?-i:\b[Ss]ein(?= (?:[a-zäöü]+ )?[A-ZÄÖÜ]))",  # elsewhere it is a verb
        r"^und\b",
        r"(?<!gibt )(?<!gab )\bes\b",
        r"\bdas(?=[\s?.,]*$|\s+(?:auch|noch|dann|alles|nicht|für|in|bei|zu)\b)",  # elsewhere it is an article
    ),
    "fr": _pattern(
        "ils? elles? lui leurs? son sa ses ce cet cette ces ceci cela ça alors mêmes? autres? tels? telles?",
        r"^et\b",
        r"\b(?:celui|celle|ceux|celles)\b",
        r"(?<![-\w])y\b(?! a\b|-)",
        r"\ben\b(?=\s+\w+-t?-?(?:il|on)|\s+\w+er\b)",
        r"-(?:ils|elles?|lui|leur)\b",  # "il" after a verb is mostly nobody: "faut-il", "y a-t-il"
    ),
    "es": _pattern(
        "él ellas? ellos sus? [eé]st[aeo]s? es[aeo]s? dich[ao]s? \\w{3,}[aei]rl[aeo]s? "
        "aquel(?:l[ao]s?)? ello allí ahí entonces mism[ao]s? otr[ao]s? "
        "tal tales",
        r"^[¿¡]?y\b",
        r"\blo\b(?! que)",
    ),
    "it": _pattern(
        "lui lei loro ess[aeio] suo sua suoi sue quest[aeio]? quell[aeio]? quei quegli ne "
        "\\w{3,}[aei]r(?:l[aeio]|ne) ciò lì allora stess[aeio] altr[aeio] tal[ei]",
        r"^e\b",
    ),
    "pt": _pattern(
        "[dn]?el[ae]s? seus? suas? [dn]?est[ae]s? [dn]?ess[ae]s? [dn]?aquel[ae]s? [dn]?isso [dn]?isto [dn]?aquilo "
        "ali aí lá então "
        "mesm[ao]s? outr[ao]s? tal tais",
        r"^e\b",
    ),
    "nl": _pattern(
        "hij zij ze hem haar hun hen dit deze die dat daar dan dezelfde hetzelfde zulke andere? "
        "(?:er|daar|hier)(?:aan|bij|naar|uit|door|na|tegen|toe|om|onder|van|voor|in|op|mee|over)",
        r"^en\b",
        r"\bhet(?=[\s?.,]*$)",  # elsewhere it is an article
    ),
}


# What says nothing of a topic, and is no stop word of texts since it is commoner in what people ask.
_EVERYDAY = {
    ENGLISH: "",
    "de": "ich kann muss darf soll tun etwas viel viele man wir",
    "fr": "je dois puis peut peux faire avant nous",
    "es": "puedo tengo debo puede hacer antes",
    "it": "posso devo può fare prima",
    "pt": "posso devo pode fazer antes",
    "nl": "ik kan mag moet nu doen je wij",
}


def language_asked_in(question: str) -> str | None:
    """Give the language of a question (ISO 639-1) if its pointing words are known here, else None."""
    language = language_of(question, otherwise=ENGLISH)
    if language != ENGLISH and language in _POINTING:
        return language
    # Words of English questions tell better than those of texts: "What pays off?" has none of these.
    return ENGLISH if _ENGLISH_QUESTION.search(question) else None


def points_back(question: str, language: str) -> bool:
    """Whether a word of a question stands for something said before, or may."""
    return _POINTING[language].search(question.strip()) is not None


def own_words(question: str, language: str) -> frozenset[str]:
    """Give the stems of the words of a question that may say what it is about."""
    return read_terms(question, language).words - read_terms(_EVERYDAY[language], language).words
