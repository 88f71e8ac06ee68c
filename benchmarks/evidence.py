"""Whether the verdict on a sentence tells what a text says from what it does not.

    python -m benchmarks.evidence [contoso_hr | anthropic_docs_rag]

The sentences of the reference answers are taken for supported by the pages (contoso_hr: the judged page and the one
after it) or sections that they were judged by. The unsupported are made of them: a number or a name exchanged for
another of the same text, "not" put in, and the first sentence of another question's answer; a third each. AUC is the
chance that a supported sentence is ranked above an unsupported one, by verdict and then by score. Reference answers
were written freely, so not every sentence of theirs is said by the text: 1 cannot be reached.
"""

import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.answering.cite import Finder, makes_claim
from app.answering.terms import read_terms
from app.answering.types import Passage
from benchmarks.measure import data_folder, print_table, read_jsonl, read_judgments
from ingest.parse import PDF, parse_file
from ingest.sentences import sentence_spans

_NUMBER = re.compile(r"\$?\d[\d,.]*\d|\d")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-zA-Z]{2,}")
_VERB = re.compile(r"\b(is|are|was|were|must|can|will|has|have|may|should)\b(?! not)")
_DENIAL = re.compile(r"\bnot\b|n't|\bno\b|never")
FEWEST_WORDS = 5
OTHER = 7  # places from a question to the one whose answer is taken for it

Rating = tuple[int, float]
"""Rank of the verdict and score."""


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
    others = [other for other in sorted(set(pattern.findall(text))) if other.lower() not in claim.lower()]
    if not own or not others:
        return None
    match = chance.choice(own)
    return claim[: match.start()] + chance.choice(others) + claim[match.end() :]


def denied(claim: str) -> str | None:
    """Put "not" behind the first verb that takes it; None where the claim denies something already."""
    verb = _VERB.search(claim)
    return claim[: verb.end()] + " not" + claim[verb.end() :] if verb and not _DENIAL.search(claim) else None


def rate(case: Case, claim: str) -> Rating:
    """Judge a sentence as if the model had written it about the case's text."""
    found = Finder(case.passages, read_terms(case.question)).quotes_for(claim)
    return (found[0].rank, found[0].support.score) if found else (0, 0.0)


def rate_all(cases: Sequence[Case]) -> dict[str, list[Rating]]:
    """Rate the sentences of all answers, and what is made of them, by kind."""
    chance = random.Random(0)
    rated: dict[str, list[Rating]] = {
        kind: [] for kind in ("supported", "number or name", "denied", "another's answer")
    }
    for place, case in enumerate(cases):
        text = " ".join(passage.text for passage in case.passages)
        for claim in claims(case.answer):
            rated["supported"].append(rate(case, claim))
            made = [exchanged(pattern, claim, text, chance) for pattern in (_NUMBER, _NAME)]
            rated["number or name"] += [rate(case, changed) for changed in made if changed]
            rated["denied"] += [rate(case, changed) for changed in [denied(claim)] if changed]
        other = cases[(place + OTHER) % len(cases)]
        rated["another's answer"] += [rate(case, claim) for claim in claims(other.answer)[:1]]
    return rated


def auc(better: Sequence[Rating], worse: Sequence[Rating]) -> float:
    """Give the chance that one of the better is rated above one of the worse, a tie counting half."""
    wins = sum((one > other) + 0.5 * (one == other) for one in better for other in worse)
    return wins / (len(better) * len(worse))


def main(name: str) -> None:
    """Print how each kind of sentence is judged, and the AUC of each kind and of all, a third each."""
    cases = list(contoso_cases() if name == "contoso_hr" else section_cases())
    rated = rate_all(cases)
    right = rated["supported"]
    rows: list[Sequence[object]] = [("sentences", "number", "called supported", "called partly", "AUC")]
    areas = []
    for kind, ratings in rated.items():
        shares = [f"{sum(rank == wanted for rank, _ in ratings) / len(ratings):.2f}" for wanted in (2, 1)]
        areas += [] if ratings is right else [auc(right, ratings)]
        rows.append((kind, len(ratings), *shares, "" if ratings is right else f"{areas[-1]:.3f}"))
    print_table([*rows, ("all, a third each", "", "", "", f"{sum(areas) / len(areas):.3f}")])


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "contoso_hr")
