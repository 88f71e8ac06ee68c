import io

import pytest
from PIL import Image
from pypdf.generic import RectangleObject

from ingest.parse.picture import MOST_PIXELS, page_picture, quote_boxes

TEXT = "The first line of the page stands here,\nand the keeper signs the regis-\nter of the house."


@pytest.mark.parametrize(
    ("quote", "lines"),
    [
        pytest.param("the keeper signs", 1, id="in_a_line"),
        pytest.param("stands here, and the keeper", 2, id="over_two_lines"),
        pytest.param("Signs  the\nREGISTER of the house", 2, id="white_space_case_and_hyphen"),
        pytest.param("the keeper signs the register of the house every single year", 2, id="most_of_it"),
        pytest.param("an owner signs a ledger", 0, id="not_there"),
        pytest.param("…", 0, id="no_words"),
    ],
)
def test_a_quote_gets_a_box_for_every_line_that_it_is_on(write_text_pdf, quote, lines):
    (boxes,) = quote_boxes(write_text_pdf(TEXT), "made.pdf", 1, [quote])
    assert len(boxes) == lines
    assert all(0 < left < left + width < 100 and 0 < top < top + height < 12 for left, top, width, height in boxes)


def test_words_are_rather_boxed_whole_than_inside_others(write_text_pdf):
    path = write_text_pdf("A starting art, then art.")
    ((inside,), (whole,)) = quote_boxes(path, "made.pdf", 1, ["A start", "art"])
    assert whole[0] > inside[0] + inside[2]


def test_every_quote_has_its_own_boxes(write_text_pdf):
    first, missing, second = quote_boxes(write_text_pdf(TEXT), "made.pdf", 1, ["first line", "ledger", "the house"])
    assert (len(first), missing, len(second)) == (1, [], 1)
    assert first[0][1] < second[0][1]


@pytest.mark.parametrize(("angle", "edge"), [(0, "top"), (90, "right"), (180, "bottom"), (270, "left")])
def test_the_box_is_where_the_turned_page_shows_the_quote(write_text_pdf, angle, edge):
    path = write_text_pdf("Here.", finish=lambda writer: writer.pages[0].rotate(angle))
    (((left, top, width, height),),) = quote_boxes(path, "made.pdf", 1, ["Here."])
    distances = {"left": left, "top": top, "right": 100 - left - width, "bottom": 100 - top - height}
    assert min(distances, key=lambda side: distances[side]) == edge


def test_the_box_is_where_the_cropped_page_shows_the_quote(write_text_pdf):
    def crop(writer):
        writer.pages[0].cropbox = RectangleObject((0, 700, 306, 792))

    (((left, _, _, _),),) = quote_boxes(write_text_pdf("Here.", finish=crop), "made.pdf", 1, ["Here."])
    assert left == pytest.approx(100 * 72 / 306, abs=2)


def test_a_page_of_absurd_size_is_drawn_smaller(write_text_pdf):
    def stretch(writer):
        writer.pages[0].mediabox = RectangleObject((0, 0, 14_000, 14_000))

    drawn = page_picture(write_text_pdf("a", finish=stretch), "made.pdf", 1, 28_000)
    with Image.open(io.BytesIO(drawn)) as picture:
        assert picture.width * picture.height <= MOST_PIXELS * 1.01


def test_a_page_is_as_wide_as_asked(write_text_pdf):
    with Image.open(io.BytesIO(page_picture(write_text_pdf("a"), "made.pdf", 1, 800))) as picture:
        assert picture.width == 800
