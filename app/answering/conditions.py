"""What a sentence makes depend on what: "may not sublet without consent" requires the consent that it seems to deny.

Known of English and German. Pure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["needed", "required", "barred", "given", "free", "regardless"]
"""What is so only with something ("needed" where that is said by two denials), never with it, with it, without it, or
whether there is it or not."""

MARK = "\ue000"
"""Stands for the word by which a denied sentence makes an exception, which itself denies nothing then."""

_SENTENCE_END = re.compile(r"[.;!?](?=\s|\Z)|[•|]|\n\s*\n")
_DENYING = (
    r"not|never|cannot|\w+n['’]t|prohibited|forbidden|void|invalid|illegal|unlawful"
    r"|nicht|nie|niemals|keinesfalls|verboten|untersagt|unzulässig|unwirksam"
)
_DENYING_NOUN = r"no(?!,)|neither|nor|none|nobody|nothing|kein(?:e[mnrs]?)?|weder|niemand|nichts"
_DENIAL = re.compile(rf"\b(?:(?P<noun>{_DENYING_NOUN})|{_DENYING})\b", re.IGNORECASE)
_MODAL = r"may|must|shall|can|will|should|would|darf|dürfen|muss|müssen|kann|können|soll|sollen"
_MODALS = re.compile(rf"\b(?:{_MODAL})\b", re.IGNORECASE)
# Where something else is said than what the denial before speaks of.
_ELSEWHERE = re.compile(
    r"\b(?:but|aber|sondern)\b|[:()]|,\s*(?:\w+ing|which|who|so|then)\b|\b(?:and|or|und|oder)\b[^,]*?"
    rf"\b(?:{_MODAL}|is|are|was|were|has|have|ist|sind|hat|haben)\b",
    re.IGNORECASE,
)
# After these an exception is none from what is denied: "is not required before the start".
_NO_TERM = re.compile(
    r"\b(?:required|necessary|needed|obliged|have to|need|erforderlich|nötig|verpflichtet)\b", re.IGNORECASE
)
_CLAUSE_OF_ITS_OWN = re.compile(
    rf"\b(?:if|when|who|which|wenn|sofern|falls)\b(?:(?!\b(?:{_MODAL}|{_DENYING}|{_DENYING_NOUN})\b)[^,])*\Z",
    re.IGNORECASE,
)
_MAY = r"may|can|could|allowed|permitted|entitled|darf|dürfen|kann|können|erlaubt|zulässig|berechtigt"
_ALLOWING = re.compile(rf"\b(?:{_MAY})\b", re.IGNORECASE)
_STATING = re.compile(rf"\b(?:{_MAY}|{_MODAL}|valid|effective|gültig|wirksam)\b", re.IGNORECASE)
_MARKER = re.compile(
    rf"""(?P<unless>
        {MARK}|\b(?:unless|except(?:ing)?(?:\ (?:if|when|where|for))?|other\ than|außer)\b|\bes\ sei\ denn\b,?)
    |\b(?:
    (?P<until>until|before|prior\ to|bevor)
    |(?P<without>(?:without|ohne)(?!\s(?:limit|prejudice|delay|undue|regard|exception|weiteres)))
    |(?P<only>(?:only|solely|nur)\s(?:if|when|where|with|upon|after|once|as|by|wenn|mit|nach|bei))
    |(?P<even>even\s(?:if|when|where|without|though)|regardless\ of|auch\s(?:wenn|ohne)|selbst\swenn)
    |(?P<if>(?<!check\s)(?<!see\s)(?<!ask\s)(?<!determine\s)(?<!know\s)if|as\ long\ as|provided(?:\ that|,)
        |wenn|sofern|falls|solange)
    |(?P<with>(?:with|mit)(?=[^,.;]{{0,40}}(?:consent|approval|permission|zustimmung|einwilligung|genehmigung)))
    |(?P<who>who|which)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_HINTS = (
    *(
        MARK,
        "unless",
        "except",
        "other than",
        "außer",
        "es sei denn",
        "until",
        "before",
        "prior to",
        "bevor",
        "without",
    ),
    *("ohne", "only", "solely", "nur ", "even ", "regardless", "auch ", "selbst", "if ", "as long as", "provided"),
    *("wenn", "sofern", "falls", "solange"),
)
_HINTS_BESIDE_DENIAL = ("with", "mit ", "who", "which")
_HINTS_OF_DENIAL = ("no", "n't", "n’t", "never", "nicht", "kein", "nie", "weder", "forbidden", "prohibited")
_SPAN_END = re.compile(r"[,()–—]|\b(?:and|but|because|since|so|then|und|aber|weil|denn|dann)\b", re.IGNORECASE)
# What stands in the middle of its sentence goes to the verb of that.
_PHRASE_END = re.compile(rf"[,()–—]|\b(?:{_MODAL}|cannot|is|are|nicht|kein\w*|ist|sind)\b", re.IGNORECASE)
_OPENING = re.compile(r"\W*(?:[\w ]{1,30},\s*)?")
_FAR = 120  # characters from a denial to the exception from it
_NEAR = 80  # characters from what stands first in its sentence to the denial


@dataclass(frozen=True, slots=True)
class Condition:
    """What something depends on, `text[start:end]`, and where the word stands that makes it do so."""

    kind: Kind
    word: str
    word_start: int
    start: int
    end: int


def without_double_denials(text: str) -> str:
    """Put a mark and blanks for the words that make an exception from what is denied: the length stays."""
    for condition in [*conditions_in(text)]:
        if condition.kind == "needed":
            after = {"before": "after", "prior to": "after", "bevor": "nach"}.get(condition.word.lower(), "")
            put = (MARK + after).ljust(condition.start - condition.word_start)
            text = text[: condition.word_start] + put + text[condition.start :]
    return text


def conditions_in(text: str) -> Iterator[Condition]:
    """Yield what the sentences of a text make depend on something."""
    if not _may_have_conditions(text.lower()):
        return
    first = 0
    for marker in _MARKER.finditer(text):
        ends = [*_SENTENCE_END.finditer(text, first, marker.start())]
        first = ends[-1].end() if ends else first
        last = end.start() if (end := _SENTENCE_END.search(text, marker.end())) else len(text)
        end_of_condition = _end_of(text, marker, last)
        if kind := _kind(text, marker, (first, last), end_of_condition):
            yield Condition(kind, marker.group(), marker.start(), marker.end(), end_of_condition)


def _may_have_conditions(text: str) -> bool:
    """Look quickly, as most texts have none."""
    if any(hint in text for hint in _HINTS):
        return True
    return any(hint in text for hint in _HINTS_BESIDE_DENIAL) and any(hint in text for hint in _HINTS_OF_DENIAL)


def _end_of(text: str, marker: re.Match[str], limit: int) -> int:
    pattern = _PHRASE_END if marker.lastgroup in ("without", "who") or marker.group() == MARK else _SPAN_END
    end = pattern.search(text, marker.end(), limit)
    return end.start() if end else limit


def _kind(text: str, marker: re.Match[str], sentence: tuple[int, int], end: int) -> Kind | None:
    """Tell what a marker makes of what follows it, up to `end`."""
    first, last = sentence
    is_denied = _is_denied_before(text[first : marker.start()]) or _is_denied_after(text, marker, first, end, last)
    is_inverted = bool(_DENIAL.search(text, marker.end(), end))
    kind: Kind | None = None
    match marker.lastgroup:
        case "unless":
            kind = "needed" if is_denied else "barred"
        case "until":
            kind = "needed" if is_denied and not _NO_TERM.search(text, first, marker.start()) else None
        case "without":
            kind = "needed" if is_denied else "free" if _STATING.search(text, first, last) else None
        case "only":
            kind = None if is_denied else "required"
        case "even":
            kind = "regardless" if _STATING.search(text, first, last) and not is_denied else None
        case "if":
            kind = ("required" if is_inverted else "barred") if is_denied else "barred" if is_inverted else "given"
        case "with":
            kind = "barred" if is_denied else None
        case "who" if is_inverted:
            kind = "required" if is_denied else "free" if _ALLOWING.search(text, first, last) else None
    return kind


def _is_denied_before(before: str) -> bool:
    """Whether what stands before a marker denies what it makes an exception from."""
    denials = [*_DENIAL.finditer(before)]
    if not denials:
        return False
    if _CLAUSE_OF_ITS_OWN.search(before[: denials[-1].start()]):
        return False  # "if it is not paid, and if it is late"
    between = before[denials[-1].end() :]
    modals = len(_MODALS.findall(between))
    return modals <= bool(denials[-1]["noun"]) and len(between) < _FAR and not _ELSEWHERE.search(between)


def _is_denied_after(text: str, marker: re.Match[str], first: int, end: int, last: int) -> bool:
    """Whether what a phrase belongs to is denied behind it: "without consent it is forbidden"."""
    if marker.lastgroup in ("until", "with", "only", "even"):
        return False
    opens = bool(_OPENING.fullmatch(text, first, marker.start()))
    if not opens and marker.lastgroup not in ("without", "who") and marker.group() != MARK:
        return False
    denial = _DENIAL.search(text, end, min(last, end + _NEAR))
    if not denial:
        return False
    between = text[end : denial.start()]
    return not _ELSEWHERE.search(between) and (opens or "," not in between)
