import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.answering.marked import mark_sentences
from app.answering.render import safe_html


def marked(text, *sentences):
    return re.findall(r'<mark class="differs">(.*?)</mark>', mark_sentences(safe_html(text), sentences), re.DOTALL)


@pytest.mark.parametrize(
    ("text", "sentence", "found"),
    [
        pytest.param("One. Two. Three.", "Two.", ["Two."], id="plain"),
        pytest.param("One\ntwo. Three.", "One two.", ["One", "two."], id="line break"),
        pytest.param("It is **ten** years.", "It is **ten** years.", ["It is", "ten", "years."], id="emphasis"),
        pytest.param("- ten years\n- two", "- ten years", ["ten years"], id="list item"),
        pytest.param("a < b & c. No.", "a < b & c.", ["a &lt; b &amp; c."], id="escaped"),
        pytest.param("One. Two.", "Four.", [], id="not there"),
        pytest.param("One.", "", [], id="empty"),
    ],
)
def test_a_sentence_is_marked_where_it_stands(text, sentence, found):
    assert marked(text, sentence) == found


def test_a_citation_inside_a_sentence_is_no_part_of_it():
    html = '<p>Ten years <button title="x>y" data-citation="0">1</button>from now.</p>'
    found = mark_sentences(html, ["Ten years from now."])
    assert found.count("<mark") == 2
    assert re.sub("</?mark[^>]*>", "", found) == html


@settings(deadline=None)  # a busy machine fails no test
@given(st.text(max_size=60), st.lists(st.text(max_size=10)))
def test_marking_adds_marks_and_nothing_else(text, sentences):
    html = safe_html(text)
    found = mark_sentences(html, sentences)
    assert re.sub(r'<mark class="differs">|</mark>', "", found) == html
