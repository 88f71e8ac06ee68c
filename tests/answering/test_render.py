import json
from dataclasses import replace

import pytest

from app.answering.render import answer_html, answer_json, answer_text, marker_citations, printable, safe_html
from app.answering.types import Answer, Citation, ModelUsed, Passage, Timings, Tokens

CONTRACT = """id question standalone mode requested model options text refused does_not_fit citations passages tokens
timings warnings"""
QUOTE = "Invoices are kept\nfor ten years."
CITATION = Citation(1, "handbook.pdf", 7, 14, "Records", QUOTE, "supported", "model", "Ten years.")
ANSWER = Answer(
    id="q1",
    question="How long?",
    standalone="How long are invoices kept?",
    mode="rag",
    requested="rag",
    model=ModelUsed("ollama", "llama", "abc"),
    options={"num_ctx": 4096},
    text="Ten years.[1]",
    refused=False,
    does_not_fit=False,
    citations=(CITATION,),
    passages=(Passage(7, "handbook.pdf", QUOTE, 0, 34, ((14, 0),), "Records"),),
    tokens=Tokens(planned=100, accepted=100, window=4096),
    timings=Timings(retrieve=0.1),
    warnings=("Something.",),
    unsupported=("Perhaps more.",),
)


def test_the_json_has_the_keys_of_the_command_line_contract():
    document = json.loads(json.dumps(answer_json(ANSWER)))
    assert {*CONTRACT.split()} <= document.keys()
    assert document["citations"][0].keys() >= {"marker", "document", "page", "place", "quote", "verdict", "by"}
    assert document["passages"][0] | {"document": "handbook.pdf", "page": 14, "text": QUOTE} == document["passages"][0]
    assert document["tokens"].keys() == {"planned", "accepted", "cached", "generated", "window"}
    assert document["timings"].keys() == {"retrieve", "load", "first_token", "prefill", "decode", "total"}
    assert document["model"].keys() == {"provider", "name", "digest"}


def test_the_json_names_documents_as_people_do():
    document = answer_json(ANSWER)
    assert (document["citations"][0]["document"], document["passages"][0]["document"]) == ("handbook.pdf",) * 2


def test_what_the_server_did_not_say_is_null():
    assert answer_json(ANSWER)["tokens"]["cached"] is None


def test_the_terminal_text_has_sources_warnings_and_what_lacks_support():
    assert answer_text(ANSWER).splitlines() == [
        "Ten years.[1]",
        "",
        '[1] handbook.pdf p. 14 · Records: "Invoices are kept for ten years."',
        "",
        'No support found for: "Perhaps more."',
        "Something.",
    ]


def test_what_lacks_support_is_said_in_the_language_of_the_question():
    german = replace(ANSWER, question="Wie lange werden die Rechnungen im Archiv aufbewahrt?")
    assert 'Kein Beleg gefunden für: "Perhaps more."' in answer_text(german).splitlines()


def test_a_quote_that_is_the_answer_is_not_repeated_among_the_sources():
    quoted = replace(ANSWER, text="“Invoices are kept for ten years.” [1]")
    assert "[1] handbook.pdf p. 14 · Records\n" in answer_text(quoted)


def test_a_sentence_that_the_model_took_over_is_quoted_where_a_marker_stands_in_it():
    said = replace(CITATION, quote="Ten years.", sentence="Ten years.")
    assert '[1] handbook.pdf p. 14 · Records: "Ten years."' in answer_text(
        replace(ANSWER, text="Ten years[1].", citations=(said,))
    )


def test_a_row_that_stands_for_itself_is_not_quoted_again():
    row = replace(CITATION, quote="| Pump | EUR 165 |", sentence="| Pump | EUR 165 |")
    quoted = replace(ANSWER, text="“Pump · A day: EUR 165” [1]", citations=(row,))
    assert "[1] handbook.pdf p. 14 · Records\n" in answer_text(quoted)
    other = replace(quoted, text="EUR 165.[1]", citations=(replace(row, sentence="EUR 165."),))
    assert '[1] handbook.pdf p. 14 · Records: "Pump · EUR 165"' in answer_text(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a\x1b[2Jb", "a[2Jb", id="escape-sequence"),
        pytest.param("a\x07\x08b\r", "ab ", id="bell-and-backspace"),
        pytest.param("a\u202eb\u2066c", "abc", id="direction-override"),
        pytest.param("10\u00a0000", "10 000", id="no-break-space"),
        pytest.param("a\n\tb", "a\n\tb", id="lines-and-tabs-stay"),
    ],
)
def test_control_characters_do_not_reach_the_terminal(text, expected):
    assert printable(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("![x](http://evil.example/x.png)", id="image"),
        pytest.param("[x](http://evil.example)", id="link"),
        pytest.param("<http://evil.example>", id="autolink"),
        pytest.param("http://evil.example www.evil.example", id="bare-address"),
        pytest.param("[x]: http://evil.example\n\n[x]", id="reference"),
        pytest.param('<img src="http://evil.example">', id="html"),
        pytest.param("<script>alert(1)</script>", id="script"),
        pytest.param('- a\n  ```\n<a href="http://evil.example">x</a>', id="broken-fence"),
        pytest.param("`a` [x](javascript:alert(1)) `b`", id="between-code"),
    ],
)
def test_nothing_in_the_html_of_an_answer_is_live(text):
    html = safe_html(text)
    for live in ("<a", "<img", "<script", "href=", 'src="h'):
        assert live not in html.replace("href=&quot;", "").replace("src=&quot;", "")


def test_lists_emphasis_and_tables_are_rendered():
    html = safe_html("- **ten** years\n\n| a | b |\n| - | - |\n| 1 | 2 |")
    for tag in ("<ul>", "<strong>ten</strong>", "<table>", "<td>1</td>"):
        assert tag in html


def cited(text, *citations):
    """An answer of one passage with these (sentence, verdict) as its citations."""
    made = tuple(replace(CITATION, sentence=sentence, verdict=verdict) for sentence, verdict in citations)
    return replace(ANSWER, text=text, citations=made)


def test_each_marker_is_a_button_of_the_citation_of_its_sentence():
    answer = cited("Ten years.[1] Seven years.[1]", ("Seven years.", "partly"), ("Ten years.", "supported"))
    assert marker_citations(answer) == {1: [1, 0]}
    html = answer_html(answer)
    assert 'Ten years.<button type="button" class="marker" data-citation="1" data-verdict="supported"' in html
    assert 'Seven years.<button type="button" class="marker" data-citation="0" data-verdict="partly"' in html


def test_markers_whose_sentence_is_not_found_take_the_citations_in_order():
    answer = cited("“Ten years” [1]\n“Seven years” [1]", ("Ten\nyears", "supported"), ("Seven\nyears", "supported"))
    assert marker_citations(answer) == {1: [0, 1]}


def test_a_number_without_a_citation_stays_text():
    assert answer_html(cited("See [3] and `[1]`.")) == "<p>See [3] and <code>[1]</code>.</p>\n"


def test_the_name_of_a_document_cannot_leave_its_attribute():
    hostile = replace(CITATION, document='"><img src=x onerror=alert(1)>')
    html = answer_html(replace(ANSWER, citations=(hostile,)))
    assert "<img" not in html


@pytest.mark.parametrize(
    "words", ["<img src=x>", "![x](http://a.example/b.png)", "[x](http://a.example)", "http://a.example", "<b>x</b>"]
)
def test_nothing_in_an_answer_is_live(words):
    html = answer_html(cited(f"{words} [1]", (words, "supported")))
    assert not {"<img", "<a", "<b>"} & set(html.replace(" ", ">").split(">"))
