from dataclasses import asdict, replace
from string import Formatter

import pytest

from app.answering.cite import Cited
from app.answering.fit import FitDocument, LongPlan
from app.answering.outcome import (
    MOST_NAMED,
    documents_do_not_fit,
    looked_at,
    looked_first_line,
    no_room,
    nowhere,
    support_warnings,
    turns_warnings,
    unread_lines,
    window_takes_too_much,
)
from app.answering.phrases import SPOKEN, phrases_for, phrases_in
from app.answering.plan import Plan
from app.answering.render import printable
from app.answering.types import Citation
from app.llm.types import Count, WindowMemory
from vectorstore.types import Document

QUESTIONS = {
    "en": "How long does the company keep the invoices?",
    "de": "Wie lange werden die Rechnungen im Archiv aufbewahrt?",
    "es": "¿Cuánto tiempo se guardan las facturas de la empresa?",
    "fr": "Combien de temps les factures sont-elles gardées dans les archives ?",
    "it": "Per quanto tempo vengono conservate le fatture della ditta?",
    "pt": "Durante quanto tempo são guardadas as faturas da empresa?",
    "nl": "Hoe lang worden de facturen van het bedrijf bewaard?",
    "ar": "كم من الوقت تُحفظ الفواتير في الشركة؟",
    "zh": "公司的发票要保存多长时间？",
}


ALIKE = {
    "fr": {"page.page", "page.sources", "page.one_passage", "page.passages", "page.one_document", "page.documents"}
    | {"export.mode", "export.passages", "export.tokens"},
    "nl": {"page.one_passage", "page.passages", "page.one_document", "export.model_name", "export.passages"}
    | {"export.tokens"},
    "pt": {"export.tokens"},
    "es": {"export.tokens"},
}
"""What is written as in English."""


def said(phrases):
    """Every phrase by its name; those of a group behind its name."""
    flat = {}
    for name, text in asdict(phrases).items():
        flat |= {f"{name}.{each}": words for each, words in text.items()} if isinstance(text, dict) else {name: text}
    return {name: text for name, text in flat.items() if name not in ("language", "thousands", "point")}


def places(text):
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name)


@pytest.mark.parametrize("language", QUESTIONS)
def test_every_language_says_the_same_things(language):
    english, spoken = said(phrases_for(QUESTIONS["en"])), said(phrases_for(QUESTIONS[language]))
    assert phrases_for(QUESTIONS[language]).language == language
    assert {name: places(text) for name, text in spoken.items()} == {
        name: places(text) for name, text in english.items()
    }
    same = {name for name, text in spoken.items() if text == english[name]}
    assert same == (english.keys() if language == "en" else ALIKE.get(language, set()))


def test_no_text_has_blanks_around_it_or_signs_that_steer():
    for language in SPOKEN:
        for name, text in said(phrases_in(language)).items():
            assert text == printable(text).strip(), f"{language}: {name}"


def test_each_language_has_its_own_refusal():
    assert sorted(SPOKEN) == sorted(QUESTIONS)
    assert len({phrases_in(language).refusal for language in SPOKEN}) == len(SPOKEN)


def test_a_language_that_is_not_spoken_here_is_answered_in_english():
    assert phrases_for("Jak dlouho se uchovávají faktury společnosti?") == phrases_for(QUESTIONS["en"])


def test_what_was_looked_at_is_said_in_the_language_of_the_question(as_passage):
    german = phrases_for(QUESTIONS["de"])
    one = [as_passage("Ein Satz.", name="a {b}.pdf")]
    assert looked_at("rag", one, german) == "Durchgesehen: 1 Stelle aus a {b}.pdf."
    assert looked_at("rag", one * 2, german) == "Durchgesehen: 2 Stellen aus a {b}.pdf."
    assert looked_at("long", one, german) == "Ganz gelesen: a {b}.pdf."
    assert looked_at("rag", [], german) == ""
    names = [f"{number}.pdf" for number in range(MOST_NAMED + 2)]
    assert looked_first_line(names, german).endswith("9.pdf und noch 2.")
    assert nowhere((), german) == ""
    assert nowhere(("E50",), german).endswith(": E50.")


def test_an_answer_without_support_is_warned_of_in_the_language_of_the_question():
    citation = Citation(1, "a.pdf", 1, 1, "", "Quote.", "unsupported", "program", "Satz.")
    cited = Cited("Satz.", (citation,), ("Satz.",), ("40",))
    assert support_warnings(cited, phrases_for(QUESTIONS["de"])) == (
        "Nichts in den Stellen stützt diese Antwort: Sie kann geraten sein.",
        "In keiner Stelle, also vom Modell gezählt, berechnet oder erfunden: 40.",
    )


def test_cells_that_an_answer_takes_for_others_are_named_once():
    first = Citation(1, "a.pdf", 1, 1, "", "| A | 1 | 2 |", "partly", "model", "A is 1.", instead="A · Week: 2")
    again = replace(first, marker=2)
    other = replace(first, instead="B · Week: 4")
    cited = Cited("A is 1.", (first, again, other), ())
    assert support_warnings(cited, phrases_for("What is it?")) == (
        "The table has something else there: A · Week: 2. [1]",
        "The table has something else there: B · Week: 4. [1]",
    )


def test_turns_that_had_no_room_are_told_in_the_language_of_the_question():
    german = phrases_for(QUESTIONS["de"])
    assert turns_warnings(0, german) == ()
    assert "die 3 ältesten Fragen" in turns_warnings(3, german)[0]


def test_pages_that_were_not_read_are_told_in_the_language_of_the_question():
    scan = Document(1, "main", "plan.pdf", "", "", "", 0, "ready", "", "", 3, (2, 3), 1, "", 1)
    assert unread_lines([scan], 0, phrases_for(QUESTIONS["de"])) == (
        "plan.pdf: Seiten ohne Text, daher nicht gelesen: 2 von 3.",
    )
    [line] = unread_lines([], 1200, phrases_for(QUESTIONS["zh"]))
    assert "1,200" in line


def test_what_does_not_fit_is_told_in_the_language_of_the_question():
    german = phrases_for(QUESTIONS["de"])
    assert "hat der Prompt 1.900 Token, 512 weitere" in no_room(1900, 512, 2048, german)
    assert "braucht neben dem Modell 2,0 GiB" in window_takes_too_much(8192, WindowMemory(2 << 30, 1 << 30), german)
    outside = tuple(FitDocument(number, f"{number}.pdf", 9, fits=False, reason="Lang.") for number in range(12))
    long = LongPlan(Plan((), (), Count(100, exact=True), None, 2048), outside)
    told = documents_do_not_fit(long, 512, german)
    assert "- 9.pdf: Lang.\n- und noch 2\n\n- Wählen Sie weniger Dokumente" in told


@pytest.mark.parametrize("language", SPOKEN)
def test_one_thing_and_several_have_phrases_of_their_own(language):
    phrases = phrases_in(language)
    labels = phrases.page
    one, several = (phrases.counted(labels.one_passage, labels.passages, number) for number in (1, 12))
    assert one != several
    assert "12" in several


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "1,912 2.1 9,000.0 a.b,c"), ("de", "1.912 2,1 9.000,0 a.b,c"), ("fr", "1\u202f912 2,1 9\u202f000,0 a.b,c")],
)
def test_numbers_are_written_as_the_language_does(language, written):
    assert phrases_in(language).fill("{a} {b} {c} {d}", a=1912, b=2.06, c=9000.0, d="a.b,c") == written
