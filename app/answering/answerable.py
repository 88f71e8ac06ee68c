"""Tell from what was found whether the documents can answer a question at all, without a model.

A question that they do not answer often has no sentence near to it in meaning, or a name that stands nowhere in what
was found. How near is near differs between embedders, so it is judged only for those for which it was measured.
"""

from collections.abc import Mapping, Sequence

from app.answering.cite import context_of
from app.answering.evidence import language_of_passages
from app.answering.route import needs_everything
from app.answering.terms import read_terms
from app.answering.types import Passage
from app.answering.uncommon import is_common
from app.answering.verify import missing_names
from vectorstore.language import ENGLISH, language_of

LEAST_SIMILARITY: Mapping[str, float] = {"all-MiniLM-L6-v2": 0.45}
"""Of a question and the sentence nearest to it, by the embedder's name: below it there is hardly ever an answer.

Measured on English questions of English papers.
`python -m benchmarks.refusal` has what it finds, and what it refuses wrongly: docs/quality.md.
"""
_ASKING = frozenset(
    (
        *("compare", "contrast", "summarize", "summarise", "describe", "explain", "outline", "define", "identify"),
        *("calculate", "compute", "extract", "quote", "translate", "highlight", "clarify", "enumerate", "specify"),
    )
)
NAME_WEIGHT = 0.1
"""How much nearer a sentence must be for each name of the question that stands nowhere in what was found.

Numbers count nothing: "a town of 30,000 inhabitants" is answered by a table of 5,000, 20,000 and 100,000.
"""


def least_similarity(question: str, passages: Sequence[Passage], embedder: str) -> float | None:
    """Give the similarity that some sentence of the passages must have to a question that they may answer.

    None where it was not measured, and for a question that needs everything: no single sentence need be near to "What
    is the plot of the story?". `embedder` is its signature: its name, "@" and a digest.
    """
    least = LEAST_SIMILARITY.get(embedder.partition("@")[0])
    if (
        least is None
        or needs_everything(question)
        or {language_of(question), language_of_passages(passages)} != {ENGLISH}
    ):
        return None
    return least + NAME_WEIGHT * len(names_nowhere(question, passages))


def names_nowhere(question: str, passages: Sequence[Passage]) -> tuple[str, ...]:
    """List the names and identifiers of a question, as written, that no passage has.

    The capital of its first word may be that of any word: "Compare the two plans".
    """
    language = language_of_passages(passages)
    missing = missing_names(read_terms(question, language), read_terms(_whole(passages), language), read_terms(""))
    return tuple(name for name in missing if not (question.startswith(name) and _opens_a_question(name)))


def _opens_a_question(word: str) -> bool:
    return is_common(word) or word.lower() in _ASKING


def is_spoken_of(question: str, passages: Sequence[Passage]) -> bool:
    """Whether any content word of a question stands in the passages; it is so too where the question has none."""
    language = language_of_passages(passages)
    words = read_terms(question, language).words
    return not words or not words.isdisjoint(read_terms(_whole(passages), language).words)


def _whole(passages: Sequence[Passage]) -> str:
    return "\n".join(f"{context_of(passage)}\n{passage.text}" for passage in passages)
