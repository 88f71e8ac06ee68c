"""Words by which a question points back to what was said before it: "it", "those", "then"; in seven languages."""

import re

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
        "da(?:von|für|zu|bei|nach|vor|gegen|mit|durch) da?r(?:in|an|auf|aus|über|um)",
        r"^und\b",
        r"(?<!gibt )(?<!gab )\bes\b",
        r"\bdas(?=[\s?.,]*$|\s+(?:auch|noch|dann|alles|nicht|für|in|bei|zu)\b)",  # elsewhere it is an article
    ),
    "fr": _pattern(
        "ils? elles? lui leurs? son sa ses ce cet cette ces cela ça alors mêmes? autres? tels? telles?",
        r"^et\b",
        r"\b(?:celui|celle|ceux|celles)\b",
        r"-(?:ils|elles?|lui|leur)\b",  # "il" after a verb is mostly nobody: "faut-il", "y a-t-il"
    ),
    "es": _pattern(
        "él ellas? ellos sus? est[aeo]s? es[aeo]s? aquel(?:l[ao]s?)? ello allí ahí entonces mism[ao]s? otr[ao]s? "
        "tal tales",
        r"^[¿¡]?y\b",
        r"\blo\b(?! que)",
    ),
    "it": _pattern(
        "lui lei loro ess[aeio] suo sua suoi sue quest[aeio] quell[aeio] ciò lì allora stess[aeio] altr[aeio] tal[ei]",
        r"^e\b",
    ),
    "pt": _pattern(
        "[dn]?el[ae]s? seus? suas? [dn]?est[ae]s? [dn]?ess[ae]s? [dn]?aquel[ae]s? isso isto aquilo ali então "
        "mesm[ao]s? outr[ao]s? tal tais",
        r"^e\b",
    ),
    "nl": _pattern(
        "hij zij ze hem haar hun hen dit deze die dat daar dan dezelfde hetzelfde zulke andere? "
        "(?:er|daar)(?:van|voor|in|op|mee|over)",
        r"^en\b",
        r"\bhet(?=[\s?.,]*$)",  # elsewhere it is an article
    ),
}


def language_asked_in(question: str) -> str | None:
    """Give the language of a question (ISO 639-1) if its pointing words are known here, else None."""
    if _ENGLISH_QUESTION.search(question):
        return ENGLISH
    language = language_of(question)
    return language if language in _POINTING and language != ENGLISH else None


def points_back(question: str, language: str) -> bool:
    """Whether a word of a question stands for something said before, or may."""
    return _POINTING[language].search(question.strip()) is not None
