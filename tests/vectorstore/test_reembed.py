from dataclasses import replace

import numpy as np
import pytest

from vectorstore.types import Chunk, Document, Heading, ParsedDocument, Signature

HALVES = Signature(embedder="halves", dimension=4, prefix="", chunker="halves-1")


def reread(document: Document, before: ParsedDocument) -> tuple[ParsedDocument, list[Chunk]]:
    """What was read before, in two chunks a page."""
    chunks = []
    for page in before.pages:
        middle = len(page.text) // 2
        for start, end in ((0, middle), (middle, len(page.text))):
            place = (page.start + start, page.start + end, page.number, page.number)
            chunks.append(Chunk(len(chunks), page.text[start:end], *place, (), ""))
    return before, chunks


@pytest.fixture
def embed_in_four(library):
    """Vectors of four dimensions."""

    def embed(texts: list[str]):
        vectors = library.embed(texts)[:, :4]
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)

    return embed


def test_a_room_moves_to_another_signature(library, embed_in_four):
    document = library.add("a.txt", "apples pears", "plums grapes")
    library.flush()
    library.store.reembed(HALVES, reread, embed_in_four)
    assert library.store.active_signature == HALVES
    assert library.store.document(document.id).chunks == 4
    hits = library.store.nearest("main", embed_in_four(["plums "])[0], 1)
    assert library.texts(hits) == ["plums "]
    assert library.found("apples") == ["apples"]
    assert library.store.verify(repair=False).ok


def test_the_old_generation_is_gone_afterwards(library, embed_in_four):
    library.add("a.txt", "apples pears")
    library.flush()
    old = library.index_files()
    library.store.reembed(HALVES, reread, embed_in_four)
    assert not [path for path in old if path.exists()]
    [count] = library.store._database.read("SELECT count(*) AS n FROM chunks")
    assert count["n"] == 2


def test_an_interrupted_move_goes_on_without_embedding_twice(library, embed_in_four):
    embedded: list[str] = []

    def embed(texts: list[str]):
        if len(embedded) == 2:
            raise KeyboardInterrupt
        embedded.extend(texts)
        return embed_in_four(texts)

    for number in range(3):
        library.add(f"{number}.txt", f"apples {number}")
    with pytest.raises(KeyboardInterrupt):
        library.store.reembed(HALVES, reread, embed)
    library.revive()
    assert sorted(library.found("apples")) == [f"apples {number}" for number in range(3)]
    rest: list[str] = []
    library.store.reembed(HALVES, reread, lambda texts: [rest.extend(texts), embed_in_four(texts)][1])
    assert len(embedded) + len(rest) == 6
    assert sorted(library.found("appl")) == ["apples "] * 0 + sorted(library.found("appl"))


def in_capitals(document: Document, before: ParsedDocument) -> tuple[ParsedDocument, list[Chunk]]:
    """What another reader makes of a document: capitals, one page less, a heading a page."""
    pages = tuple(replace(page, text=page.text.upper(), headings=(Heading(0, 1, "Top"),)) for page in before.pages[:-1])
    return reread(document, replace(before, pages=pages, title="New", outline=((1, "New", 1), (2, "Sub", 1))))


def test_what_is_read_again_takes_the_place_of_what_was_read_when_all_is_done(library, embed_in_four):
    document = library.add("a.txt", "apples", "pears", "plums")
    kept = library.add("b.txt", "grapes", "dates")

    def asked_meanwhile(texts: list[str]):
        assert library.found("apples") == ["apples"]
        assert library.store.page(document.id, 1).text == "apples"
        return embed_in_four(texts)

    def read(one: Document, before: ParsedDocument) -> tuple[ParsedDocument, list[Chunk]]:
        return reread(one, before) if one.id == kept.id else in_capitals(one, before)

    library.store.reembed(HALVES, read, asked_meanwhile)
    assert [page.text for page in library.store.pages(document.id)] == ["APPLES", "PEARS"]
    assert library.store.page(document.id, 2).headings == (Heading(0, 1, "Top"),)
    assert library.store.document(document.id).pages == 2
    assert library.store.document(document.id).title == "New"
    assert library.store.outline(document.id) == ((1, "New", 1), (2, "Sub", 1))
    assert library.store.metadata(document.id) == (("author", "Ann"),)
    assert [page.text for page in library.store.pages(kept.id)] == ["grapes", "dates"]
    assert library.store.document(kept.id).title == "A title"
    assert not library.store._database.read("SELECT * FROM readings")
    assert library.store.verify(repair=False).ok


def test_what_was_read_again_before_a_kill_is_not_read_twice(library, embed_in_four):
    for number in range(3):
        library.add(f"{number}.txt", f"apples {number}", "pears")
    read: list[int] = []

    def reading(document: Document, before: ParsedDocument) -> tuple[ParsedDocument, list[Chunk]]:
        if len(read) == 2:
            raise KeyboardInterrupt
        read.append(document.id)
        return in_capitals(document, before)

    with pytest.raises(KeyboardInterrupt):
        library.store.reembed(HALVES, reading, embed_in_four)
    library.revive()
    assert library.found("apples") == library.found("apples 0 apples 1 apples 2")
    library.store.reembed(HALVES, lambda *given: [read.append(given[0].id), in_capitals(*given)][1], embed_in_four)
    assert len(read) == len({*read}) == 3
    assert [library.store.page(document, 1).text for document in read] == ["APPLES 0", "APPLES 1", "APPLES 2"]


def test_what_was_read_again_goes_with_a_document_that_is_deleted_meanwhile(library, embed_in_four):
    document = library.add("a.txt", "apples", "pears")
    with pytest.raises(KeyboardInterrupt):
        library.store.reembed(HALVES, in_capitals, lambda texts: (_ for _ in ()).throw(KeyboardInterrupt))
    assert library.store._database.read("SELECT * FROM readings")
    library.store.delete([document.id])
    assert not library.store._database.read("SELECT * FROM readings")


def test_documents_on_their_way_in_start_again(library, embed_in_four):
    library.add("a.txt", "apples")
    document = library.prepare("b.txt", ["bananas"])
    library.store.reembed(HALVES, reread, embed_in_four)
    assert library.store.document(document.id).state == "parsing"


def test_moving_to_the_same_signature_does_nothing(library):
    library.add("a.txt", "apples")
    library.store.reembed(library.signature, reread, lambda texts: pytest.fail("embedded"))
    assert library.found("apples") == ["apples"]


def test_a_move_given_up_leaves_nothing_when_another_begins(library, embed_in_four):
    library.add("a.txt", "apples pears")
    with pytest.raises(KeyboardInterrupt):
        library.store.reembed(HALVES, reread, lambda texts: (_ for _ in ()).throw(KeyboardInterrupt))
    other = Signature("thirds", 4, "", "thirds-1")
    library.store.reembed(other, reread, embed_in_four)
    assert library.store.active_signature == other
    [count] = library.store._database.read("SELECT count(*) AS n FROM generations")
    assert count["n"] == 1
