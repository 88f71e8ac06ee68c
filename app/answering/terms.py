"""What mechanical support compares: the content words, names, numbers, dates and negations of a text."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from app.answering.dates import Date, take_dates
from app.answering.denial import NEGATIONS, Word, plain_negations, stated
from app.answering.order import Order, orders_of
from app.answering.quantities import Quantity, take_quantities
from app.answering.spelled import with_digits
from vectorstore.language import COMMON_WORDS, ENGLISH, GLUED, GLUED_SIGNS, pairs_of
from vectorstore.words import words_of

WORD = re.compile(rf"[{GLUED_SIGNS}]+|[^\W{GLUED_SIGNS}]+(?:['’][^\W{GLUED_SIGNS}]+)*")
"""A word, a number or a run of a script without spaces: "在1870年" holds three of them."""

# "Class A", "vitamin D", "Form 10-K": not the article, nor the letter before a name, "I" never.
_LETTER = re.compile(
    r"(?:(?<=[^\W\d_][ \u00a0])(?:[B-HJ-Z]|A(?!\s+[^a-z\d]))|(?<=\d-)[A-HJ-Z])(?![\w'’&/-]|\.(?!\s*\Z))"
)
_GLUED_NUMBER = re.compile(rf"(?<=[{GLUED_SIGNS}])(?=\d)|(?<=\d)(?=[{GLUED_SIGNS}])")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_ENGLISH_STOP_WORDS = _words(
    "a about above additionally after again against all also am an and any are as at be because been before being "
    "below between both but by can could did do does doing down during each either else etc few finally for from "
    "further furthermore get gets got had has have having he her here hers him his how however i if in into is it its "
    "itself just let like may me might more moreover most must my nor now of off on once only onto or other ought our "
    "ours out over overall own per please same shall she should so some such than that the their theirs them then "
    "there therefore these they this those through thus to too under until up upon us use used uses using very via "
    "was we were what when where whether which while who whom whose why will with within would yes you your"
)
# Longest first, so that the first that fits is taken off.
_SUFFIXES = (
    *("ations", "ation", "ating", "ments", "ated", "ates", "ment", "ions", "ings"),
    *("ate", "ion", "ing", "als", "ies", "ied", "al", "ed", "ly", "s"),
)
_COMMON_ENDINGS = ("s", "ing", "ly", "ed", "ion", "ment")
_SHORTEST_STEM = 3
_CAPITAL_NOUNS = ("de",)  # every noun has a capital, so that it tells no names
_NO_STOP_WORDS = ("US", "IT")  # so written they are names
_LINKS = _words("of and for für und et de e y i di van en och og")
"""One of them may stand between words whose first letters make an abbreviation."""
_JOINING = re.compile(r"[ .,:/&'’–-]{0,2}")
_APART = re.compile(r"[^\s&/'’-]|\n\s*\n")
_REMEMBERED = 32768  # words: texts repeat theirs
_LOOKED_BACK = 64  # characters before a word, to see whether it begins a sentence


@dataclass(frozen=True, slots=True)
class Terms:
    """What a text says, for comparison: stems are lower case, quantities and dates are values."""

    words: frozenset[str]
    """Stems of all content words."""
    affirmed: frozenset[str]
    """Stems of content words outside the reach of a negation."""
    denied: frozenset[str]
    """Stems of content words right after a negation; one word may be in both sets."""
    doubtful: frozenset[str]
    """Stems of content words before a negation, which may deny them too: nothing is contradicted by them."""
    names: Mapping[str, str]
    """Those of the stems that look like names, each with the word as written."""
    initials: str
    """First letters of neighbouring words with a capital, in lower case, a blank between those that are no neighbours.

    An abbreviation is looked for in them: "hr" of "Human Resources", "fda" of "Food and Drug Administration".
    """
    orders: frozenset[Order]
    """What something is said to be before or after, on which condition, to which degree: see `app.answering.order`."""
    quantities: tuple[Quantity, ...]
    dates: tuple[Date, ...]


def read_terms(text: str, language: str = ENGLISH) -> Terms:
    """Read the terms out of a text, with the stop words, endings, names and negations of a language (ISO 639-1).

    What is compared is read with one language on both sides.
    """
    text = with_digits(unicodedata.normalize("NFC", text), language)
    text = _GLUED_NUMBER.sub(" ", text)
    letters = {match.start() for match in _LETTER.finditer(text)}
    dates, rest = take_dates(text)
    quantities, rest = take_quantities(rest)
    rest = plain_negations(rest)
    words = [_word(match, language, match.start() in letters) for match in WORD.finditer(rest)]
    said = stated(rest, words, language)
    affirmed = said.affirmed | {date.month_stem for date in dates}
    return Terms(
        words=affirmed | said.denied,
        affirmed=affirmed,
        denied=said.denied,
        doubtful=said.doubtful,
        names={
            stem: word.written
            for word in words
            if _is_name(word.written, rest, word.start, language)
            for stem in word.stems
        },
        initials=_initials(rest, words),
        orders=orders_of(rest, words),
        quantities=quantities,
        dates=dates,
    )


def _word(match: re.Match[str], language: str, is_letter: bool) -> Word:
    word = match.group()
    read = (word,) if is_letter else stems(word, language)
    return Word(match.start(), match.end(), word, read, is_negation(word, language))


def _initials(text: str, words: Iterable[Word]) -> str:
    initials, end, linked = "", 0, False
    for word in words:
        gap = text[end : word.start]
        near = gap == " " or not _APART.search(gap)
        if word.written[0].isupper():
            initials += ("" if near else " ") + word.written[0].lower()
            linked = False
        elif near and not linked and word.written in _LINKS:
            linked = True
        else:
            initials += " "
            linked = False
        end = word.end
    return initials


def content_stems(text: str, language: str = ENGLISH) -> frozenset[str]:
    """Give the stems of the content words of a text, numbers among them as written: the quick look at a text."""
    return frozenset(stems_in_order(text, language))


def stems_in_order(text: str, language: str = ENGLISH) -> list[str]:
    """Give the stems of the content words of a text in their order, numbers among them as written."""
    return [stem for word in WORD.findall(text) for stem in stems(word, language)]


@dataclass(frozen=True, slots=True)
class Term:
    """A content word where it stands in a text."""

    stem: str
    written: str
    is_name: bool
    joined: bool
    """Nothing but a blank, a comma or the like stands between it and the word before."""

    @property
    def has_digits(self) -> bool:
        """Whether it is a number, or an identifier with one in it."""
        return any(map(str.isdigit, self.stem))


def terms_in_order(text: str, language: str = ENGLISH) -> tuple[Term, ...]:
    """Give the content words of a text in their order, numbers among them as written."""
    terms: list[Term] = []
    end, letters = 0, {match.start() for match in _LETTER.finditer(text)}
    for match in WORD.finditer(text):
        word, start = match.group(), match.start()
        joined = bool(_JOINING.fullmatch(text, end, start))
        end = match.end()
        read = (word,) if start in letters else stems(word, language)
        terms += [Term(stem, word, _is_name(word, text, start, language), joined) for stem in read]
    return tuple(terms)


@lru_cache(maxsize=_REMEMBERED)
def is_negation(word: str, language: str = ENGLISH) -> bool:
    """Whether a single word denies what follows it."""
    return word.lower() in NEGATIONS.get(language, ()) or word.lower().endswith(("n't", "n’t"))


@lru_cache(maxsize=_REMEMBERED)
def stems(word: str, language: str = ENGLISH) -> tuple[str, ...]:
    """Give what a word is compared by: nothing for a stop word, its stem, or its pairs of letters in glued scripts."""
    if GLUED.match(word):
        return pairs_of(word)
    folded = re.sub(r"['’]s?\Z|['’]s\b", "", word.casefold())
    if (folded in _stop_words(language) and word not in _NO_STOP_WORDS) or is_negation(word, language):
        return ()
    if len(folded) == 1 and not folded.isdigit():
        return ()
    return (stem_of(folded),) if language == ENGLISH else tuple(words_of(folded, language)) or (folded,)


@cache
def _stop_words(language: str) -> frozenset[str]:
    return _ENGLISH_STOP_WORDS if language == ENGLISH else COMMON_WORDS.get(language, frozenset())


def stem_of(word: str) -> str:
    """Take an English ending off a lower-case word so that its forms meet; no stem is shorter than three letters."""
    for suffix in () if word.endswith("ss") else _SUFFIXES:
        shortest = _SHORTEST_STEM + suffix.startswith("at")  # "donate" is no form of "don"
        if word.endswith(suffix) and len(word) - len(suffix) >= shortest:
            word = word[: -len(suffix)] + ("y" if suffix in ("ies", "ied") else "")
            break
    if len(word) > _SHORTEST_STEM and word[-1] == word[-2] and word[-1].isalpha() and word[-1] not in "aeious":
        word = word[:-1]
    return word[:-1] if len(word) > _SHORTEST_STEM and word[-1] == "e" else word


def _is_name(word: str, text: str, position: int, language: str) -> bool:
    """Whether a word looks like a name: with a capital that is not due to its place, an abbreviation, or with digits.

    A sentence's first word counts too ("Norway won.") unless it has an ending that common words have: of 406 supported
    sentences 7 begin with a common word taken for a name, and 34 of 42 exchanged names are noticed only so.
    """
    if any(map(str.isdigit, word)) and not word.isdecimal():
        return True  # "400ohm", "i21"
    if not word[0].isupper():
        return False
    if language in _CAPITAL_NOUNS:
        return word.isupper()
    before = text[max(0, position - _LOOKED_BACK) : position].rstrip(" \t\"'“‘«(*_-•#>|\u00a0")
    inside = before and before[-1] not in ".!?:\n"
    return bool(inside) or word.isupper() or not re.sub(r"['’]s?\Z", "", word).endswith(_COMMON_ENDINGS)
