"""Facts to hide in a text, each with a question that shares no content word with it: what is asked is understanding.

A reader who only looks for the words of the question finds nothing. The idea is NoLiMa's (arXiv 2502.05167), the facts
are our own. The step from question to fact is one that a small model takes when the text is short, such as from boiling
water to a kettle, so that what a longer text takes away is due to its length.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Probe:
    """A fact of an invented house, the question that it answers, and the answers taken for right."""

    fact: str
    question: str
    answers: tuple[str, ...]


# The answers are words that few papers have, since a fact is of no use where the papers speak of its answer too.
PROBES: tuple[Probe, ...] = (
    Probe("The kettle stands in the boathouse.", "Where can water be boiled?", ("boathouse", "boat house")),
    Probe("The telescope was brought to the granary.", "From where can stars be watched?", ("granary",)),
    Probe("The chessboard is kept in the stables.", "Where do kings and pawns fight?", ("stables", "stable")),
    Probe("The letterbox has the shape of a whale.", "Which animal does the place for mail look like?", ("whale",)),
    Probe("All carpets were dyed crimson.", "What colour do people walk on?", ("crimson",)),
    Probe("A dragon is painted on the bridge.", "Which monster can be seen?", ("dragon",)),
    Probe("The flag over the gate is turquoise.", "What colour does the banner have?", ("turquoise",)),
    Probe("A goose patrols the yard after dark.", "Which bird keeps watch at night?", ("goose",)),
    Probe("The locomotive burns hazelnut shells.", "What is the fuel of the train?", ("hazelnut", "hazelnuts")),
    Probe("The dinghy has zebra stripes.", "Which animal does the small boat resemble?", ("zebra",)),
    Probe("Snow shovels are locked up in the crypt.", "Where are the tools for winter?", ("crypt",)),
    Probe("The jubilee cake tasted of lavender.", "What flavour did the dessert have?", ("lavender",)),
    Probe("Swimmers wear violet caps.", "What colour is the headgear in the pool?", ("violet",)),
    Probe("The parrot says nothing but marzipan.", "What does the talking bird repeat?", ("marzipan",)),
    Probe("The aquarium is kept in the foundry.", "Where do fish swim?", ("foundry",)),
    Probe("The kitten answers to Marmalade.", "What is the name of the pet?", ("marmalade",)),
    Probe("Bees live on the roof of the chapel.", "Where is honey made?", ("chapel",)),
    Probe("New colleagues are welcomed with a pumpkin.", "Which vegetable do beginners get?", ("pumpkin",)),
    Probe("The grand piano stands in the tannery.", "Where is the musical instrument?", ("tannery",)),
    Probe("Wine matures in the mineshaft.", "Where is the Riesling?", ("mineshaft", "mine shaft")),
    Probe("Umbrellas hang in the smithy.", "Where are the things against rain?", ("smithy",)),
    Probe("The sewing machine was put into the belfry.", "Where can clothes be mended?", ("belfry",)),
    Probe("Firewood comes by sledge.", "Which vehicle brings logs?", ("sledge", "sled")),
    Probe("The gardeners are paid in walnuts.", "What wages do those who cut hedges receive?", ("walnuts", "walnut")),
)


def is_found(probe: Probe, answer: str) -> bool:
    """Whether an answer names what the probe asks for, however it is written."""
    return _names_answer(_words(answer), probe)


def usable_probes(probes: Sequence[Probe], text: str) -> tuple[Probe, ...]:
    """Give the probes whose answers the text does not have by itself: only what was planted can be found then."""
    words = _words(text)
    return tuple(probe for probe in probes if not _names_answer(words, probe))


def _names_answer(words: str, probe: Probe) -> bool:
    return any(_words(variant) in words for variant in probe.answers)


def _words(text: str) -> str:
    """The words of a text in lower case, with a space on each side."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "
