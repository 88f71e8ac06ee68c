"""The page viewer: pages of a document with quotes marked on them; turned and enlarged in the browser alone.

PDF pages come as pictures with boxes over them, sections of other formats as text with the quotes marked in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from ingest.parse import PDF
from vectorstore.types import Document

_HTML = """
<div class="measure"></div>
<section class="viewer" aria-label="Page viewer">
  <div class="bar">
    <span class="where" aria-live="polite"><span class="name"></span> <span class="place"></span></span>
    <span class="buttons">
      <button class="previous" type="button" aria-label="Previous page" title="Previous page">‹</button>
      <button class="next" type="button" aria-label="Next page" title="Next page">›</button>
      <button class="smaller" type="button" aria-label="Zoom out" title="Zoom out">−</button>
      <span class="zoom" aria-live="polite"></span>
      <button class="larger" type="button" aria-label="Zoom in" title="Zoom in">+</button>
    </span>
  </div>
  <p class="message" role="status" hidden></p>
  <div class="frame" tabindex="0" role="group" aria-label="The page; arrow keys turn it">
    <div class="sheet"><div class="content"></div></div>
  </div>
  <blockquote class="quote" hidden></blockquote>
  <p class="verdict" hidden></p>
  <p class="foot">
    <a class="open" target="_blank" rel="noopener" hidden>open in a new tab</a>
    <button class="back" type="button" hidden>back to the quote</button>
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
class Mark:
    """Words to mark on a page: the `chosen` ones strongly, others faintly."""

    page: int
    quote: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands under the page: the quote, what it is worth in words, and the address that opens it in a new tab."""

    quote: str = ""
    verdict: str = ""
    address: str = ""


def page_viewer(
    document: Document,
    labels: Mapping[int, str],
    page: int,
    marks: Sequence[Mark],
    key: str,
    caption: Caption = Caption(),
    ahead: Sequence[tuple[int, int]] = (),
) -> None:
    """Show a page of a document with words marked on it; `ahead` are (document, page) of PDFs to fetch ahead."""
    _component(
        data={
            "document": document.id,
            "name": document.name,
            "drawn": document.media_type == PDF,
            "pages": document.pages,
            "labels": {str(number): label for number, label in labels.items() if label != str(number)},
            "page": page,
            "quotes": [{"page": mark.page, "text": mark.quote, "chosen": mark.chosen} for mark in marks],
            "quote": caption.quote,
            "verdict": caption.verdict,
            "address": caption.address,
            "ahead": [list(place) for place in ahead],
        },
        key=key,
    )


def fetch_pages(ahead: Sequence[tuple[int, int]], key: str) -> None:
    """Show nothing, but fetch pages, as (document, page) of PDFs, in the size that a viewer in this place will show."""
    _component(
        data={"document": None, "name": "", "quote": "", "verdict": "", "ahead": [list(place) for place in ahead]},
        key=key,
    )
