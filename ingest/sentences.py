"""Where sentences begin and end: the one sentence splitter of chunking, citing, verifying and quoting."""

import re

_ENDING = re.compile(
    r"""
    (?P<stop>[.!?…‽]++)["'”’)\]»*_]*+       # Latin, Greek and Cyrillic endings with the quotes that close after them
  | [。！？｡؟।۔]++[」』”’）\])]*+            # endings of scripts that need no space after them, or have their own mark
  | (?P<lines>[\n\r\f\u2028\u2029]\s*+)
    """,
    re.VERBOSE,
)
_WHITE = re.compile(r"\s*+")
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘«]*\Z")
_NEXT_WORD = re.compile(r"[^\W\d_]+")
_LIST_MARK = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxlcIVXLC]{1,5})\Z")
_NEW_LINE_MARK = re.compile(r"[-*•‣▪◦·–—|#>]|\(?(?:\d{1,3}|[A-Za-z])[.)]\s")
_LONGEST_WORD = 24  # characters looked back for the word before a full stop


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Shortened words after which the sentence goes on, whatever follows.
_GO_ON = _words(
    "mr mrs ms dr prof rev hon gen col capt lt sgt st messrs mmes gov sen rep pres supt insp "
    "vs v cf viz al e.g i.e eg ie ca approx resp incl excl esp no nos nr fig figs eq eqs sec secs "
    "ch chap art arts par para paras cl p pp vol vols ed eds ex exh app tab "
    "bzw vgl z.b d.h u.a i.d.r i.s.d i.v.m abs nr ziff rdnr buchst ggf sog zzgl inkl einschl evtl "
    "bspw insb tsd mio mrd"
)
# Shortened words that may also end a sentence: there the next word decides.
_MAY_END = _words(
    "inc corp co ltd llc llp plc bros etc jr sr u.s u.k u.n e.u d.c a.m p.m ph.d m.d b.a m.a s.a n.v "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun "
    "est dept univ assn ave blvd rd min max tel ext cont usw usf"
)
# Where days are written with a full stop; "May" may begin a sentence, and is no month of theirs.
_MONTHS = _words(
    "Januar Jänner Februar März April Mai Juni Juli August September Oktober November Dezember "
    "januar februar marts mars april maj mai juni juli august september oktober november december desember"
)
# The German words before a number that is an ordinal.
_ORDINAL = re.compile(r"\b(?:im|am|zum|zur|vom|beim|das|dem|den|seit)\s\d{1,2}\Z", re.IGNORECASE)
_STARTERS = _words(
    "a an the this that these those it its he she we they you i his her our their your my in on at by for from with "
    "to as of if when while where after before since because although though however but and or so yet there here "
    "all any both each every no not some such what which who how why please see under during upon once"
)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Split `text` into sentences: their (start, end) offsets in order, without the white space around them.

    The spans leave out nothing but white space. A line that is not simply wrapped (a heading, a list item, a row of a
    table) is a sentence of its own. Takes time in proportion to the text, whatever stands in it.
    """
    spans: list[tuple[int, int]] = []
    start = _skip_white(text, 0)
    for match in _ENDING.finditer(text, start):
        if match.start() < start or not _ends_sentence(text, start, match):
            continue
        spans.append((start, start + len(text[start : match.end()].rstrip())))
        start = _skip_white(text, match.end())
    if start < len(text):
        spans.append((start, len(text.rstrip())))
    return spans


def _skip_white(text: str, position: int) -> int:
    match = _WHITE.match(text, position)
    return match.end() if match else position


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    if match["lines"] is not None:
        return _ends_line(text, start, match)
    if match["stop"] is None:
        return True
    following = _skip_white(text, match.end())
    if following == match.end() or following == len(text):
        return following == len(text)
    if "\n" in text[match.end() : following]:
        return not text[following].islower()
    if text[following].islower() or (match["stop"].startswith("....") and text[following].isdigit()):
        return False  # the second: dots that lead to a page number
    return match["stop"] != "." or _ends_with_full_stop(text, start, match.start(), following)


def _ends_line(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a line break ends the sentence: not where the words plainly run on in the next line."""
    if match.start() <= start or match.end() == len(text):
        return match.start() > start
    if match["lines"].count("\n") > 1 or "\f" in match["lines"]:
        return True
    if _NEW_LINE_MARK.match(text, match.end()):
        return True
    return not text[match.end()].islower() or text[match.start() - 1] in ":;|"


def _ends_with_full_stop(text: str, start: int, stop: int, following: int) -> bool:
    """Whether the full stop at `stop` ends the sentence, rather than a shortened word, an initial or a list number."""
    last = _LAST_WORD.search(text, max(start, stop - _LONGEST_WORD), stop)
    word = last.group() if last else ""
    if stop - len(word) == start and _LIST_MARK.match(word):
        return False
    lowered = word.lower()
    next_word = _NEXT_WORD.match(text, following)
    if word.isdecimal() and len(word) <= 2 and next_word is not None and _is_ordinal(text, stop, next_word.group()):
        return False
    if lowered in _GO_ON:
        return False
    if lowered in _MAY_END or (len(word) == 1 and word.isupper()):
        return next_word is not None and next_word.group().lower() in _STARTERS
    return True


def _is_ordinal(text: str, stop: int, next_word: str) -> bool:
    """Whether the number before the full stop at `stop` is an ordinal: "am 4. Mai", "im 3. Quartal"."""
    return next_word in _MONTHS or _ORDINAL.search(text, max(0, stop - _LONGEST_WORD), stop) is not None
