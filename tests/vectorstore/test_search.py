import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.keyword import KeywordIndex
from vectorstore.types import Chunk, ChunkKey


@pytest.fixture(params=["in memory", "on disk", "half and half"])
def stocked(library, request: pytest.FixtureRequest):
    """Two documents, wherever they are served from."""
    library.add("fruit.txt", "apples are red", "pears are green")
    if request.param != "in memory":
        library.flush()
    library.add("ships.txt", "ships sail far", "boats sail near")
    if request.param == "on disk":
        library.flush()
    return library


@pytest.mark.parametrize("text", ["apples are red", "boats sail near"])
def test_a_text_is_nearest_to_itself(stocked, text: str):
    assert stocked.near(text) == [text]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("apple", ["apples are red"], id="stemmed"),
        pytest.param("APPLES", ["apples are red"], id="upper case"),
        pytest.param("sailing", ["boats sail near", "ships sail far"], id="several"),
        pytest.param("green zebra", ["pears are green"], id="any word"),
        pytest.param("zebra", [], id="no word"),
        pytest.param("", [], id="empty"),
        pytest.param(
            'text:"apples" AND (-pears OR *) [1 TO 2] ~^:\\', ["apples are red", "pears are green"], id="syntax"
        ),
    ],
)
def test_words_match(stocked, query: str, expected: list[str]):
    assert sorted(stocked.found(query)) == expected


def test_a_search_can_be_restricted_to_documents(stocked):
    fruit, ships = stocked.store.documents()
    vector = stocked.embed(["ships sail far"])[0]
    assert {hit.key.document for hit in stocked.store.nearest("main", vector, 4, [fruit.id])} == {fruit.id}
    assert stocked.texts(stocked.store.matching("main", "apples ships", 4, [ships.id])) == ["ships sail far"]


def test_the_vectors_of_chunks_can_be_read_wherever_they_are_served_from(stocked):
    asked = stocked.embed(["ships sail far"])[0]
    found = stocked.store.nearest("main", asked, 4)
    gone = ChunkKey(999, 0)
    keys, vectors = stocked.store.vectors([gone, *(hit.key for hit in found)])
    assert keys == [hit.key for hit in found]
    assert vectors @ asked == pytest.approx([hit.score for hit in found], abs=0.002)  # they are kept in half precision
    keys, vectors = stocked.store.vectors([gone])
    assert (keys, len(vectors)) == ([], 0)


def test_a_search_restricted_to_nothing_finds_nothing(stocked):
    vector = stocked.embed(["ships sail far"])[0]
    assert stocked.store.nearest("main", vector, 4, []) == []
    assert stocked.store.matching("main", "ships", 4, [999]) == []


def test_a_space_has_nothing_of_another(stocked):
    assert stocked.found("apples", space="other") == []
    assert stocked.near("apples are red", space="other") == []
    document = stocked.add("secret.txt", "apples in secret", space="other")
    assert stocked.found("secret") == []
    assert stocked.store.matching("main", "secret", 5, [document.id]) == []


def test_scores_go_down_and_are_cosines(stocked):
    scores = [hit.score for hit in stocked.store.nearest("main", stocked.embed(["apples are red"])[0], 4)]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 4
    assert scores[0] == pytest.approx(1, abs=1e-3)


def test_chunks_come_in_the_order_asked_and_only_those_that_are_there(stocked):
    fruit, ships = stocked.store.documents()
    keys = [ChunkKey(ships.id, 1), ChunkKey(fruit.id, 9), ChunkKey(fruit.id, 0)]
    assert [stored.chunk.text for stored in stocked.store.chunks(keys)] == ["boats sail near", "apples are red"]


@pytest.mark.parametrize(
    ("ordinal", "before", "after", "expected"),
    [(1, 1, 1, [0, 1, 2]), (0, 2, 0, [0]), (3, 1, 5, [2, 3]), (2, 0, 0, [2])],
)
def test_neighbours_are_of_the_same_document_in_order(library, ordinal, before, after, expected):
    document = library.add("a.txt", "zero", "one", "two", "three")
    library.add("b.txt", "four")
    near = library.store.neighbours(ChunkKey(document.id, ordinal), before, after)
    assert [stored.chunk.ordinal for stored in near] == expected


def test_what_is_not_published_is_not_found(library):
    library.add("a.txt", "apples")
    waiting = library.prepare("b.txt", ["bananas"])
    assert library.found("bananas") == []
    assert library.near("bananas", 5) == ["apples"]
    assert library.store.chunks([ChunkKey(waiting.id, 0)]) == []


def test_the_dead_do_not_crowd_out_the_living(library):
    """All nearest hits belong to documents that are being erased: the search goes on below them."""
    ids = [library.add(f"{number}.txt", f"apples {number}").id for number in range(40)]
    library.add("pear.txt", "pears")
    library.flush()
    library.store._catalog.mark_erasing(ids)
    assert library.near("apples 1", count=3) == ["pears"]


def test_wide_restrictions_find_as_many_as_were_asked_for(library, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("vectorstore.search._NARROW", 0)
    ids = [library.add(f"{number}.txt", f"apples {number}").id for number in range(60)]
    library.flush()
    hits = library.store.nearest("main", library.embed(["apples 1"])[0], 10, ids[::4])
    assert len(hits) == 10
    assert {hit.key.document for hit in hits} <= set(ids[::4])


def test_searching_goes_on_while_the_indexes_are_replaced(library):
    library.add("keep.txt", "apples")
    victims = [library.add(f"{number}.txt", f"pears {number}").id for number in range(6)]
    library.flush()
    stop, failures = threading.Event(), []

    def ask() -> None:
        while not stop.is_set():
            if library.found("apples") != ["apples"] or library.near("apples") != ["apples"]:
                failures.append("lost sight of the apples")

    thread = threading.Thread(target=ask)
    thread.start()
    for victim in victims:
        library.store.delete([victim])
    stop.set()
    thread.join()
    assert not failures


@given(st.text(max_size=60))
@settings(deadline=None)  # each makes an index, with a thread of its own
def test_no_text_is_a_syntax_error(query: str):
    index = KeywordIndex(None)
    index.put(1, [Chunk(0, query, 0, len(query), 1, 1, (), "")])
    found = index.matching(query, 5)
    index.close()
    assert [key for key, _ in found] in ([], [ChunkKey(1, 0)])
    assert found or not any(character.isascii() and character.isalnum() for character in query)
