"""Which content words of a text are denied: its negations, and how far they reach."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


NEGATIONS = {
    "en": _words("not no never none nor neither cannot without nobody nothing"),
    "de": _words("nicht kein keine keinen keinem keiner keines nie niemals ohne weder niemand nichts"),
    "fr": _words("ne pas jamais aucun aucune sans ni personne rien"),
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
# Phrases with a negation in them that deny nothing, or limit a number that is compared anyway.
_NO_NEGATION = re.compile(
    r"\b(?:no|not) (?:more|less|fewer|later|earlier|greater) than\b|\bnot (?:to )?exceed\w*|\bnot only\b|"
    r"\bnot (?:be )?limited to\b|\bwhether or not\b|\bno\.(?= ?\d)",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[.;:!?()•|]|\n\s*\n")
_REACH = 2  # content words after a negation that it denies


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
    """What a text does with its content words; one stem may be in both sets."""

    affirmed: frozenset[str]
    denied: frozenset[str]


def without_limits(text: str) -> str:
    """Put blanks for the phrases of a text that have a negation in them and deny nothing."""
    return _NO_NEGATION.sub(lambda match: " " * len(match.group()), text)


def stated(text: str, words: Sequence[Word], language: str) -> Stated:
    """Tell which of the words of a text it affirms and which it denies."""
    places = [*_places(text, words, language)]
    return Stated(
        affirmed=frozenset(stem for stem, denied in places if not denied),
        denied=frozenset(stem for stem, denied in places if denied),
    )


def _places(text: str, words: Sequence[Word], language: str) -> Iterator[tuple[str, bool]]:
    """Yield the stems of a text in their order, each with whether it is denied there."""
    reach, end = 0, 0
    for word in words:
        gap, end = text[end : word.start], word.end
        if _CLAUSE_END.search(gap):
            reach = 0
        if word.negates:
            reach = 0 if text.startswith(",", end) else _REACH
        for stem in word.stems:
            yield stem, reach > 0
            reach = max(0, reach - 1)
