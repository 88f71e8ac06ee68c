"""Whether the citations of an answer point to pages that have the quote, and to the pages that answer.

    MUNIMENT_TEST_DATA=... python -m benchmarks.citations [--questions N] [--model M]

Asked are the questions of contoso_hr that its PDFs answer, or N spread evenly over them. With a model (OLLAMA_HOST) its
answers are measured; without one the reference answers, cited from the passages found as if a model had written them.

"Supported" is the share of the sentences with a claim that have a quote which carries them, or a part of them. Of
these, "on the page" is the share whose quotes all stand on the page that their citation names, as another reader of
PDFs (pypdf) reads it: nine tenths of the words of the quote, on the page or over its end on the next. "Two pages on" is
the same of the page after next, where they should not stand. "Page that answers" is the share with a quote of the
judged page or the one after it.
"""

import argparse
import re
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from app.answering.cite import cite, makes_claim
from app.answering.types import Citation
from app.assistant import Assistant, build_assistant
from app.settings import load_settings
from benchmarks.measure import data_folder, print_table, read_jsonl, read_judgments, right_pages, spread
from ingest.sentences import sentence_spans

LEAST_WORDS = 0.9
"""Of a quote, that its page must have: two readers do not part all words alike."""
CONTROL = 2
"""Pages after the one of the citation, on which its quote should not stand: the measure can fail."""
_MARKERS = re.compile(r"\s*\[\d+\]")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Cited:
    """The sentences of one answer that claim something, and the citations of each that has support."""

    sentences: int
    supported: tuple[tuple[Citation, ...], ...]


def by_sentence(text: str, citations: Sequence[Citation]) -> Cited:
    """Sort the citations of an answer by the sentence that they stand for."""
    bare = _MARKERS.sub("", text)
    claims = sum(makes_claim(bare[start:end]) for start, end in sentence_spans(bare))
    sorted_citations = defaultdict[str, list[Citation]](list)
    for citation in citations:
        if citation.verdict != "unsupported":
            sorted_citations[citation.sentence].append(citation)
    return Cited(claims, tuple(map(tuple, sorted_citations.values())))


def ask(assistant: Assistant, query: dict[str, Any], model: str) -> Cited | None:
    """Give what the answer to a question cites; None where it is refused."""
    answer = assistant.ask(query["text"], mode="rag" if model else "quotes", model=model)
    if answer.refused:
        return None
    if model:
        return by_sentence(answer.text, answer.citations)
    reference = cite(query["answers"][0], answer.passages, query["text"])
    return by_sentence(reference.text, reference.citations)


class Pages:
    """The words of the pages of some PDFs."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._readers = {file.name: PdfReader(file) for file in files}
        self.words = cache(self._words)

    def hold(self, citation: Citation, after: int = 0) -> bool:
        """Whether the quote stands on the page of the citation, or so many after it, or begins there."""
        page = citation.page + after
        here = self.words(citation.document, page)
        quote = _WORD.findall(citation.quote.casefold())
        both = here | self.words(citation.document, page + 1)
        begins = quote[0] in here if quote else True
        return begins and sum(word in both for word in quote) >= LEAST_WORDS * len(quote)

    def _words(self, document: str, page: int) -> frozenset[str]:
        pages = self._readers[document].pages
        return frozenset(_WORD.findall(pages[page - 1].extract_text().casefold()) if page <= len(pages) else ())


def main() -> None:
    """Ask, and print the shares of all sentences."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.citations")
    parser.add_argument("--questions", type=int, default=400, metavar="N")
    parser.add_argument("--model", default="")
    arguments = parser.parse_args()
    folder = data_folder("contoso_hr")
    judged = read_judgments(folder / "qrels.tsv")
    queries = spread(
        [query for query in read_jsonl(folder / "queries.jsonl") if query["id"] in judged], arguments.questions
    )
    files = sorted(folder.rglob("*.pdf"))
    with tempfile.TemporaryDirectory() as scratch:
        assistant = build_assistant(load_settings(Path(scratch)))
        assistant.intake.start()
        assistant.intake.ingest(files, "main", lambda _: None)
        answers = [(right_pages(judged[query["id"]]), ask(assistant, query, arguments.model)) for query in queries]
        assistant.close()
    pages = Pages(files)
    given = [(right, cited) for right, cited in answers if cited]
    sentences = sum(cited.sentences for _, cited in given)
    supported = [(right, citations) for right, cited in given for citations in cited.supported]
    on_page, off_page = (
        sum(all(pages.hold(citation, after) for citation in citations) for _, citations in supported)
        for after in (0, CONTROL)
    )
    answering = sum(
        any((citation.document, citation.page) in right for citation in citations) for right, citations in supported
    )
    print_table(
        [
            ("questions", "refused", "sentences", "supported", "on the page", "two pages on", "page that answers"),
            (
                len(answers),
                len(answers) - len(given),
                sentences,
                f"{len(supported) / sentences:.3f}",
                f"{on_page / len(supported):.3f}",
                f"{off_page / len(supported):.3f}",
                f"{answering / len(supported):.3f}",
            ),
        ]
    )


if __name__ == "__main__":
    main()
