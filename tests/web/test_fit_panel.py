from dataclasses import replace

from app.answering.fit import Fit, FitDocument
from app.llm.types import WindowMemory
from app.web.fit_panel import fit_html, fit_line, fit_rows, window_facts

FIT = Fit(
    documents=(
        FitDocument(1, "handbook.pdf", 15_000, fits=True),
        FitDocument(2, "scan.pdf", 0, fits=True, reason="It has no text."),
        FitDocument(3, "policy.docx", 3_000, fits=True),
    ),
    prompt=18_240,
    exact=True,
    answer=512,
    window=32_768,
    largest=32_768,
    trained=131_072,
    loaded=4096,
    memory=WindowMemory(4_000_000_000, 9_000_000_000),
    seconds=130.0,
    model="llama3.1:8b",
)


def test_the_line_says_how_much_is_read_and_about_how_long_that_takes():
    assert fit_line(FIT) == ("2 documents: 18,240 tokens of 32,768; reading them takes about 2 min 10 s the first time")


def test_a_time_that_was_never_measured_is_not_guessed():
    assert fit_line(replace(FIT, seconds=None, exact=False)) == "2 documents: about 18,240 tokens of 32,768"


def test_what_does_not_fit_says_so():
    big = FitDocument(4, "annex.pdf", 40_000, fits=False, reason="It has 40,000 tokens; 14,000 are left.")
    refused = replace(FIT, documents=(*FIT.documents, big), prompt=58_240, window=None)
    assert fit_line(refused) == "4 documents do not fit: at least 58,240 tokens, the largest window is 32,768"
    left_out = replace(refused, window=32_768, seconds=None)
    assert fit_line(left_out) == "2 documents, 1 left out: 18,240 tokens of 32,768"


def test_a_window_that_the_memory_cannot_hold_says_so():
    short = replace(FIT, memory=WindowMemory(16_000_000_000, 9_000_000_000))
    assert fit_line(short).endswith("the window takes more memory than is free")
    assert window_facts(short)["Memory"] == "16 GB for this window, 9.0 GB free"


def test_a_row_a_document_says_why_it_is_not_read():
    uncounted = FitDocument(5, "archive.pdf", None, fits=False, reason="It has at least 90,000 tokens; 0 are left.")
    rows = fit_rows(replace(FIT, documents=(*FIT.documents, uncounted)))
    assert [(row["Tokens"], row["Read"]) for row in rows] == [
        ("15,000", "whole"),
        ("0", "no"),
        ("3,000", "whole"),
        ("not counted", "no"),
    ]
    assert rows[1]["Why not"] == "It has no text."


def test_what_is_not_known_is_said():
    facts = window_facts(replace(FIT, memory=None, loaded=None, trained=None, window=None, exact=False))
    assert (facts["Memory"], facts["Window loaded now"]) == ("not known", "not loaded")
    assert facts["Window the model was trained for"] == "not told"


def test_names_are_words_and_never_live():
    live = FitDocument(6, "<img src=x>.pdf", 10, fits=True)
    assert "<img" not in fit_html(replace(FIT, documents=(live,)))
