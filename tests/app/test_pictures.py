import pytest

from app.pictures import PictureCache
from vectorstore.errors import UnknownDocument

PAGE = (1, 1, 600)


def test_a_picture_is_found_again_in_its_own_size_only():
    cache = PictureCache()
    cache.put(PAGE, b"picture")
    assert cache.get(PAGE) == b"picture"
    assert cache.get((1, 1, 800)) is None


def test_what_was_unused_for_longest_goes_first_and_no_more_than_needed():
    cache = PictureCache(limit=20)
    for page in (1, 2, 3):
        cache.put((1, page, 600), b"12345678")
        cache.get((1, 1, 600))
    assert [cache.get((1, page, 600)) is not None for page in (1, 2, 3)] == [True, False, True]


def test_a_picture_put_twice_counts_once():
    cache = PictureCache(limit=20)
    for _ in range(5):
        cache.put(PAGE, b"12345678")
    cache.put((1, 2, 600), b"12345678")
    assert cache.get(PAGE) is not None


def test_a_picture_larger_than_all_is_not_kept():
    cache = PictureCache(limit=5)
    cache.put(PAGE, b"12345678")
    assert cache.get(PAGE) is None


@pytest.fixture
def handbook(handbook):
    return handbook.id


def test_a_page_is_drawn_once(assistant, handbook, monkeypatch):
    first = assistant.drawing.picture(handbook, 1, 300)
    monkeypatch.setattr(assistant._pipeline.sandbox, "page_picture", None)  # called again, it would fail
    assert assistant.drawing.picture(handbook, 1, 300) == first


def test_nothing_of_a_deleted_document_stays_in_memory(assistant, handbook):
    assistant.drawing.picture(handbook, 1, 300)
    assistant.delete([handbook])
    assert assistant.drawing._pictures.get((handbook, 1, 300)) is None
    with pytest.raises(UnknownDocument):
        assistant.drawing.picture(handbook, 1, 300)


def test_a_picture_drawn_while_its_document_goes_is_not_kept(assistant, handbook, monkeypatch):
    draw = assistant._pipeline.sandbox.page_picture

    def draw_late(*asked):
        picture = draw(*asked)
        assistant.delete([handbook])
        return picture

    monkeypatch.setattr(assistant._pipeline.sandbox, "page_picture", draw_late)
    with pytest.raises(UnknownDocument):
        assistant.drawing.picture(handbook, 1, 300)
    assert assistant.drawing._pictures.get((handbook, 1, 300)) is None


def test_the_picture_of_a_replaced_version_goes_with_it(assistant, samples, tmp_path):
    paper = tmp_path / "handbook.pdf"
    paper.write_bytes((samples / "maintenance-contract.pdf").read_bytes())
    assistant.intake.ingest([paper], "main", lambda _: None)
    (earlier,) = assistant.documents()
    assistant.drawing.picture(earlier.id, 1, 300)
    paper.write_bytes((samples / "handbook.pdf").read_bytes())
    assistant.intake.ingest([paper], "main", lambda _: None)
    assert [document.version for document in assistant.documents()] == [2]
    assert assistant.drawing._pictures.get((earlier.id, 1, 300)) is None
