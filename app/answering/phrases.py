"""What an answer and all around it say in words of the program, in the language of the question."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from vectorstore.language import ENGLISH, language_of

SPOKEN = (ENGLISH, "de", "es", "fr", "it", "pt", "nl", "ar", "zh")
"""The languages that the program speaks: for each a file in the folder `languages`."""


@dataclass(frozen=True, slots=True)
class PageLabels:
    """What stands around an answer on the page: its sources, facts and buttons, and what it is doing."""

    page: str  # of the document {document}, the page {page}
    source: str  # what a marker is called to those who do not see it: {number}, {document}, {page}
    sources: str
    to_know: str
    one_passage: str
    passages: str
    one_document: str
    documents: str
    from_one_document: str
    from_documents: str
    tokens: str  # {read} of the {window}
    first_word: str  # after {seconds}
    took: str  # {seconds}
    facts_title: str
    spent: str  # {tokens} by the auto mode
    spent_fewer: str  # {saved} against reading all documents whole
    spent_more: str  # {more}
    stopped: str
    stopped_at_once: str
    broken: str
    broken_at_once: str
    used_up: str
    copy: str
    copied: str
    export: str
    go_on: str
    go_on_title: str
    anyway: str
    anyway_title: str
    again: str
    again_title: str
    long: str
    long_title: str
    from_passages: str
    from_passages_title: str
    as_quotes: str
    as_quotes_title: str
    stop: str
    one_before: str
    before: str  # {count} questions that the model answers first
    looking: str
    writing: str
    reading_one_passage: str  # of {tokens}
    reading_passages: str
    reading_one_document: str
    reading_documents: str
    so_far: str  # {reading} has taken {seconds}
    left: str  # {reading} takes {seconds} more
    soon: str


@dataclass(frozen=True, slots=True)
class EvidenceLabels:
    """What stands around a cited page. The viewer fills in the places of those below `close` itself."""

    supported: str  # by the words quoted, which were {found} so
    partly: str
    unsupported: str
    model: str  # who found them
    program: str
    lacks: str  # {words} of the sentence that are not in the words quoted
    as_it_stands: str
    gone: str  # the {document}
    close: str
    viewer: str
    page: str  # the {page} of {pages}
    labelled_page: str  # with {label} printed on it
    section: str
    previous_page: str
    next_page: str
    previous_section: str
    next_section: str
    smaller: str
    larger: str
    fit: str  # into the width
    turn: str
    new_tab: str
    back: str
    missing: str
    picture: str  # the {page} of {pages} of the {document}
    boxed: str
    unreachable: str
    failed: str  # with an HTTP {status}


@dataclass(frozen=True, slots=True)
class ExportLabels:
    """What an export says of an answer."""

    exported: str  # {when}
    refused: str
    not_sent: str
    running: str
    cancelled: str
    broken: str
    length: str
    supported: str  # the sentence, by its quote
    partly: str
    unsupported: str
    model: str  # who named the quote
    program: str
    lacks: str  # {words} of the sentence that are not in the quote
    understood_as: str
    asked: str
    mode: str
    another_mode: str  # {mode} instead of {requested}
    model_name: str
    digest: str
    passages: str
    tokens: str
    planned: str  # {count} tokens
    accepted: str
    generated: str
    window: str
    time: str
    first_word: str  # after {seconds}
    total: str


@dataclass(frozen=True, slots=True)
class DetailLabels:
    """What stands around the details of an answer: passages, prompt, and for each number recorded what it is."""

    title: str
    part: str
    numbers: str
    passages: str
    prompt: str
    word_for_word: str
    no_model: str
    what: str
    value: str
    understood_as: str
    mode: str
    model: str
    tokens_planned: str  # for each field of `Tokens`
    tokens_accepted: str
    tokens_cached: str
    tokens_generated: str
    tokens_window: str
    seconds_retrieve: str  # for each field of `Timings`
    seconds_load: str
    seconds_first_token: str
    seconds_prefill: str
    seconds_decode: str
    seconds_total: str
    option: str  # {name} of the model


@dataclass(frozen=True, slots=True)
class Phrases:
    """The program's own words in one language. What stands in braces is filled in."""

    language: str  # its code
    thousands: str  # what stands between the groups of a number, and before its decimals
    point: str
    refusal: str  # what an answer says when the passages do not hold it
    nearest: str  # what stands between a refusal and the sentences that come nearest
    model_missed: str  # the same, where it is the model that refused
    looked: str  # at {passages} passages of the documents {names}, and found nothing
    looked_once: str  # at a single passage
    read_whole: str  # the documents {names}
    more: str  # behind the names of documents: {count} others
    nowhere: str  # what the question names, {names}, and nothing found has
    judged: str  # the model, asked first, was not ready to answer from the passages
    guess: str  # nothing in the passages supports the answer
    groundless: str  # the same, and so it is not shown
    uncounted: str  # {numbers} of the answer that stand in no passage
    instead: str  # the {cell} of a table that is meant where the answer has another one
    looked_first: str  # in the documents {names}, which the question names
    differ: str  # {quotes} of passages that contradict each other
    to_try: str  # under a refusal
    unread: str  # of the document {name}, {unread} of {pages} pages: they have no text
    still_read: str  # {count} documents that cannot be asked yet
    no_support: str  # stands before a sentence of the answer
    no_words: str  # the model's answer had none
    no_model: str  # there is none, so that quotes stand for the answer
    not_spoken_of: str  # a follow-up whose own words are nowhere in what was found
    used_up: str  # the tokens that the answer may have
    broke_off: str  # the answer, for a {reason}
    erased: str  # a document of which the answer had words, so that these are gone
    says_alone: str  # the question, {words} that stand in no passage
    says_other: str  # the question, {words}, where {other} stands in passage {marker}
    too_long_question: str  # {prompt}, {answer} and {largest}, in tokens: the prompt, the answer's room, the window
    too_long_to_go_on: str
    documents_too_long: str  # and the {documents}, a line each
    window_too_large: str  # {window} in tokens; {needed} and {free} in GiB
    ways_out: str  # of the last two
    document_too_long: str  # {tokens} of it, {room} left
    document_far_too_long: str  # at least so many
    document_without_text: str
    left_out: str  # the documents {names}
    turns_left_out: str  # {count} of the conversation, when the question was completed
    perhaps_cut: str  # the server read {tokens}, all that its window holds
    counted_otherwise: str  # {planned} by the program, {accepted} by the server
    counts: str  # reasons to read whole documents, without an end
    lists: str
    compares: str
    summarises: str
    unanswered: str
    all_fit: str  # a {reason}, and what came of it
    passages_did: str
    one_read_whole: str
    many_read_whole: str
    too_long_as_measured: str  # for {cap} tokens
    too_long_as_trusted: str
    page: PageLabels
    evidence: EvidenceLabels
    export: ExportLabels
    details: DetailLabels

    @property
    def right_to_left(self) -> bool:
        """Whether the language is written from right to left."""
        return self.language == "ar"

    def fill(self, phrase: str, **places: str | float) -> str:
        """Fill the places of a phrase; numbers as the language writes them, those with decimals with one."""
        return phrase.format(**{place: self.written(value) for place, value in places.items()})

    def counted(self, one: str, many: str, number: int, **places: str | float) -> str:
        """Say a number of things, by `one` phrase or the other, which has its {count}; both have the `places`."""
        return self.fill(one if number == 1 else many, count=number, **places)

    def written(self, value: str | float, decimals: int = 1) -> str:
        """Write a number as the language does, one that is not whole with `decimals`; a text is left as it is."""
        if isinstance(value, str):
            return value
        number = f"{value:,}" if isinstance(value, int) else f"{value:,.{decimals}f}"
        return "".join({",": self.thousands, ".": self.point}.get(sign, sign) for sign in number)


def phrases_for(question: str) -> Phrases:
    """Give the phrases in the language of a question; in English where that is not told, or not spoken here."""
    language = language_of(question)
    return phrases_in(language if language in SPOKEN else ENGLISH)


@cache
def phrases_in(language: str) -> Phrases:
    """Read the phrases of one of the SPOKEN languages."""
    text = files("app.answering").joinpath("languages", f"{language}.toml").read_text(encoding="utf-8")
    table: dict[str, Any] = tomllib.loads(text)
    return Phrases(
        language=language,
        page=PageLabels(**table.pop("page")),
        evidence=EvidenceLabels(**table.pop("evidence")),
        export=ExportLabels(**table.pop("export")),
        details=DetailLabels(**table.pop("details")),
        **table,
    )
