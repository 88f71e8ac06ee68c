import sqlite3
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from vectorstore.database import MIGRATIONS
from vectorstore.errors import (
    NotEmbedded,
    OriginalMissing,
    SchemaTooNew,
    SignatureMismatch,
    UnknownDocument,
    UnknownPage,
)
from vectorstore.store import Store
from vectorstore.types import NewDocument, Page, ParsedDocument, Signature


def test_the_same_bytes_in_the_same_space_are_one_document(library):
    first = library.add("a.txt", "apples")
    assert library.add("copy.txt", "apples").id == first.id
    assert library.store.sources(first.id) == ["a.txt", "copy.txt"]


def test_the_same_bytes_in_two_spaces_are_two_documents(library):
    assert library.add("a.txt", "apples").id != library.add("a.txt", "apples", space="other").id


def test_what_was_parsed_comes_back(library):
    document = library.add("a.txt", "one", "", "three")
    assert [page.text for page in library.store.pages(document.id)] == ["one", "", "three"]
    assert library.store.page(document.id, 3).text == "three"
    assert library.store.page_labels(document.id) == {1: "1", 2: "2", 3: "3"}
    assert (document.pages, document.unread_pages, document.chunks, document.title) == (3, (2,), 2, "A title")
    assert library.store.outline(document.id) == ((1, "Top", 1),)
    assert library.store.metadata(document.id) == (("author", "Ann"),)


def test_a_page_that_is_not_there_is_named(library):
    document = library.add("a.txt", "one", "two")
    with pytest.raises(UnknownPage, match=r"a\.txt: there is no page 3: it has 2"):
        library.store.page(document.id, 3)
    with pytest.raises(UnknownDocument, match="77"):
        library.store.page(77, 1)


def test_a_document_taken_up_again_needs_only_the_vectors_that_are_missing(library):
    document = library.store.begin(NewDocument("main", "a.txt", "", "00", "text/plain", 1))
    parsed = ParsedDocument((Page(1, "1", "one", "text", 0), Page(2, "2", "two", "text", 4)))
    library.put(document, parsed, ordinals=[0])
    library.revive()
    again = library.store.begin(NewDocument("main", "a.txt", "", "00", "text/plain", 1))
    assert (again.id, again.state) == (document.id, "embedding")
    assert [chunk.text for chunk in library.store.chunks_without_vectors(document.id)] == ["two"]


def test_a_failed_document_says_why_and_starts_again_under_its_new_name(library):
    new = NewDocument("main", "a.txt", "", "00", "text/plain", 1)
    document = library.store.begin(new)
    library.store.fail(document.id, "it is empty")
    assert library.store.document(document.id).reason == "it is empty"
    again = library.store.begin(NewDocument("main", "b.txt", "", "00", "text/plain", 1))
    assert (again.id, again.name, again.state, again.reason) == (document.id, "b.txt", "parsing", "")


def test_failing_does_not_touch_a_document_that_is_ready(library):
    document = library.add("a.txt", "apples")
    library.store.fail(document.id, "late")
    assert library.store.document(document.id).state == "ready"


def test_publishing_needs_all_vectors(library):
    document = library.store.begin(NewDocument("main", "a.txt", "", "00", "text/plain", 1))
    with pytest.raises(NotEmbedded, match="'parsing'"):
        library.store.publish(document.id, "a.txt")
    library.put(document, ParsedDocument((Page(1, "1", "one", "text", 0),)), ordinals=[])
    with pytest.raises(NotEmbedded, match="1 of its chunks have no vectors"):
        library.store.publish(document.id, "a.txt")


def test_a_new_version_replaces_the_one_before_and_counts_on(library):
    old = library.add("a.txt", "old words")
    new = library.add("a.txt", "new words")
    assert new.version == old.version + 1
    assert [document.id for document in library.store.documents()] == [new.id]
    assert library.found("words") == ["new words"]


def test_a_document_stays_while_another_source_has_it(library):
    shared = library.add("a.txt", "shared")
    library.add("b.txt", "shared")
    library.add("a.txt", "changed")
    assert library.store.sources(shared.id) == ["b.txt"]
    assert sorted(library.found("shared changed")) == ["changed", "shared"]


def test_numbers_of_documents_are_never_used_again(library):
    first = library.add("a.txt", "apples")
    library.store.delete([first.id])
    library.reopen()
    assert library.add("a.txt", "apples").id > first.id


@pytest.mark.parametrize("query", ["a.txt", "1", "papers/a.txt"])
def test_documents_are_found_by_number_name_or_folder_and_name(library, query: str):
    document = library.store.begin(NewDocument("main", "a.txt", "papers", "00", "text/plain", 1))
    assert [found.id for found in library.store.find(query)] == [document.id]
    assert library.store.find(query, space="other") == []


def test_the_original_file_moves_into_the_room_and_is_private(library, tmp_path: Path):
    document = library.add("a.txt", "apples")
    with pytest.raises(OriginalMissing, match=r"'a\.txt' is not in the room"):
        library.store.file(document.id)
    path = tmp_path / "a.txt"
    path.write_bytes(b"apples")
    library.store.adopt_file(document.id, path)
    assert library.store.file(document.id).read_bytes() == b"apples"
    assert stat.S_IMODE(library.store.file(document.id).stat().st_mode) == 0o600
    assert not path.exists()


def test_a_document_that_is_not_there_is_named(library):
    for ask in (library.store.document, library.store.pages, library.store.outline, library.store.metadata):
        with pytest.raises(UnknownDocument, match="no document 7"):
            ask(7)


def test_a_room_of_a_newer_program_is_refused_untouched(library):
    library.store.close()
    with sqlite3.connect(library.room.catalog) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(SchemaTooNew, match="schema 99"):
        Store.open(library.room, library.signature)
    assert not library.room.locked
    with sqlite3.connect(library.room.catalog) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    connection.close()
    library.store = Store.open(library.room, library.signature)


def test_a_room_keeps_its_signature_and_refuses_the_vectors_of_another(library):
    document = library.prepare("a.txt", ["apples"])
    library.store.close()
    other = Signature("another", 8, "", "pages-1")
    library.store = Store.open(library.room, other)
    assert library.store.active_signature == library.signature
    with pytest.raises(SignatureMismatch, match="muniment reembed"):
        library.store.put_vectors(document.id, [0], library.embed(["apples"]))
    with pytest.raises(SignatureMismatch, match="muniment reembed"):
        library.near("apples")


def test_a_room_that_was_read_by_an_earlier_version_is_asked_and_takes_more(library):
    library.add("a.txt", "apples")
    library.store.close()
    library.store = Store.open(library.room, replace(library.signature, chunker="pages-2"))
    assert library.near("apples") == ["apples"]
    library.add("b.txt", "pears")
    assert library.found("pears") == ["pears"]
    assert library.store.active_signature == library.signature


def test_vectors_of_another_dimension_are_refused(library):
    document = library.prepare("a.txt", ["apples"])
    with pytest.raises(SignatureMismatch, match="3 dimensions, the room's have 8"):
        library.store.put_vectors(document.id, [0], library.embed(["apples"])[:, :3])


def test_every_file_of_a_room_is_private(library):
    library.add("a.txt", "apples")
    library.flush()
    for path in library.room.path.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_documents_that_are_not_there_any_more_are_missing(library):
    kept, gone = library.add("a.txt", "apples").id, library.add("b.txt", "pears").id
    assert library.store.missing([kept, gone, 99]) == {99}
    seen = []
    library.on_step = lambda step: seen.append((step, library.store.missing([kept, gone])))
    library.store.delete([gone])
    assert seen[0] == ("erase: mark", set())
    assert {frozenset(missing) for _, missing in seen[1:]} == {frozenset({gone})}
    assert library.store.missing([]) == set()


def test_the_names_of_a_space_are_those_of_its_documents_that_can_be_asked(library):
    document = library.add("a.txt", "apples are red")
    library.prepare("b.txt", ["pears are green"])
    assert library.store.names("main") == ((document.id, "a.txt"),)
    assert library.store.names("other") == ()
    library.store.delete([document.id])
    assert library.store.names("main") == ()
