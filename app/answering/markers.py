"""The passage numbers that a model wrote into its text: taken out, given to sentences, and written in again. Pure."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.answering.units import GLUED

_UNITS = rf"%|°|{GLUED}|(?:hours|days|weeks|months|years)\b"
# "[2020] EWCA Civ 12" is a year, "[3-5] mmol/L" a range.
_NO_MARKER = rf"(?:1[5-9]|20)\d\d\s*[\]】]|\d+\s*[–-]\s*\d+\s*[\]】]\s*(?:{_UNITS})"
_MARKERS = re.compile(
    rf"(?<![ \t])[ \t]*[\[【](?!{_NO_MARKER})\s*(?:passages?\s*)?"
    r"(?P<numbers>\d+(?:\s*(?:[,;&–-]|and)\s*(?:passage\s*)?\d+)*)\s*[\]】]",
    re.IGNORECASE,
)
_LED_IN = r"according to|based on|as \w+ in|in|see|per"
# "According to passage 1, 60 days are allowed", "(passages 1 and 3)". "A passage 2 m wide" is none.
_IN_WORDS = re.compile(
    rf"(?P<word>(?:\b(?:{_LED_IN})[ \t]+(?:the[ \t]+)?|\()passages?)"
    r"[ \t]+(?P<in_words>\d+(?:[ \t]+(?:and|or)[ \t]+\d+)?)(?=[ \t]*(?:[,;:)]|\.(?!\d)|$))",
    re.IGNORECASE | re.MULTILINE,
)
_EITHER = re.compile(rf"{_MARKERS.pattern}|{_IN_WORDS.pattern}", re.IGNORECASE | re.MULTILINE)
_NAMED = re.compile(
    rf"\b(?:(?:{_LED_IN})[ \t]+)?(?:the[ \t]+)?passages?[ \t]*(?=[,;:.)\]]|$)", re.IGNORECASE | re.MULTILINE
)
_RANGE = re.compile(r"(\d+)(?:\s*[–-]\s*(\d+))?")
_LINE_START = re.compile(r"[ \t]*(?:[>#*•–-]|\d+[.)])*[ \t]*")
# What stands before a figure and cannot end a sentence: "The paid days are [27]." is no marker of a passage 27.
_BEFORE_FIGURE = re.compile(
    r"(?:\b(?:is|are|was|were|ist|sind|war|waren|beträgt|est|sont|était|es|son|era|è|sono|é|são|zijn|eur|usd|gbp|chf)"
    r"|[$€£=])\s*$",
    re.IGNORECASE,
)
_ROUND = str.maketrans("[]【】", "()()")
_WITHOUT_BRACKETS = str.maketrans("", "", "[]【】")


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage number at a place of the text from which all markers are taken out."""

    position: int
    number: int


def has_words(text: str) -> bool:
    """Whether a reply says anything besides markers."""
    return any(map(str.isalnum, _MARKERS.sub("", text)))


def take_out_markers(text: str, count: int) -> tuple[str, list[Mark]]:
    """Separate the text from its markers; those that point to none of `count` passages are dropped."""
    bare, marks, last = "", [], 0
    for match in _EITHER.finditer(text):
        numbers = _numbers_of(match["numbers"] or re.sub(" (?:and|or) ", ",", match["in_words"]), count)
        if match["word"] and not numbers:
            continue  # a passage of the text's own, with a higher number
        if not numbers and _BEFORE_FIGURE.search(text, last, match.start()):
            bare += text[last : match.start()] + match.group().translate(_WITHOUT_BRACKETS)
            last = match.end()
            continue
        bare += text[last : match.start()] + (match["word"] or "")
        marks += [Mark(len(bare), number) for number in numbers]
        last = match.end()
        if not bare or bare.endswith("\n"):
            last += len(text[last:]) - len(text[last:].lstrip(" \t"))
    bare += text[last:].rstrip()
    # "[[9]1]" leaves "[1]": what only looks like a marker once another is gone is written with round brackets.
    bare = _MARKERS.sub(lambda match: match.group().translate(_ROUND), bare)
    return bare, list(dict.fromkeys(marks))


def without_naming(text: str) -> str:
    """Leave out the words that name the passage from which its marker was taken: "According to passage, it is free"."""
    return _NAMED.sub("", text)


def _numbers_of(written: str, count: int) -> list[int]:
    """Read "1, 3-5" as [1, 3, 4, 5], without the numbers that none of `count` passages has."""
    numbers: list[int] = []
    for first, last in _RANGE.findall(written):
        # Written by a model: "1-999999999" must not make a list of that length.
        low, high = max(1, int(first)), min(count, int(last or first))
        numbers += range(low, high + 1)
    return list(dict.fromkeys(numbers))


def assign(marks: Iterable[Mark], spans: Sequence[tuple[int, int]], bare: str) -> list[list[Mark]]:
    """Give each sentence its markers: those in it or after it; and those that open its line, moved to its end."""
    assigned: list[list[Mark]] = [[] for _ in spans]
    opening: list[tuple[int, Mark]] = []
    for mark in marks if spans else ():
        after = bisect_left(spans, mark.position, key=lambda span: span[1])
        if after < len(spans) and _opens_line(bare, mark.position, spans[after][0]):
            opening.append((after, mark))
            continue
        index = max(0, bisect_left(spans, mark.position, key=lambda span: span[0]) - 1)
        start, end = spans[index]
        assigned[index].append(Mark(min(max(mark.position, start), end), mark.number))
    for index, mark in opening:
        if mark.number not in {other.number for other in assigned[index]}:
            assigned[index].append(Mark(spans[index][1], mark.number))
    return assigned


def with_rests_apart(
    bare: str, spans: Sequence[tuple[int, int]], owned: Sequence[list[Mark]], says_enough: Callable[[str], bool]
) -> Iterator[tuple[int, int, list[Mark]]]:
    """Yield (start, end, markers) of each sentence; what one says after its last marker is a sentence without any.

    "Smoking is forbidden [1], but allowed in the theatres." names a passage for its first half only.
    """
    for (start, end), marks in zip(spans, owned, strict=True):
        last = max((mark.position for mark in marks), default=end)
        rest = bare[last:end]
        if last < end and says_enough(bare[start:last]) and says_enough(rest):
            yield start, last, marks
            yield end - len(rest.lstrip(" ,;:–—-\n")), end, []
        else:
            yield start, end, marks


def _opens_line(bare: str, position: int, start: int) -> bool:
    """Whether only a list mark is before `position` on its line, and the sentence at `start` begins on that line."""
    same_line = "\n" not in bare[position:start]
    return same_line and _LINE_START.fullmatch(bare, bare.rfind("\n", 0, position) + 1, position) is not None


def put_in_markers(bare: str, marks: Iterable[Mark]) -> str:
    """Write the markers into the text again, each once at its place."""
    text, last = "", 0
    for mark in sorted(dict.fromkeys(marks), key=lambda mark: mark.position):
        text += bare[last : mark.position] + f"[{mark.number}]"
        last = mark.position
    return text + bare[last:]
