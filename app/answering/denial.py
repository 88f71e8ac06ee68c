"""Which content words of a text are denied: its negations, and how far they reach."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.answering.conditions import MARK, without_double_denials
from app.answering.denying import STOP, with_negations
from vectorstore.language import ENGLISH


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


NEGATIONS = {
    "en": _words("not no never none nor neither cannot without nobody nothing"),
    "de": _words(
        "nicht kein keine keinen keinem keiner keines keinesfalls keineswegs nie niemals ohne weder niemand nichts"
    ),
    "fr": _words("ne pas jamais aucun aucune sans ni rien"),
    "es": _words("no nunca jamás ningún ninguna ninguno sin ni nadie nada"),
    "it": _words("non mai nessun nessuna nessuno senza né niente"),
    "pt": _words("não nunca jamais nenhum nenhuma sem nem ninguém nada"),
    "nl": _words("niet geen nooit zonder noch niemand niets"),
    "sv": _words("inte ej aldrig ingen inget inga utan"),
    "da": _words("ikke aldrig ingen intet uden"),
    "no": _words("ikke aldri ingen intet uten"),
    "pl": _words("nie nigdy żaden żadna żadne bez ani nikt nic"),
    "ru": _words("не нет никогда без ни никто ничего"),
    "uk": _words("не немає ніколи без ні ніхто нічого"),
    "ar": _words("لا لم لن ليس ليست غير بدون دون"),
}
"""The words that deny what follows them, by language."""

_OF_VERB = _words(
    "not never cannot nicht nie niemals keinesfalls keineswegs "
    "ne pas jamais nunca jamás non mai não niet nooit inte ej aldrig ikke aldri"
)
"""Those that deny the verb of their clause, and so perhaps what stands before them."""
_BACKWARD = ("de", "nl", "sv", "da", "no")
"""Where a negation at the end of its clause denies what stands before it: "Die Bank haftet dafür nicht"."""
# Words by which something is denied that stand for themselves too; the participles also deny what is before them.
_DENYING = {
    "en": _words("prohibit prohibits prohibiting forbid forbids forbidding forbade exclude excludes ban bans banning"),
    "de": _words("verbietet verbieten untersagt"),
    "fr": _words("interdit interdisent exclut excluent"),
    "es": _words("prohíbe prohíben excluye excluyen"),
    "it": _words("vieta vietano esclude escludono"),
    "pt": _words("proíbe proíbem exclui excluem"),
    "nl": _words("verbiedt verbieden"),
}
_DENIED = {
    "en": _words("prohibited forbidden excluded banned barred disallowed contraindicated"),
    "de": _words("verboten untersagt ausgeschlossen unzulässig kontraindiziert"),
    "fr": _words("interdit interdite interdits interdites exclu exclue exclus exclues"),
    "es": _words("prohibido prohibida prohibidos prohibidas excluido excluida excluidos excluidas contraindicado"),
    "it": _words("vietato vietata vietati vietate escluso esclusa esclusi escluse proibito controindicato"),
    "pt": _words("proibido proibida proibidos proibidas excluído excluída excluídos excluídas contraindicado"),
    "nl": _words("verboden uitgesloten"),
    "sv": _words("förbjudet förbjuden förbjudna"),
    "da": _words("forbudt udelukket"),
    "no": _words("forbudt utelukket"),
}
# What follows is denied, but after a negation of the same clause affirmed: "no one except the staff".
_EXCEPTING = {
    "en": _words("except excepting excluding"),
    "de": _words("außer ausgenommen"),
    "fr": _words("sauf excepté hormis"),
    "es": _words("excepto salvo"),
    "it": _words("eccetto tranne salvo"),
    "pt": _words("exceto salvo"),
    "nl": _words("behalve uitgezonderd"),
    "sv": _words("utom"),
    "da": _words("undtagen"),
    "no": _words("unntatt"),
}
# In scripts without spaces: before what it denies in Chinese, after it in Japanese and Korean. What only looks like one
# is left out: "不仅" (not only), "不超过" (at most), "未来" (future), "しれない" (perhaps), "ばならない" (must).
_GLUED_BEFORE = {
    "zh": re.compile(
        r"(?<!不得)(?:不[得可能](?![不超多少高低晚早大小])|不(?![仅但只过同断久如管论满足超多少高低晚早大小得可能平服锈等利完稳明良安])"
        r"|没有?(?!收)|未(?![来必满])|勿|禁止|严禁|无[法权需须])"
    )
}
_GLUED_AFTER = {
    "ja": re.compile(r"(?<!しれ)(?<!ばな[りら])(?:ません|なかった|ない(?!し)|禁止)"),
    "ko": re.compile(r"없(?!이)|않|못하|금지"),
}
_GLUED_REACH = 4  # pairs of signs
# Phrases with a negation in them that deny nothing, or limit a number that is compared anyway.
_NO_NEGATION = re.compile(
    "|".join(
        (
            # "Cannot carry over more than 5 days": the bound says it.
            r"\b(?:(?:can)?not|can['’]t)(?=(?:\s+[^\W\d_]+){1,4}\s+(?:more|longer|later|higher|greater|larger) than\s)",
            r"\b(?:no|not) (?:more|less|fewer|later|earlier|greater) than\b|\bnot (?:to )?exceed\w*|\bnot only\b",
            r"\bnot (?:be )?limited to\b|\bwhether or not\b|\bno\.(?= ?\d)",
            r"\bnicht (?:mehr|weniger|später|früher|länger|kürzer|höher|niedriger|größer|kleiner|älter|jünger) als\b",
            r"\bnicht (?:zu )?über(?:schreite|steige)\w*|\bnicht (?:nur|bloß|allein)\b",
            r"\b(?:ne |n['’])\w+ pas (?:plus|moins|supérieure?s?|inférieure?s?|seulement)\b",
            r"\bpas (?:plus|moins) (?:de|que|tard|tôt)\b|\bne (?:\w+ )?(?:pas )?(?:dépasse|excède)\w*(?: pas\b)?",
            r"\bno (?:\w+ )?(?:ser )?(?:más (?:de|tarde)|menos de|(?:superi|inferi|may|men)or(?:es)? (?:de|que|a))\b",
            r"\bno (?:\w+ )?(?:excede|supera)\w*|\bno (?:solo|sólo|solamente)\b",
            r"\bnon (?:\w+ )?(?:essere )?(?:più di|meno di|oltre|superior[ei]|inferior[ei]|superar?\w*)\b",
            r"\bnon (?:solo|soltanto)\b|\bnão (?:só|apenas|somente)\b",
            r"\bnão (?:\w+ )?(?:ser )?(?:mais de|menos de|superior(?:es)?|inferior(?:es)?|excede\w*|ultrapass\w*)\b",
            r"\bniet (?:meer|minder|langer|korter|later|eerder|hoger|lager|groter) dan\b|\bniet (?:alleen|slechts)\b",
            r"\bniet (?:te )?overschrijden\b|\binte (?:mer|mindre|längre|senare|högre) än\b|\binte (?:bara|endast)\b",
            r"\bikke (?:mere?|mindre|længere|lenger|senere|højere|høyere) en[dn]\b|\bikke (?:kun|bare)\b",
        )
    ),
    re.IGNORECASE,
)
# Their noun says nothing, and stands where the words would be that they deny.
_IN_NO_CASE = re.compile(
    r"\b((?:in|under|at|on|by) no|(?:auf|in|unter) keine[nm]|en (?:aucun|ningún)|in (?:nessun|geen|intet|inget)|"
    r"em nenhum)(\s+(?:events?|circumstances?|time|account|case|way|means|falle?|umständen|cas|caso|geval|tilfælde))\b",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"\bpersonne(?=\s+n(?:e\b|['’]))(?:\s+n['’])?", re.IGNORECASE)  # by itself: a person

_CLAUSE_END = re.compile(r"[.;:!?()•|]|\n\s*\n")
_CLOSING = re.compile(r"\s*+(?:[.;:!?,)]|\Z)|\n\s*\n")
_INSERTION = re.compile(r"\s*+(?:,[^,.;:!?()•|]{1,120},|\([^()]{1,80}\))")
"""What stands between a negation and what it denies: "shall not, without consent, assign", "not (yet) approved"."""
_AUXILIARIES = _words("may must shall can could will would should do does did is are was were has have had")
_ELLIPSIS_END = re.compile(r"\s*+(?:[.;:!?)]|\Z|,?\s+(?:but|and|while|whereas)\b)")
_BRACKETS = re.compile(r"\s*+\([^()]{1,80}\)")
# Words that begin another part of a clause, in which something else is said.
_LINKS = _words(
    "and but or that which who whom whose where when if unless because while since until although though than "
    "und aber oder sondern et mais ou que qui si quand y e pero o cuando ma che se quando mas en of maar och eller "
    "men og"
)
_VERBS = _words(
    "get gets got receive receives is are was were may must shall can will have has do does be been "
    "erhalten erhält bekommen bekommt ist sind darf dürfen muss müssen haben hat werden wird"
)
"""Where an exception ends: "all staff except interns get a bonus"."""
_ELLIPTIC = _words("if whether or why ob oder wenn warum of om eller hvis si ou se o")
"""After these a negation stands for a sentence: "whether paid or not"."""
_REACH = 2
"""Content words after a negation that it denies."""
_DOUBTED = 12
"""Content words before a negation that it may deny too."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands in a text, with the stems by which it is compared: none for a stop word."""

    start: int
    end: int
    written: str
    stems: tuple[str, ...]
    negates: bool


@dataclass(frozen=True, slots=True)
class Stated:
    """What a text does with its content words; one stem may be in several sets."""

    affirmed: frozenset[str]
    denied: frozenset[str]
    doubtful: frozenset[str]
    """Those before a negation in their part of a clause: "Smoking is not allowed" denies "smoking" in a way."""


def plain_negations(text: str) -> str:
    """Put blanks for words of a text that seem to deny, or to be denied: its length and all else stays."""
    text = _NO_NEGATION.sub(lambda match: " " * len(match.group()), text)
    text = _IN_NO_CASE.sub(lambda match: match[1] + " " * len(match[2]), text)
    text = _NOBODY.sub(lambda match: "aucun".ljust(len(match.group())), text)
    return without_double_denials(with_negations(text))


def stated(text: str, words: Iterable[Word], language: str) -> Stated:
    """Tell which of the words of a text it affirms and which it denies."""
    reading = _Reading(text, language)
    for word in words:
        reading.read(word)
    return reading.stated()


def denial_of_items(line: str, language: str) -> str:
    """Give the word by which a line denies the items of the list that it leads to, "" where it does not.

    "The tenant shall not:" and "The following are excluded:" do; "Do not forget to:" has more words after it.
    """
    if not line.endswith(":"):
        return ""
    words = plain_negations(line).rstrip(": ").split()[-2:]
    known = NEGATIONS.get(language, frozenset()) | _DENIED.get(language, frozenset())
    return next((word for word in words if word.lower() in known), "")


class _Reading:
    """The content words of a text in their order, and which of them are denied so far."""

    def __init__(self, text: str, language: str) -> None:
        self._text, self._language = text, language
        self._stems: list[str] = []
        self._denied, self._doubtful = set[int](), set[int]()  # places in _stems
        self._denied_too = set[str]()  # stems that are affirmed as well
        self._part = 0  # where the part of the clause begins
        self._end = 0  # of the last word, in the text
        self._last = ""  # word
        self._reach = 0  # how many of the next stems are denied
        self._resume: int | None = None  # where the insertion ends that keeps a negation from what it denies
        self._opens = True  # whether the next word is the first of its clause
        self._denies = False  # whether something was denied in the clause
        self._excepts = False  # whether what is denied is an exception: "all staff except interns"

    def read(self, word: Word) -> None:
        """Take the next word."""
        self._step_to(word)
        lower = word.written.lower()
        if word.negates:
            self._negate(word, lower)
        elif lower in _EXCEPTING.get(self._language, ()):
            self._reach, self._excepts = 0 if self._denies else _REACH, True
        elif lower in self._denials or lower in self._denying:
            self._deny_by_verb(word, backward=lower in self._denials)
        else:
            first = len(self._stems)
            self._take(word.stems)
            self._negate_pairs(word.written, first)
        self._end, self._last, self._opens = word.end, lower, False

    def stated(self) -> Stated:
        """Give what was read."""
        places = range(len(self._stems))
        return Stated(
            affirmed=self._at(place for place in places if place not in self._denied),
            denied=self._at(self._denied) | self._denied_too,
            doubtful=self._at(self._doubtful),
        )

    def _at(self, places: Iterable[int]) -> frozenset[str]:
        return frozenset(self._stems[place] for place in places)

    @property
    def _denials(self) -> frozenset[str]:
        return _DENIED.get(self._language, frozenset())

    @property
    def _denying(self) -> frozenset[str]:
        return _DENYING.get(self._language, frozenset())

    def _step_to(self, word: Word) -> None:
        gap = self._text[self._end : word.start]
        excepts = MARK in gap
        if gap != " " and _CLAUSE_END.search(gap):  # most words stand one blank apart
            self._reach, self._part, self._opens, self._denies = 0, len(self._stems), True, False
        elif "," in gap or excepts or word.written.lower() in _LINKS:
            self._part = len(self._stems)
        if (word.negates or excepts) and self._reach and (insertion := _INSERTION.match(self._text, self._end)):
            self._resume = insertion.end()  # "shall not be entitled, without consent, to assign"
        elif excepts or STOP in gap or (self._excepts and ("," in gap or word.written.lower() in _VERBS)):
            self._reach, self._excepts = 0, False
        if self._resume is not None and word.start >= self._resume:
            self._reach, self._resume = _REACH, None

    def _take(self, stems: Sequence[str]) -> None:
        for stem in stems:
            if self._reach:
                self._denied.add(len(self._stems))
            self._stems.append(stem)
            self._reach = max(0, self._reach - 1)

    def _negate(self, word: Word, lower: str) -> None:
        self._reach, self._denies = _REACH, True
        of_verb = lower in _OF_VERB or lower.endswith(("n't", "n’t"))
        if of_verb:
            self._doubt()
        alone = self._opens or self._last in _ELLIPTIC
        if of_verb and self._language in _BACKWARD and not alone and _CLOSING.match(self._text, word.end):
            self._deny_before()
            self._reach = 0
            return
        if of_verb and self._part and self._is_elliptic(word, lower):
            self._deny_elliptically()
            return
        insertion = (_BRACKETS if alone else _INSERTION).match(self._text, word.end)
        if insertion:
            self._reach, self._resume = 0, insertion.end()
        elif self._text.startswith(",", word.end):
            self._reach = 0

    def _is_elliptic(self, word: Word, lower: str) -> bool:
        verbless = self._last in _AUXILIARIES or lower not in ("not", "never")  # "the seller may not", "cannot"
        return self._language == ENGLISH and verbless and bool(_ELLIPSIS_END.match(self._text, word.end))

    def _deny_elliptically(self) -> None:
        """Deny who stands before, and in a way what was said of others: "The buyer may leave; the seller may not."."""
        self._deny_before()
        self._denied_too.update(self._stems[: self._part])
        self._reach = 0

    def _deny_by_verb(self, word: Word, *, backward: bool) -> None:
        denied = self._reach > 0  # "not excluded" affirms what it speaks of
        if backward and not denied:
            self._doubt()
            self._deny_before()
        self._take(word.stems)
        self._reach, self._denies = 0 if denied else _REACH, True

    def _negate_pairs(self, written: str, first: int) -> None:
        """Find the negations in a run of signs whose pairs stand from `first` on."""
        before, after = _GLUED_BEFORE.get(self._language), _GLUED_AFTER.get(self._language)
        for match in before.finditer(written) if before else ():
            start = first + match.end()
            self._denied.update(range(start, min(start + _GLUED_REACH, len(self._stems))))
            self._doubtful.update(range(max(first, first + match.start() - _DOUBTED), first + match.start()))
        for match in after.finditer(written) if after else ():
            end = max(first, first + match.start() - 1)
            self._denied.update(range(max(self._part, end - _GLUED_REACH), end))
            self._doubtful.update(range(max(self._part, end - _DOUBTED), end))

    def _deny_before(self) -> None:
        self._denied.update(range(max(self._part, len(self._stems) - _REACH), len(self._stems)))

    def _doubt(self) -> None:
        self._doubtful.update(range(max(self._part, len(self._stems) - _DOUBTED), len(self._stems)))
