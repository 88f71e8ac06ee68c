import pytest

from ingest.parse.characters import clean, has_words, one_line, tidy


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("ﬁne ﬂow oﬃce", "fine flow office", id="ligatures"),
        pytest.param("x² ½ ① ℡", "x² ½ ① ℡", id="what_nfkc_would_spoil"),
        pytest.param("cafe\u0301", "café", id="composed"),
        pytest.param("a\u00a0b\u2009c\u3000d\te", "a b c d e", id="spaces"),
        pytest.param("co\u00adop\u200b\ufeff\u2060", "coop", id="invisible"),
        pytest.param("a\r\nb\rc\u2028d\x0ce", "a\nb\nc\nd\ne", id="line_breaks"),
        pytest.param("a\x00\x07\x1b\x9fb", "ab", id="control"),
        pytest.param("\u202egnp.exe\u202c", "gnp.exe", id="direction_marks"),
        pytest.param("\uf0b7 item", "• item", id="symbol_bullet"),
        pytest.param("ﻻ ﷲ", "لا الله", id="arabic_shapes"),
        pytest.param("a\ud800b", "ab", id="half_characters"),
    ],
)
def test_cleaning_keeps_what_is_meant(text, expected):
    assert clean(text) == expected


def test_tidying_keeps_paragraphs_and_drops_needless_space():
    assert tidy("  a   b \n  c\n\n \n\n d  ") == "a b\nc\n\nd"


def test_a_title_is_one_line():
    assert one_line(" A\r\n  long\ttitle ") == "A long title"


@pytest.mark.parametrize(
    ("text", "expected"), [("a", True), ("—  7", True), ("… — •", False), ("", False), ("你", True)]
)
def test_words_are_letters_or_digits(text, expected):
    assert has_words(text) is expected
