"""The page viewer: pages of a document with quotes marked on them; turned and enlarged in the browser alone.

PDF pages come as pictures with boxes over them, sections of other formats as text with the quotes marked in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

from app.answering.phrases import Phrases
from app.web.told import told
from ingest.parse import PDF
from vectorstore.types import Document

_HTML = """
<section class="viewer">
  <div class="bar">
    <span class="where" aria-live="polite"><span class="name"></span> <span class="place"></span></span>
    <span class="buttons">
      <button class="previous" type="button">‹</button>
      <button class="next" type="button">›</button>
      <button class="smaller" type="button">−</button>
      <span class="zoom" aria-live="polite"></span>
      <button class="larger" type="button">+</button>
    </span>
  </div>
  <p class="message" role="status" hidden></p>
  <div class="frame" tabindex="0" role="group" dir="ltr">
    <div class="sheet"><div class="content"></div></div>
  </div>
  <blockquote class="quote" hidden></blockquote>
  <p class="verdict" hidden></p>
  <p class="foot">
    <a class="open" target="_blank" rel="noopener" hidden></a>
    <button class="back" type="button" hidden></button>
  </p>
</section>
"""

_FOLDER = Path(__file__).parent
_component = st.components.v2.component(
    "muniment_page_viewer",
    html=_HTML,
    css=(_FOLDER / "page_viewer.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "page_viewer.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as the viewer needs it; `labels` are what is printed on its pages, by their numbers."""

    document: Document
    labels: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words to mark on a page of a document, how a reader is shown them, and what they are worth in words."""

    document: int
    page: int
    text: str
    shown: str
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What is open: a page, for a citation (by its index) of an answer; for all quotes of it where that is None."""

    document: int
    page: int
    answer: str = ""
    citation: int | None = None


Quotes = Mapping[str, Sequence[Quote | None]]
"""The quotes of each answer, by the answer's id; None stands for one whose document is gone."""


def page_viewer(
    papers: Sequence[Paper],
    quotes: Quotes,
    place: Place,
    key: str,
    phrases: Phrases,
    address: Mapping[str, str] | None = None,
) -> None:
    """Show the page at `place`, with the quotes of its answer marked, and `phrases` around it.

    A click on anything with `data-citation` (an index) inside something with `data-answer` shows that citation's page
    at once, without waiting for a run of the script. `address` are further parts of the link that opens the page in a
    new tab; None for no link.
    """
    _component(
        data=told(
            {
                "documents": {str(paper.document.id): _paper_data(paper) for paper in papers},
                "quotes": {answer: [quote and asdict(quote) for quote in those] for answer, those in quotes.items()},
                "place": asdict(place),
                "address": None if address is None else dict(address),
                "labels": asdict(phrases.evidence),
                "rightToLeft": phrases.right_to_left,
            }
        ),
        key=key,
    )


def _paper_data(paper: Paper) -> dict[str, object]:
    return {
        "name": paper.document.name,
        "drawn": paper.document.media_type == PDF,
        "pages": paper.document.pages,
        "labels": {str(number): label for number, label in paper.labels.items() if label != str(number)},
    }
