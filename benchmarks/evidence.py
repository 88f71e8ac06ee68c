"""Whether the verdict on a sentence tells what a text says from what it does not.

    python -m benchmarks.evidence [contoso_hr | anthropic_docs_rag]
    python -m benchmarks.evidence --fit

The sentences of the reference answers are taken for supported by the pages (contoso_hr: the judged page and the one
after it) or sections that they were judged by. The unsupported are made of them: a number or a name exchanged for
another of the same text, "not" put in, and the first sentence of another question's answer; a third each. AUC is the
chance that a supported sentence has more confidence than an unsupported one. Reference answers were written freely, so
not every sentence of theirs is said by the text: 1 cannot be reached. Apart from these, any word of the text is
exchanged for one that it does not have; many of those sentences are as true as before.

`--fit` prints the weights of app/answering/confidence.py: a logistic regression on every second question of both sets
(the even ones; the figures of the odd ones are printed apart). Each set and kind of sentence counts alike.
"""

import random
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.answering.cite import Finder, makes_claim
from app.answering.confidence import Signals, confidence
from app.answering.terms import content_stems, stems
from app.answering.types import Passage
from benchmarks.measure import data_folder, print_table, read_jsonl, read_judgments
from ingest.parse import PDF, parse_file
from ingest.sentences import sentence_spans

NUMBER = re.compile(r"\$?\d[\d,.]*\d|\d")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-zA-Z]{2,}")
_WORD = re.compile(r"(?<=[a-z,] )[a-z]{5,}\b")
_VERB = re.compile(r"\b(is|are|was|were|must|can|will|has|have|may|should)\b(?! not)")
_DENIAL = re.compile(r"\bnot\b|n't|\bno\b|never")
FEWEST_WORDS = 5
OTHER = 7  # places from a question to the one whose answer is taken for it

SETS = ("contoso_hr", "anthropic_docs_rag")
KINDS = ("supported", "number or name", "denied", "another's answer")
WORD = "any word"  # exchanged for one that the text does not have: shown, and not among those a third each
MADE = ("supported", "number or name", "number or name", "denied")  # of each claim, the claim itself first
PENALTY = 1.0  # of the square of each weight, against sentences that together count as many as there are
STEPS = 50


@dataclass(frozen=True, slots=True)
class Rating:
    """What the program makes of a sentence: rank of the verdict, confidence with what it is made of, cells of tables.

    (Those that are meant `instead` of the sentence's.)
    """

    place: int  # number of the question, from 0
    rank: int
    confidence: float
    signals: Signals
    instead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A question with its reference answer and the text that it was answered from."""

    question: str
    answer: str
    passages: tuple[Passage, ...]


def _passage(name: str, text: str, page: int = 1) -> Passage:
    return Passage(1, name, text, 0, len(text), ((page, 0),), "")


def contoso_cases() -> Iterator[Case]:
    """Yield the questions of contoso_hr with the judged page and the next."""
    folder = data_folder("contoso_hr")
    files = {path.name: path for path in folder.rglob("*.pdf")}
    pages: dict[str, Sequence[Any]] = {}
    judged = read_judgments(folder / "qrels.tsv")
    for query in read_jsonl(folder / "queries.jsonl"):
        if query["id"] in judged:
            name, _, number = next(iter(judged[query["id"]])).partition("#page=")
            if name not in pages:
                pages[name] = parse_file(files[name], PDF, name).pages
            shown = pages[name][int(number) - 1 : int(number) + 1]
            text = "\n\n".join(page.text for page in shown)
            yield Case(query["text"], query["answers"][0], (_passage(name, text, int(number)),))


def section_cases() -> Iterator[Case]:
    """Yield the questions of anthropic_docs_rag with their judged sections."""
    folder = data_folder("anthropic_docs_rag")
    sections = {section["id"]: section for section in read_jsonl(folder / "corpus.jsonl")}
    judged = read_judgments(folder / "qrels.tsv")
    for query in read_jsonl(folder / "queries.jsonl"):
        if query["id"] in judged:
            shown = [sections[number] for number in judged[query["id"]]]
            passages = tuple(_passage(section["title"], section["text"]) for section in shown)
            yield Case(query["text"], query["answers"][0], passages)


def claims(answer: str) -> list[str]:
    """Give the sentences of an answer that say enough to be checked."""
    sentences = [answer[start:end] for start, end in sentence_spans(answer)]
    return [text for text in sentences if makes_claim(text) and len(text.split()) >= FEWEST_WORDS]


def exchanged(pattern: re.Pattern[str], claim: str, text: str, chance: random.Random) -> str | None:
    """Put another match of the text in the place of one of the claim's; None where there is none to take."""
    own = list(pattern.finditer(claim))
    others = [
        other
        for other in sorted({match.group() for match in pattern.finditer(text)})
        if other.lower() not in claim.lower()
    ]
    if not own or not others:
        return None
    match = chance.choice(own)
    return claim[: match.start()] + chance.choice(others) + claim[match.end() :]


def with_strange_word(claim: str, text: str, other: str, chance: random.Random) -> str | None:
    """Put a word that only the other text has in the place of one that the text has; None where there is none."""
    known = content_stems(text)
    own = [match for match in _WORD.finditer(claim) if known.intersection(stems(match.group()))]
    words = [
        word
        for word in sorted({match.group() for match in _WORD.finditer(other)})
        if stems(word) and known.isdisjoint(stems(word))
    ]
    if not own or not words:
        return None
    match = chance.choice(own)
    return claim[: match.start()] + chance.choice(words) + claim[match.end() :]


def denied(claim: str) -> str | None:
    """Put "not" behind the first verb that takes it; None where the claim denies something already."""
    verb = _VERB.search(claim)
    return claim[: verb.end()] + " not" + claim[verb.end() :] if verb and not _DENIAL.search(claim) else None


def rate_all(cases: Sequence[Case]) -> dict[str, list[Rating]]:
    """Rate the sentences of all answers, and what is made of them, by kind, as if the model had written them."""
    chance, strange_chance = random.Random(0), random.Random(0)
    rated: dict[str, list[Rating]] = {kind: [] for kind in (*KINDS, WORD)}
    for place, case in enumerate(cases):
        finder = Finder(case.passages, case.question)
        text = " ".join(passage.text for passage in case.passages)
        for claim in claims(case.answer):
            made = [exchanged(pattern, claim, text, chance) for pattern in (NUMBER, _NAME)]
            for kind, sentence in zip(MADE, (claim, *made, denied(claim)), strict=True):
                rated[kind] += [rate(finder, place, sentence)] if sentence else []
        other = cases[(place + OTHER) % len(cases)]
        strange = " ".join(passage.text for passage in other.passages)
        for claim in claims(case.answer):
            sentence = with_strange_word(claim, text, strange, strange_chance)
            rated[WORD] += [rate(finder, place, sentence)] if sentence else []
        rated["another's answer"] += [rate(finder, place, claim) for claim in claims(other.answer)[:1]]
    return rated


def rate(finder: Finder, place: int, claim: str) -> Rating:
    """Rate one sentence by the texts of a finder, as if the model had written it."""
    found = finder.quotes_for(claim)
    # Those of the quotes found, before they decide on the verdict; without quotes, those of none.
    signals = (found[0].signals if found else None) or finder.signals((), claim)
    instead = tuple(item.instead for item in found if item.instead)
    return Rating(place, found[0].rank if found else 0, confidence(signals), signals, instead)


def auc(better: Sequence[Rating], worse: Sequence[Rating]) -> float:
    """Give the chance that one of the better has more confidence than one of the worse, a tie counting half."""
    one = np.array([rating.confidence for rating in better])[:, None]
    other = np.array([rating.confidence for rating in worse])
    return float(((one > other) + 0.5 * (one == other)).mean())


def areas(rated: Mapping[str, Sequence[Rating]], half: int | None = None) -> list[float]:
    """Give the AUC of each kind of unsupported sentence, of the questions with even (0) or odd (1) numbers or all."""
    kinds = [[one for one in rated[kind] if half is None or one.place % 2 == half] for kind in KINDS]
    return [auc(kinds[0], worse) for worse in kinds[1:]]


def fit(sets: Sequence[Mapping[str, Sequence[Rating]]]) -> tuple[NDArray[np.float64], float]:
    """Find weights and base of the logistic regression on the even questions, by Newton's method."""
    values, wanted, counts = [], [], []
    for rated in sets:
        for kind in KINDS:
            even = [rating.signals.values() for rating in rated[kind] if rating.place % 2 == 0]
            share = (3.0 if kind == "supported" else 1.0) / len(even)
            values += [(*signals, 1.0) for signals in even]
            wanted += [float(kind == "supported")] * len(even)
            counts += [share] * len(even)
    x, y, w = np.array(values), np.array(wanted), np.array(counts) * len(values) / sum(counts)
    penalty = PENALTY * np.diag([1.0] * (x.shape[1] - 1) + [0.0])
    found = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ found))
        slope = x.T @ (w * (y - p)) - penalty @ found
        found += np.linalg.solve((x * (w * p * (1 - p))[:, None]).T @ x + penalty, slope)
    return found[:-1], float(found[-1])


def rated_set(name: str) -> dict[str, list[Rating]]:
    """Rate the sentences of one of SETS."""
    return rate_all(list(contoso_cases() if name == "contoso_hr" else section_cases()))


def show(rated: Mapping[str, Sequence[Rating]]) -> None:
    """Print how each kind of sentence is judged, and the AUC of each kind and of all, a third each."""
    kinds = ["", *(f"{area:.3f}" for area in areas(rated)), f"{auc(rated[KINDS[0]], rated[WORD]):.3f}"]
    rows: list[Sequence[object]] = [("sentences", "number", "called supported", "called partly", "AUC")]
    for (kind, ratings), area in zip(rated.items(), kinds, strict=True):
        shares = [f"{sum(one.rank == wanted for one in ratings) / len(ratings):.2f}" for wanted in (2, 1)]
        rows.append((kind, len(ratings), *shares, area))
    for label, half in (("all, a third each", None), ("... even questions", 0), ("... odd questions", 1)):
        rows.append((label, "", "", "", f"{sum(areas(rated, half)) / 3:.3f}"))
    print_table(rows)


def main(name: str) -> None:
    """Print the table of one set, or the weights that the even questions of both sets give."""
    if name == "--fit":
        weights, base = fit([rated_set(each) for each in SETS])
        print("WEIGHTS", [round(float(weight), 2) for weight in weights], "BASE", round(base, 2))
    else:
        show(rated_set(name))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else SETS[0])
