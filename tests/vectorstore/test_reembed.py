import numpy as np
import pytest

from vectorstore.types import Chunk, Document, Page, Signature

HALVES = Signature(embedder="halves", dimension=4, prefix="", chunker="halves-1")


def rechunk(document: Document, pages: list[Page]) -> list[Chunk]:
    """Two chunks a page."""
    chunks = []
    for page in pages:
        middle = len(page.text) // 2
        for start, end in ((0, middle), (middle, len(page.text))):
            place = (page.start + start, page.start + end, page.number, page.number)
            chunks.append(Chunk(len(chunks), page.text[start:end], *place, (), ""))
    return chunks


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
    library.store.reembed(HALVES, rechunk, embed_in_four)
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
    library.store.reembed(HALVES, rechunk, embed_in_four)
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
        library.store.reembed(HALVES, rechunk, embed)
    library.revive()
    assert sorted(library.found("apples")) == [f"apples {number}" for number in range(3)]
    rest: list[str] = []
    library.store.reembed(HALVES, rechunk, lambda texts: [rest.extend(texts), embed_in_four(texts)][1])
    assert len(embedded) + len(rest) == 6
    assert sorted(library.found("appl")) == ["apples "] * 0 + sorted(library.found("appl"))


def test_documents_on_their_way_in_start_again(library, embed_in_four):
    library.add("a.txt", "apples")
    document = library.prepare("b.txt", ["bananas"])
    library.store.reembed(HALVES, rechunk, embed_in_four)
    assert library.store.document(document.id).state == "parsing"


def test_moving_to_the_same_signature_does_nothing(library):
    library.add("a.txt", "apples")
    library.store.reembed(library.signature, rechunk, lambda texts: pytest.fail("embedded"))
    assert library.found("apples") == ["apples"]


def test_a_move_given_up_leaves_nothing_when_another_begins(library, embed_in_four):
    library.add("a.txt", "apples pears")
    with pytest.raises(KeyboardInterrupt):
        library.store.reembed(HALVES, rechunk, lambda texts: (_ for _ in ()).throw(KeyboardInterrupt))
    other = Signature("thirds", 4, "", "thirds-1")
    library.store.reembed(other, rechunk, embed_in_four)
    assert library.store.active_signature == other
    [count] = library.store._database.read("SELECT count(*) AS n FROM generations")
    assert count["n"] == 1
