"""Tell a question that asks for the contrary of what passages say: their vectors are near each other all the same.

"Which fees are not due?" is near to "All fees are due on Monday", and "the lowest price" to "the highest price". It is
known of English only, like the refusal that rests on it. Pure.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from app.answering.cite import context_of
from app.answering.denial import NEGATIONS
from app.answering.evidence import Evidence, evidence_of, language_of_passages
from app.answering.opposites import opposites_between, opposites_of
from app.answering.phrases import Phrases
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
# What is asked after a statement: "I did not get it: what can I do?"
_ASKING = "what|which|when|where|who|whom|whose|how|why"
_STATEMENT = re.compile(rf"\A(?!(?:\w+ )?(?:{_ASKING})\b)[^?]*[:,]\s*(?=(?:{_ASKING})\b)", re.IGNORECASE)
# The reason of what is not, and the way to something, are told without it: "Why was it not approved?" by its defects.
_REASON_OR_WAY = re.compile(
    r"(?:and |so |but )?(?:why|how (?:can|do|should|could|to)\b)|.*\breasons?\b", re.IGNORECASE | re.DOTALL
)
_FIRST_CLAUSE = re.compile(
    r"\A(?:(?:if|in case|should|whenever|unless|since|because|while|although|though|as)\b[^,]*,\s*"
    r"|(?:when|where)\b[^,?]*,\s*(?=.*\b(?:what|who|how|which|whom|whose|why)\b))",
    re.IGNORECASE | re.DOTALL,
)
_LATER_CLAUSE = re.compile(
    r"(?<=\w),?\s+(?:if|when|whenever|where|in case|unless|should|provided|because|since|while"
    r"|who|that|which|whose|whom|without|(?:for|of|to|from|by|and) not|not to)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_NEGATION = re.compile(rf"\b(?:{'|'.join(sorted(NEGATIONS[ENGLISH]))}|\w+n['’]t)\b", re.IGNORECASE)
# Besides its negations, what a text denies by: "Only travel is paid" answers what is not paid, "members are exempt" who
# does not pay.
_DENYING_WORDS = re.compile(
    rf"{_NEGATION.pattern}|\b(?:non|un(?!i|der|til)\w+"
    r"|only|solely|unless|except\w*|exclu\w+|exempt\w*|waive\w*|free|void|zero|limited to|instead|rather than"
    r"|other than|outside|beyond|lack\w*|fail\w*|refus\w+|den(?:y|ies|ied)|prevent\w*|avoid\w*|missing|absen(?:t|ce)"
    r"|(?:inactive|invalid|ineligible|incomplete|insufficient|impossible|illegal)\w*)\b",
    re.IGNORECASE,
)
# Not of those only that something makes: "all employees with one year of service".
_OF_ALL = re.compile(
    r"\b(?:everyone|everybody|everything|always"
    r"|(?:all|every|each|any|both)\b"
    r"(?!(?:\s+(?!(?:is|are|was|were|has|have|do|does|may|must|shall|can|will|should)\b)[^\W\d_]+){1,3}?\s+"
    r"(?:with|without|of|from|that|which|who|whose|on|in|for|under|between|after|before)\b))\b",
    re.IGNORECASE,
)
_UTMOST = re.compile(r"\w{3,}est|minim(?:um|al)|maxim(?:um|al)", re.IGNORECASE)
_SENTENCE_END = (".", "!", "?")


@dataclass(frozen=True, slots=True)
class Contrary:
    """Words of a question, and those of a sentence of passage `marker` that say the opposite.

    These are "" where the question denies something, and nothing near it denies anything. It is certain where the text
    speaks of all, or one utmost is asked and the other told; else a sentence may answer in other words: "Which costs
    are not covered?" by "The tenant pays for glass."
    """

    asked: str
    said: str = ""
    marker: int = 0
    is_certain: bool = False

    def warning(self, phrases: Phrases) -> str:
        """Say it in the language of the question."""
        words = f"“{self.asked}”"
        if not self.said:
            return phrases.says_alone.format(words=words)
        return phrases.says_other.format(words=words, other=f"“{self.said}”", marker=self.marker)


def contrary_of(question: str, passages: Sequence[Passage]) -> Contrary | None:
    """Find what a question asks for and the passages say the contrary of; None where there is nothing of the kind.

    Only the main clause of the question may ask so: "What happens if the deposit is not paid?" is answered by a
    sentence on late payment. One that can be answered by yes or no is answered by the contrary too, one that needs
    everything by what is left, and one on a table by what its cells say.
    """
    question = question.strip()
    if _YES_OR_NO.match(question) or needs_everything(question):
        return None
    asked, denied = read_terms(question), _denied_by(question)
    if not denied and not _may_have(asked.words - asked.denied, passages):
        return None
    if {language_of(question), language_of_passages(passages)} != {ENGLISH}:
        return None
    evidence = evidence_of(passages, ENGLISH)
    overlap = rare_overlap(asked.words, [item.terms.words for item in evidence]).tolist()
    best = max(overlap, default=0.0)
    near = [place for place, share in enumerate(overlap) if best and share >= NEAR * best]
    if not near or any(evidence[place].row for place in near):
        return None
    is_said = any(denied & item.terms.denied for item in evidence)  # also where nothing else of the question stands
    if denied and not is_said and not any(_is_denied_at(place, denied, evidence, passages) for place in near):
        of_all = any(_OF_ALL.search(evidence[place].said) for place in near)
        return Contrary(_denial(question, denied), is_certain=of_all)
    known, meant = _all_words(evidence, passages), evidence[overlap.index(best)]
    found = _opposite(question, asked.words - asked.denied - known, meant, asked.words)
    return replace(found, is_certain=False) if found and _has_other_figure(asked.words, meant, evidence) else found


def _may_have(words: Set[str], passages: Sequence[Passage]) -> bool:
    """Whether passages may have the opposite of a word, told by letters: to read their sentences takes long."""
    texts = [passage.text.casefold() for passage in passages]
    return any(other in text for word in words for other in opposites_of(word) for text in texts)


def main_clause(question: str) -> str:
    """Take from a question what stands beside what it asks: statements, conditions, reasons, which one is meant.

    "I did not get the invoice. What can I do if it is late?" asks "What can I do".
    """
    sentences = [question[start:end] for start, end in sentence_spans(question)]
    asked = " ".join(sentence for sentence in sentences if sentence.endswith("?")) or question
    return _LATER_CLAUSE.sub("", _FIRST_CLAUSE.sub("", _STATEMENT.sub("", asked, count=1), count=1))


def _denied_by(question: str) -> frozenset[str]:
    """Give the stems that the main clause of a question denies by a negation."""
    clause = main_clause(question)
    is_told_otherwise = _REASON_OR_WAY.match(clause) or not _NEGATION.search(clause)
    return frozenset() if is_told_otherwise else read_terms(clause).denied


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
    if not found:
        return None
    word, said = _as_written(found[0], question), _as_written(found[1], item.said)
    return Contrary(word, said, item.marker, bool(_OF_ALL.search(item.said) or _UTMOST.fullmatch(word)))


def _has_other_figure(asked: Set[str], meant: Evidence, evidence: Sequence[Evidence]) -> bool:
    """Whether another sentence has a figure and a word of the question: "The deposit is at least EUR 100."."""
    others = (item.terms for item in evidence if item is not meant and not asked.isdisjoint(item.terms.words))
    return any(terms.quantities or terms.dates for terms in others)


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
