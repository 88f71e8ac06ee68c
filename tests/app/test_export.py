import io
import re
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from app.answering.archive import ERASED, begun, interrupted, without_documents
from app.answering.types import Answer, Citation, ModelUsed, Passage, Timings, Tokens
from app.export import export_docx, export_html, export_markdown
from app.export.content import entry_of

NOW = 1_790_000_000.0  # 2026-09-21 14:13 UTC
QUOTE = "Invoices are kept\nfor ten years."
ANSWER = replace(
    begun("a", "How long are invoices kept?", "rag", NOW - 60),
    standalone="How long are invoices kept here?",
    text="**Ten years**.[1] Perhaps more.\n\n- first\n- second\n\n1. one\n2. two\n\n| a | b |\n|---|---|\n| c | *d* |",
    citations=(Citation(1, "handbook.pdf", 7, 14, "Records", QUOTE, "partly", "program", "Ten years."),),
    passages=(Passage(7, "handbook.pdf", QUOTE, 0, 34, ((14, 0),), "Records"),),
    model=ModelUsed("ollama", "llama3.1:8b", "46e0c10c039e"),
    tokens=Tokens(planned=1912, accepted=1910, generated=87, window=4096),
    timings=Timings(first_token=2.14, total=5.0),
    unsupported=("Perhaps more.",),
    warnings=("Something to know.",),
    ended_by="stop",
)
HOSTILE = [
    "![x](http://evil.example/a.png)",
    "[click](javascript:alert(1))",
    r"\[a\](http://evil.example)",
    r"\\[a](http://evil.example)",
    "[1]: http://evil.example",
    "[a][1]\n\n[1]: <http://evil.example>",
    "<http://evil.example>",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    '"><iframe src=http://evil.example></iframe>',
    "<!-- x --><a href=http://evil.example>y</a>",
    "&#91;a&#93;(http://evil.example)",
    "```\n![x](http://evil.example)",
    "~~~html\n<b>",
    "# Sources\n\nTitle\n=====\n\nOther\n---",
    "> quoted\n\n    indented [a](http://evil.example)",
    "\x00\x1b[31m\u202etxt\ud800\ufffe",
    "`[a](http://evil.example)` and ``` ` ``",
    "www.evil.example",
    "{{ 7 * 7 }} HYPERLINK http://evil.example",
]


def hostile(words: str) -> Answer:
    """An answer that holds the same words wherever words of people, documents and models go."""
    citation = Citation(1, words, 7, 14, words, words, "supported", "model", words, (words,))
    model = ModelUsed(words, words, words)
    given = begun("a", words, "rag", NOW)
    return replace(
        given,
        standalone=f"{words} ",
        text=f"{words} [1]",
        citations=(citation,),
        model=model,
        unsupported=(words,),
        warnings=(words,),
    )


def text_of(document: bytes) -> str:
    opened = Document(io.BytesIO(document))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in opened.paragraphs), *cells])


def html_text(page: str) -> str:
    return LexborHTMLParser(page).body.text(separator=" ")


EXPORTS = [
    pytest.param(
        lambda *given: MarkdownIt("commonmark").enable("table").render(export_markdown(*given)), id="markdown"
    ),
    pytest.param(lambda *given: html_text(export_html(*given)), id="html"),
    pytest.param(lambda *given: text_of(export_docx(*given)), id="docx"),
]


@pytest.mark.parametrize("export", EXPORTS)
def test_an_export_says_everything_of_an_answer(export):
    said = " ".join(export("About records", [ANSWER], NOW).split())
    for words in (
        "About records",
        "Exported 2026-09-21 14:13 UTC",
        "How long are invoices kept?",
        "Ten years",
        "[1] handbook.pdf p. 14 · Records",
        "supports the sentence in part, found by the program",
        "No support found for: “Perhaps more.”",
        "Something to know.",
        "How long are invoices kept here?",
        "2026-09-21 14:12 UTC",
        "llama3.1:8b",
        "46e0c10c039e",
        "1,912 planned, 1,910 read by the model, 87 written, 4,096 in the window",
        "2.1 s to the first word, 5.0 s in all",
        "second",
    ):
        assert words in said, words
    assert re.search(r"Invoices are kept\s+for ten years\.", said)


@pytest.mark.parametrize("export", EXPORTS)
def test_an_answer_is_exported_in_the_language_of_its_question(export):
    german = replace(ANSWER, question="Wie lange werden die Rechnungen aufbewahrt?", ended_by="cancelled")
    said = " ".join(export("Belege", [german, ANSWER], NOW).split())
    for words in (
        "Exportiert am 2026-09-21 14:13 UTC",
        "[1] handbook.pdf S. 14 · Records",
        "belegt den Satz zum Teil, vom Programm gefunden",
        "Kein Beleg gefunden für: “Perhaps more.”",
        "Diese Antwort wurde angehalten, bevor sie vollständig war.",
        "1.912 geplant, 1.910 vom Modell gelesen",
        "Quellen",
        "supports the sentence in part, found by the program",
    ):
        assert words in said, words


def test_a_web_page_says_in_which_language_an_answer_is():
    german = replace(ANSWER, question="Wie lange werden die Rechnungen aufbewahrt?")
    tree = LexborHTMLParser(export_html("Belege", [german, ANSWER], NOW))
    assert [part.attributes["lang"] for part in tree.css("html, article")] == ["de", "de", "en"]


@pytest.mark.parametrize("export", EXPORTS)
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"refused": True}, "Not answered: no answer was found", id="refused"),
        pytest.param({"does_not_fit": True}, "Not sent: the question did not fit", id="does not fit"),
        pytest.param({"ended_by": "running"}, "This answer was still being written.", id="running"),
        pytest.param({"ended_by": "cancelled"}, "This answer was stopped before it was complete.", id="cancelled"),
        pytest.param({"ended_by": "broken"}, "This answer broke off before it was complete.", id="broken"),
        pytest.param({"ended_by": "length"}, "This answer ended where the room for it was used up.", id="length"),
    ],
)
def test_an_answer_that_is_none_or_half_a_one_is_said_to_be(export, changes, words):
    assert words in export("A chat", [replace(ANSWER, **changes)], NOW)


def test_an_erased_answer_says_only_that():
    entry = entry_of(without_documents(replace(ANSWER, refused=True), {7}))
    assert (entry.text, entry.states, entry.sources, entry.unsupported) == (ERASED, (), (), ())


def test_what_is_not_known_is_left_out():
    facts = dict(entry_of(interrupted(begun("a", "Who?", "quotes", 0.0))).facts)
    assert facts == {"Mode": "quotes", "Passages": "0"}


def test_the_same_quote_is_shown_once():
    citation = ANSWER.citations[0]
    twice = replace(ANSWER, citations=(citation, replace(citation, sentence="Another.")))
    assert len(entry_of(twice).sources) == 1


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_in_a_web_page_is_live(words):
    page = export_html(words, [hostile(words)], NOW)
    tree = LexborHTMLParser(page)
    assert tree.css("a, img, script, iframe, object, embed, form, link, base, svg, video, button, input") == []
    attributes = {name for node in tree.css("*") for name in node.attributes}
    assert attributes <= {"lang", "dir", "charset", "http-equiv", "content", "name", "class", "align", "style"}
    assert [node.tag for node in tree.css("head > *")] == ["meta", "meta", "meta", "title", "style"]
    assert "default-src 'none'" in tree.css_first("meta[http-equiv]").attributes["content"]
    assert len(tree.css("article > h3")) == 1
    page.encode()


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_in_markdown_is_live(words):
    written = export_markdown(words, [hostile(words), ANSWER], NOW)
    shown = LexborHTMLParser(MarkdownIt("commonmark", {"html": True}).enable("table").render(written))
    assert shown.css("a, img, script, iframe, form, b, style") == []
    assert [len(shown.css(name)) for name in ("h1", "h2", "h3")] == [1, 2, 0]
    assert "About" not in written
    assert not re.search(r"(?i)https?://|\bwww\.", written), "some programs make links of these"
    written.encode()


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_in_a_word_document_is_live(words):
    document = export_docx(words, [hostile(words)], NOW)
    with zipfile.ZipFile(io.BytesIO(document)) as parts:
        names = parts.namelist()
        relations = b"".join(parts.read(name) for name in names if name.endswith(".rels"))
        body = parts.read("word/document.xml")
    assert b"TargetMode" not in relations
    assert b"hyperlink" not in body.lower().replace(b"hyperlink http", b"")
    assert not re.search(rb"<w:(fldSimple|instrText|fldChar|altChunk|object|drawing|pict)\b", body)
    assert not [name for name in names if "vba" in name or "embeddings" in name]


@settings(deadline=None, max_examples=40)  # writing a Word document takes its time
@given(st.text())
def test_any_words_can_be_exported(words):
    answers = [hostile(words)]
    assert text_of(export_docx(words, answers, NOW))
    for written in (export_html(words, answers, NOW), export_markdown(words, answers, NOW)):
        assert written.encode()
    assert LexborHTMLParser(export_html(words, answers, NOW)).css("article > h2")


@settings(deadline=None)
@given(st.text(alphabet="[]()!<>\\:/a1\n #`~-=&;*_|."))
@example("># quoted\n- # in a list\n> underlined\n> ===")
def test_no_words_form_a_link_in_markdown(words):
    written = export_markdown(words, [hostile(words)], NOW)
    shown = LexborHTMLParser(MarkdownIt("commonmark", {"html": True}).enable("table").render(written))
    assert shown.css("a, img") == []
    assert len(shown.css("h1")) == len(shown.css("h2")) == 1


def test_a_word_document_keeps_lists_tables_and_emphasis():
    opened = Document(io.BytesIO(export_docx("A chat", [ANSWER], NOW)))
    texts = [paragraph.text for paragraph in opened.paragraphs]
    assert {"• first", "• second", "1. one", "2. two"} <= {*texts}
    assert [[cell.text for cell in row.cells] for row in opened.tables[0].rows] == [["a", "b"], ["c", "d"]]
    [bold] = [run for paragraph in opened.paragraphs for run in paragraph.runs if run.text == "Ten years"]
    assert bold.bold
    assert (opened.core_properties.title, opened.core_properties.author) == ("A chat", "")
    assert opened.core_properties.created.year == 2026


def test_a_word_document_turns_arabic_answers_and_leaves_the_others():
    arabic = replace(ANSWER, question="كم من الوقت تُحفظ الفواتير في الشركة؟")
    opened = Document(io.BytesIO(export_docx("A chat", [ANSWER, arabic], NOW)))
    elements = list(opened.element.body.iter(qn("w:p")))
    turned = [element.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is not None for element in elements]
    first = next(index for index, element in enumerate(elements) if "الفواتير" in "".join(element.itertext()))
    assert not any(turned[:first])
    assert all(turned[first:])
    assert all(run.font.rtl for paragraph in opened.paragraphs[-3:] for run in paragraph.runs)
    for element in elements[first:]:
        names = [child.tag for child in element.find(qn("w:pPr"))]
        later = {qn("w:spacing"), qn("w:ind"), qn("w:jc"), qn("w:rPr")}
        assert not later & {*names[: names.index(qn("w:bidi"))]}
