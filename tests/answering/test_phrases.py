from dataclasses import asdict
from string import Formatter

import pytest

from app.answering.cite import Cited
from app.answering.outcome import MOST_NAMED, looked_at, looked_first_line, nowhere, support_warnings, unread_lines
from app.answering.phrases import REFUSALS, phrases_for
from app.answering.types import Citation
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


def places(text):
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name)


@pytest.mark.parametrize("language", QUESTIONS)
def test_every_language_says_the_same_things(language):
    english, spoken = asdict(phrases_for(QUESTIONS["en"])), asdict(phrases_for(QUESTIONS[language]))
    assert {name: places(text) for name, text in spoken.items()} == {
        name: places(text) for name, text in english.items()
    }
    same = [name for name, text in spoken.items() if text == english[name]]
    assert same == (list(english) if language == "en" else [])


def test_each_language_has_its_own_refusal():
    assert sorted(REFUSALS) == sorted(phrases_for(question).refusal for question in QUESTIONS.values())


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
    assert looked_first_line(names, german).endswith("9.pdf und 2 weitere.")
    assert nowhere((), german) == ""
    assert nowhere(("E50",), german).endswith(": E50.")


def test_an_answer_without_support_is_warned_of_in_the_language_of_the_question():
    citation = Citation(1, "a.pdf", 1, 1, "", "Quote.", "unsupported", "program", "Satz.")
    cited = Cited("Satz.", (citation,), ("Satz.",), ("40",))
    assert support_warnings(cited, phrases_for(QUESTIONS["de"])) == (
        "Nichts in den Stellen stützt diese Antwort: Sie kann geraten sein.",
        "In keiner Stelle, also vom Modell gezählt, berechnet oder erfunden: 40.",
    )


def test_pages_that_were_not_read_are_told_in_the_language_of_the_question():
    scan = Document(1, "main", "plan.pdf", "", "", "", 0, "ready", "", "", 3, (2, 3), 1, "", 1)
    assert unread_lines([scan], 0, phrases_for(QUESTIONS["de"])) == (
        "plan.pdf: 2 von 3 Seiten haben keinen Text und wurden nicht gelesen.",
    )
    [line] = unread_lines([], 1200, phrases_for(QUESTIONS["zh"]))
    assert "1,200" in line
