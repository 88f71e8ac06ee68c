"""Tell a question that asks for the contrary of what passages say: their vectors are near each other all the same.

"Which fees are not due?" is near to "All fees are due on Monday", and "the lowest price" to "the highest price". It is
known of English only, like the refusal that rests on it. Pure.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from app.answering.cite import context_of
from app.answering.denial import NEGATIONS
from app.answering.evidence import Evidence, evidence_of, language_of_passages
from app.answering.opposites import opposites_between
from app.answering.phrases import phrases_for
from app.answering.rerank import rare_overlap
from app.answering.route import needs_everything
from app.answering.terms import WORD, content_stems, read_terms
from app.answering.types import Passage
from ingest.sentences import sentence_spans
from vectorstore.language import ENGLISH, language_of

NEAR = 0.5
"""Of what the sentence with most words of the question has of them: with less a sentence is about something else."""

_YES_OR_NO = re.compile(
    r"(?:is|are|was|were|am|do|does|did|can|could|may|might|must|shall|should|will|would|has|have|had)(?:n[o'’]?t)?\b",
    re.IGNORECASE,
)
_FIRST_CLAUSE = re.compile(
    r"(?:if|in case|should|whenever|unless|since|because|while|although|though|as)\b[^,]*,\s*"
    r"|(?:when|where)\b[^,?]*,\s*(?=.*\b(?:what|who|how|which|whom|whose|why)\b)",
    re.IGNORECASE | re.DOTALL,
)
_LATER_CLAUSE = re.compile(
    r"(?<=\w),?\s+(?:if|when|whenever|where|in case|unless|should|provided|because|since|while"
    r"|who|that|which|whose|whom|without)\b.*",
    re.IGNORECASE | re.DOTALL,
)
# Besides its negations, what a text denies by: "Only travel is paid" answers what is not paid, "members are exempt" who
# does not pay.
_DENYING_WORDS = re.compile(
    rf"\b(?:{'|'.join(sorted(NEGATIONS[ENGLISH]))}|\w+n['’]t|non|un(?!i|der|til)\w+"
    r"|only|solely|unless|except\w*|exclu\w+|exempt\w*|waive\w*|free|void|zero|limited to|instead|rather than"
    r"|other than|outside|beyond|lack\w*|fail\w*|refus\w+|den(?:y|ies|ied)|prevent\w*|avoid\w*|missing|absen(?:t|ce)"
    r"|(?:inactive|invalid|ineligible|incomplete|insufficient|impossible|illegal)\w*)\b",
    re.IGNORECASE,
)


_SENTENCE_END = (".", "!", "?")


@dataclass(frozen=True, slots=True)
class Contrary:
    """Words of a question, and those of a sentence of passage `marker` that say the opposite.

    These are "" where the question denies something, and nothing near it denies anything.
    """

    asked: str
    said: str = ""
    marker: int = 0


def contrary_warnings(question: str, passages: Sequence[Passage]) -> tuple[str, ...]:
    """Say what the passages have the contrary of, in the question's language; () where there is nothing."""
    found = contrary_of(question, passages)
    if not found:
        return ()
    phrases, words = phrases_for(question), f"“{found.asked}”"
    if not found.said:
        return (phrases.says_alone.format(words=words),)
    return (phrases.says_other.format(words=words, other=f"“{found.said}”", marker=found.marker),)


def contrary_of(question: str, passages: Sequence[Passage]) -> Contrary | None:
    """Find what a question asks for and the passages say the contrary of; None where there is nothing of the kind.

    Only the main clause of the question may ask so: "What happens if the deposit is not paid?" is answered by a
    sentence on late payment. One that can be answered by yes or no is answered by the contrary too, and one that needs
    everything by what is left.
    """
    question = question.strip()
    if _YES_OR_NO.match(question) or needs_everything(question):
        return None
    if {language_of(question), language_of_passages(passages)} != {ENGLISH}:
        return None
    asked, evidence = read_terms(question), evidence_of(passages, ENGLISH)
    overlap = rare_overlap(asked.words, [item.terms.words for item in evidence]).tolist()
    best = max(overlap, default=0.0)
    if not best:
        return None
    denied = read_terms(main_clause(what_is_asked(question))).denied
    near = [place for place, share in enumerate(overlap) if share >= NEAR * best]
    if denied and not any(_is_denied_at(place, denied, evidence, passages) for place in near):
        return Contrary(_denial(question, denied))
    known = _all_words(evidence, passages)
    return _opposite(question, asked.words - asked.denied - known, evidence[overlap.index(best)], asked.words)


def what_is_asked(question: str) -> str:
    """Leave out what is stated before or after the question: "I did not get the invoice. What can I do?"."""
    sentences = [question[start:end] for start, end in sentence_spans(question)]
    return " ".join(sentence for sentence in sentences if sentence.endswith("?")) or question


def main_clause(question: str) -> str:
    """Take the clauses from a question on which it depends: conditions, reasons, and what tells which one is meant."""
    return _LATER_CLAUSE.sub("", _FIRST_CLAUSE.sub("", question, count=1))


def _is_denied_at(place: int, denied: Set[str], evidence: Sequence[Evidence], passages: Sequence[Passage]) -> bool:
    """Whether a sentence denies or limits anything, or what it stands under does: its heading, the line before it.

    So does one that says by another word what the question denies: "inactive" what is not active.
    """
    item = evidence[place]
    texts, words = [item.said, context_of(passages[item.marker - 1], item.start)], item.terms.words
    if place and not evidence[place - 1].text.endswith(_SENTENCE_END):
        texts.append(evidence[place - 1].said)
    denies = bool(item.terms.denied) or any(_DENYING_WORDS.search(text) for text in texts)
    return denies or any(read_terms(text).denied for text in texts[1:]) or any(opposites_between(denied, words))


def _opposite(question: str, unknown: Set[str], item: Evidence, asked: Set[str]) -> Contrary | None:
    """Find one of the words that no passage has where a sentence has its opposite, and does not deny it."""
    found = next(opposites_between(unknown, item.terms.words - item.terms.denied - asked), None)
    return found and Contrary(_as_written(found[0], question), _as_written(found[1], item.said), item.marker)


def _all_words(evidence: Sequence[Evidence], passages: Sequence[Passage]) -> frozenset[str]:
    return frozenset().union(
        *(item.terms.words for item in evidence), *(content_stems(context_of(passage)) for passage in passages)
    )


def _as_written(stem: str, text: str) -> str:
    return next((word.group() for word in WORD.finditer(text) if stem in content_stems(word.group())), stem)


def _denial(question: str, denied: Set[str]) -> str:
    """Give the words of a question from its negation to the first word that it denies, either way round."""
    words = [(word.start(), word.end(), word.group().lower()) for word in WORD.finditer(question)]
    negations = [word for word in words if word[2] in NEGATIONS[ENGLISH] or word[2].endswith(("n't", "n’t"))]
    others = [word for word in words if not denied.isdisjoint(content_stems(word[2]))]
    if not negations or not others:
        return ", ".join(sorted(denied))
    negation = negations[0]
    other = next((word for word in others if word[0] > negation[0]), others[0])
    return question[min(negation[0], other[0]) : max(negation[1], other[1])]
