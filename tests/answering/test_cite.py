import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.cite import cite
from app.answering.types import Passage

INVOICES = "Invoices are kept for ten years from the end of the year."
CONTRACTS = "Contracts are kept for seven years."
FEE = "The fee is 1,912.50 euros."
PASSAGES = (
    Passage(1, "handbook.pdf", f"{INVOICES} {CONTRACTS} Dogs are not allowed.", 0, 120, ((14, 0),), "Records"),
    Passage(2, "order.pdf", f"Maria Keller signed on 3 March 2024. {FEE}", 0, 70, ((1, 0), (2, 37)), ""),
)
MARKER = re.compile(r"\[(\d+)\]")


def found(text: str, question: str = "") -> list[tuple[int, str, str, str]]:
    citations = cite(text, PASSAGES, question).citations
    return [(citation.marker, citation.quote, citation.verdict, citation.by) for citation in citations]


def test_a_year_in_a_file_name_counts_for_its_sentences():
    passage = Passage(1, "security_policy_2026.docx", "USB sticks are blocked on all computers.", 0, 40, ((5, 0),), "")
    cited = cite("In 2026, USB sticks are blocked.[1]", [passage])
    assert [citation.verdict for citation in cited.citations] == ["supported"]


def test_beside_a_wrong_figure_stands_the_right_one_and_no_heading():
    text = "## 4 Deposit\n\nInterest is paid on the deposit.\nThe tenant pays a deposit of EUR 13,050."
    cited = cite("The deposit is EUR 3,050.[1]", [Passage(1, "lease.md", text, 0, len(text), ((1, 0),), "")])
    assert [citation.quote for citation in cited.citations] == ["The tenant pays a deposit of EUR 13,050."]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Invoices are kept for 10 years.[1]", id="after-the-stop"),
        pytest.param("Invoices are kept for 10 years [1].", id="before-the-stop"),
        pytest.param("[1] Invoices are kept for 10 years.", id="opening-the-line"),
        pytest.param("- [1] Invoices are kept for 10 years.", id="opening-a-list-item"),
        pytest.param("Invoices are kept for 10 years.\n[1]", id="on-its-own-line"),
        pytest.param("According to [1], invoices are kept for 10 years.", id="inside"),
        pytest.param("Invoices are kept for 10 years.[Passage 1]", id="with-the-word"),
        pytest.param("According to passage 1, invoices are kept for 10 years.", id="in-words"),
        pytest.param("Invoices are kept for 10 years.【1】", id="east-asian-brackets"),
        pytest.param("Invoices are kept for 10 years.[1, 9]", id="beside-one-that-points-nowhere"),
    ],
)
def test_a_marker_gets_the_sentence_that_supports_it(text):
    assert found(text) == [(1, INVOICES, "supported", "model")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(f"{INVOICES}[9]", f"{INVOICES}[1]", id="points-nowhere"),
        pytest.param(
            "Invoices are kept for ten years, that is [10].",
            "Invoices are kept for ten years, that is 10.[1]",
            id="a-figure-in-brackets",
        ),
        pytest.param(f"{INVOICES} [0]", f"{INVOICES}[1]", id="zero"),
        pytest.param(f"{INVOICES} [1] ", f"{INVOICES}[1]", id="space-before"),
        pytest.param("See passage 7 of the Bible.", "See passage 7 of the Bible.", id="a-passage-of-its-own"),
        pytest.param(f"{INVOICES}[1-99999999999]", f"{INVOICES}[1]", id="endless-range"),
        pytest.param(f"{INVOICES}[2]", f"{INVOICES}[1]", id="wrong-passage"),
        pytest.param("Peter owns a boat.[7]", "Peter owns a boat.", id="nothing-supports"),
        pytest.param("", "", id="empty"),
        pytest.param("[1]", "", id="only-a-marker"),
    ],
)
def test_the_text_keeps_only_markers_that_point_to_evidence(text, expected):
    assert cite(text, PASSAGES).text == expected


def test_a_quote_knows_its_section_inside_the_passage_and_takes_no_year_from_another():
    text = "The daily limit was 500 euros.\nThe daily limit was 300 euros."
    starts = (("Limits 2025", 0), ("Limits 2024", text.index("\n") + 1))
    passage = Passage(1, "travel.md", text, 0, len(text), ((1, 0),), "Limits 2025", place_starts=starts)
    [citation] = cite("In 2024 the daily limit was 300 euros.", [passage]).citations
    assert (citation.place, citation.verdict) == ("Limits 2024", "supported")
    assert {one.verdict for one in cite("In 2025 the daily limit was 300 euros.", [passage]).citations} != {"supported"}


def test_a_quote_knows_its_page_inside_the_passage():
    [citation] = cite(f"{FEE} [2]", PASSAGES).citations
    assert (citation.document, citation.document_id, citation.page, citation.quote) == ("order.pdf", 2, 2, FEE)


def test_a_sentence_without_a_marker_gets_the_best_passage_found_by_the_program():
    cited = cite("The fee is 1912.50 euros.", PASSAGES)
    assert [(item.marker, item.by) for item in cited.citations] == [(2, "program")]
    assert cited.text == "The fee is 1912.50 euros.[2]"


def test_a_marker_to_the_wrong_passage_gives_way_to_the_right_one():
    assert found(f"{FEE}[1]") == [(2, FEE, "supported", "program")]


def test_of_several_markers_those_that_support_nothing_are_dropped():
    assert found(f"{FEE}[1][2]") == [(2, FEE, "supported", "model")]


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("Peter owns a boat.", id="nothing-alike"),
        pytest.param("Invoices are kept for twelve years from the end of the year.", id="another-number"),
        pytest.param("Dogs are allowed.", id="the-opposite"),
        pytest.param("Maria Keller signed on 5 May 2021.", id="another-date"),
    ],
)
def test_a_sentence_that_the_passages_do_not_support_is_named(sentence):
    assert cite(sentence, PASSAGES).unsupported == (sentence,)


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        pytest.param("Each patient takes 0.125 mg of it.", "Each patient takes 125 mg of it.", id="dose"),
        pytest.param("Each patient takes 900mg of it.", "Each patient takes 500mg of it.", id="glued-unit"),
        pytest.param("Each patient takes 500 mcg of it.", "Each patient takes 500 mg of it.", id="unit"),
        pytest.param("The late fee is $500 a year.", "The late fee is EUR 500 a year.", id="currency"),
        pytest.param("The net result was 5.2 million.", "The net result was -5.2 million.", id="sign"),
        pytest.param("Deposits are at least 10% of it.", "Deposits are up to 10% of it.", id="bound"),
        pytest.param("It begins before 1 May 2026.", "It begins after 1 May 2026.", id="bound-of-a-date"),
        pytest.param("The desk opens at 9:30 pm.", "The desk opens at 9:30 am.", id="half-of-the-day"),
        pytest.param("Payment follows Clause 4.1.", "Payment follows Clause 4.10.", id="clause"),
        pytest.param("The hall takes guests (max. 60).", "The hall takes guests (max. 15).", id="in-brackets"),
        pytest.param("The late fee is EUR 500 a month.", "The late fee is EUR 500 a year.", id="of-a-month"),
        pytest.param(
            "The period is eighty days.", "The period is one hundred eighty days.", id="number-of-several-words"
        ),
    ],
)
def test_a_figure_that_says_something_else_supports_nothing(sentence, passage):
    assert cite(sentence, [Passage(1, "rules.pdf", passage, 0, len(passage), ((1, 0),), "")]).unsupported == (sentence,)


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        pytest.param("Each patient takes 500mg of it a day.", "Each patient takes 500 mg of it a day.", id="glued"),
        pytest.param("The late fee is €165 a day.", "The late fee is EUR 165 a day.", id="currency"),
        pytest.param("The desk always closes at 5 pm.", "The desk always closes at 17:00.", id="time"),
        pytest.param("Payment takes 10 000 euros at once.", "Payment takes 10,000 euros at once.", id="blank"),
        pytest.param("The net loss was 5.2 million.", "The net loss was (5.2 million).", id="loss"),
        pytest.param("Deposits are no more than 10%.", "Deposits are up to 10%.", id="bound"),
        pytest.param("Staff cannot carry over more than 5 days.", "Staff may carry over up to 5 days.", id="from-afar"),
    ],
)
def test_a_figure_that_is_written_otherwise_is_not_unsupported(sentence, passage):
    assert not cite(sentence, [Passage(1, "rules.pdf", passage, 0, len(passage), ((1, 0),), "")]).unsupported


def test_another_letter_is_another_thing():
    cited = cite(
        "Class B shares carry one vote.", [Passage(1, "a.md", "Class A shares carry one vote.", 0, 30, ((1, 0),), "")]
    )
    assert [(item.verdict, item.lacks) for item in cited.citations] == [("partly", ("B",))]


def test_an_unsupported_sentence_keeps_the_marker_that_the_model_wrote():
    cited = cite("Dogs are allowed.[1]", PASSAGES)
    assert cited.text == "Dogs are allowed.[1]"
    assert [item.verdict for item in cited.citations] == ["unsupported"]
    assert cited.unsupported == ("Dogs are allowed.",)


def test_each_marker_in_a_sentence_stands_for_the_words_before_it():
    assert found("Invoices are kept for ten years [1] and contracts are kept for seven years [1].") == [
        (1, INVOICES, "supported", "model"),
        (1, CONTRACTS, "supported", "model"),
    ]


def test_quotes_that_support_a_sentence_only_together_do_so():
    text = "Contracts are kept for seven years and Maria Keller signed on 3 March 2024.[1][2]"
    assert [verdict for _, _, verdict, _ in found(text)] == ["supported", "supported"]


def test_a_sentence_with_two_facts_gets_a_quote_for_each():
    text = "Contracts are kept for 7 years, and Maria Keller signed on 3 March 2024."
    cited = cite(text, PASSAGES)
    assert [(citation.marker, citation.verdict) for citation in cited.citations] == [(2, "supported"), (1, "supported")]
    assert cited.text == f"{text}[2][1]"


def test_no_quote_is_added_where_one_is_enough():
    [citation] = cite("Contracts are kept for seven years, and signed by hand.", PASSAGES).citations
    assert (citation.quote, citation.verdict) == (CONTRACTS, "supported")


def test_no_quote_is_added_where_the_rest_stands_nowhere():
    [citation] = cite("Contracts are kept for 7 years, and Peter owns a boat.", PASSAGES).citations
    assert (citation.quote, citation.verdict) == (CONTRACTS, "partly")


POLICIES = [
    Passage(number, f"policy-{year}.pdf", text, 0, len(text), ((1, 0),), "")
    for number, (year, text) in enumerate(
        [
            (2024, "Passwords have at least 12 characters. They are changed every 180 days."),
            (2026, "Passwords have at least 14 characters. They are changed when needed."),
        ],
        1,
    )
]


def test_a_sentence_about_two_versions_gets_the_quote_of_each():
    cited = cite("The least length of passwords changed from 12 characters in 2024 to 14 in 2026.[1]", POLICIES)
    assert [(item.marker, item.verdict) for item in cited.citations] == [(1, "supported"), (2, "supported")]


def test_a_figure_of_one_version_is_not_supported_by_the_year_of_another():
    texts = (
        "# Passwords (2024)\n\nPasswords have at least 12 characters.",
        "# Passwords (2026)\n\nAsk the desk for help.",
    )
    policies = [
        Passage(number, f"policy-{year}.md", text, 0, len(text), ((1, 0),), "")
        for number, (year, text) in enumerate(zip((2024, 2026), texts, strict=True), 1)
    ]
    cited = cite("In the passwords policy of 2026, they have at least 12 characters.", policies)
    assert "supported" not in {item.verdict for item in cited.citations}


def test_a_sentence_that_takes_one_version_for_the_other_is_supported_in_part_only():
    cited = cite("The least length of passwords changed from 14 characters in 2024 to 12 in 2026.", POLICIES)
    assert {item.verdict for item in cited.citations} == {"partly"}


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Revenue decreased by 5% in 2024.", "Revenue increased by 5% in 2024."),
        ("The tenant pays for repairs of the roof.", "The landlord pays for repairs of the roof."),
        (
            "Profit was 12 million in 2024 and 10 million in 2023.",
            "Profit was 10 million in 2024 and 12 million in 2023.",
        ),
        (
            "The profit in 2024 was 12 million.",
            "The profit in 2024 and 2023 was 10 million and 12 million.",
        ),
        (
            "The penalty for a delay is at most 5 % of the price.",
            "The penalty for a delay is 5 % of the price a week, but at most 20 % of it.",
        ),
    ],
)
def test_a_quote_that_says_the_opposite_or_has_the_years_exchanged_supports_in_part_at_most(sentence, text):
    passage = Passage(1, "report.pdf", text, 0, len(text), ((1, 0),), "")
    assert {citation.verdict for citation in cite(sentence, [passage]).citations} <= {"partly"}
    assert {citation.verdict for citation in cite(text, [passage]).citations} == {"supported"}


def test_a_quote_that_denies_a_sentence_comes_before_one_that_has_less_of_it():
    text = "Dogs are not allowed in the office. The office is open to visitors."
    cited = cite("Dogs are allowed in the office.[1]", [Passage(1, "a.pdf", text, 0, len(text), ((1, 0),), "")])
    assert [(item.quote, item.verdict) for item in cited.citations] == [
        ("Dogs are not allowed in the office.", "unsupported")
    ]
    assert cited.unsupported == ("Dogs are allowed in the office.",)


def test_a_number_from_another_place_of_the_same_sentence_supports_in_part_only():
    text = "The workshop has 40 benches, and staff get 25 days of leave."
    [citation] = cite("Staff get 40 days of leave.", [Passage(1, "a.pdf", text, 0, len(text), ((1, 0),), "")]).citations
    assert citation.verdict == "partly"


@pytest.mark.parametrize(
    ("text", "question", "expected"),
    [
        pytest.param("Contracts are kept for 7 years.", "", (), id="in-words-in-the-passage"),
        pytest.param("Contracts are kept for 8 years.", "", ("8",), id="nowhere"),
        pytest.param("The fee is 1,912.50 euros for 3 pumps.", "What do 3 pumps cost?", (), id="from-the-question"),
        pytest.param("1. Contracts are kept.\n2) Dogs are not allowed.", "", (), id="numbers-of-a-list"),
        pytest.param("She signed on 3 March 2025.", "", ("3 March 2025",), id="another-date"),
        pytest.param("Contracts are kept for seven years.[1]", "", (), id="a-marker"),
    ],
)
def test_numbers_that_stand_nowhere_are_named(text, question, expected):
    assert cite(text, PASSAGES, question).numbers == expected


def test_a_bare_yes_is_cited_but_never_more_than_partly():
    [(marker, quote, verdict, by)] = found("Yes.", "Are invoices kept for ten years?")
    assert (marker, quote, verdict, by) == (1, INVOICES, "partly", "program")


@pytest.mark.parametrize("line", ["## Records", "What else?", "The rules are:", "---", "| --- | --- |"])
def test_lines_that_claim_nothing_need_no_support(line):
    assert cite(line, PASSAGES).unsupported == ()


def test_bracketed_numbers_of_a_document_are_no_citations_of_ours():
    passage = Passage(3, "paper.pdf", "Rice grows in water [2]. Wheat does not [1].", 0, 44, ((1, 0),), "")
    [citation] = cite("Rice grows in water. [1]", (passage,)).citations
    assert (citation.marker, citation.quote) == (1, "Rice grows in water [2].")


@pytest.mark.parametrize(
    "text",
    [
        "Smith v Jones [2020] EWCA Civ 12 decides the point.",
        "Normal potassium is [3-5] mmol/L.",
        "The buffer is kept at [2–8] °C.",
    ],
)
def test_years_and_ranges_in_brackets_are_no_markers(text):
    assert cite(text, PASSAGES).text == text


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (
            "Invoices are kept for ten years [1], but dogs may sleep in every meeting room.",
            "but dogs may sleep in every meeting room.",
        ),
        (
            "Invoices are kept for ten years [1] and burnt on a boat [2], which everybody likes to watch.",
            "which everybody likes to watch.",
        ),
    ],
)
def test_what_a_sentence_says_after_its_last_marker_needs_support_of_its_own(text, rest):
    assert rest in cite(text, PASSAGES).unsupported


def test_a_sentence_that_opens_with_its_source_is_judged_as_a_whole():
    cited = cite("According to [1], invoices are kept for ten years.", PASSAGES)
    assert (len(cited.citations), cited.unsupported) == (1, ())


PIECES = st.sampled_from(
    [
        INVOICES,
        FEE,
        "Peter owns a boat.",
        "[1]",
        "[2]",
        "[3]",
        "[0]",
        "[1, 2]",
        "[2-7]",
        "[[9]1]",
        "[",
        "]",
        "\n",
        "- ",
        " ",
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_text_and_citations_name_the_same_passages_and_no_others(text):
    cited = cite(text, PASSAGES)
    shown = {int(number) for number in MARKER.findall(cited.text)}
    assert shown == {citation.marker for citation in cited.citations} <= {1, 2}
    for citation in cited.citations:
        assert citation.quote in PASSAGES[citation.marker - 1].text


@given(st.text(alphabet="ab[]【】123,;-–& \n.", max_size=40))
def test_markers_that_point_nowhere_never_stay(text):
    assert {int(number) for number in MARKER.findall(cite(text, PASSAGES).text)} <= {1, 2}


@given(st.text(max_size=80))
def test_citing_an_answer_again_changes_nothing_of_its_text(text):
    once = cite(text, PASSAGES).text
    assert cite(once, PASSAGES).text == once


def test_one_sentence_among_thousands_is_found():
    text = " ".join(f"Pump {number} is tested every week by the field team." for number in range(2000))
    text = f"{text} Contracts are kept for seven years. {text}"
    book = (Passage(1, "handbook.pdf", text, 0, len(text), ((1, 0),), ""),)
    for claim in ("Contracts are kept for 7 years.[1]", "Contracts are kept for seven years."):
        [citation] = cite(claim, book).citations
        assert (citation.quote, citation.verdict) == (CONTRACTS, "supported")
    assert cite("Pump 1977 is tested every week.", book).citations[0].quote.startswith("Pump 1977 ")


GERMAN = (
    "Die Mitarbeiter der Werkstatt erhalten nach fünf Jahren 27 Tage Urlaub. Hunde sind in der Werkstatt nicht erlaubt."
)
SPANISH = (
    "Los empleados del taller reciben 27 días de vacaciones después de cinco años. No se admiten perros en el taller."
)


@pytest.mark.parametrize(
    ("text", "sentence", "verdict"),
    [
        (GERMAN, "Nach fünf Jahren erhält ein Mitarbeiter der Werkstatt 27 Tage Urlaub.", "supported"),
        (GERMAN, "In der Werkstatt sind Hunde erlaubt.", "unsupported"),
        (SPANISH, "Después de cinco años, el empleado recibe 27 días de vacaciones.", "supported"),
        (SPANISH, "Los perros se admiten en el taller.", "unsupported"),
    ],
)
def test_a_sentence_is_read_in_the_language_of_the_passages(text: str, sentence: str, verdict: str):
    [citation, *_] = cite(f"{sentence}[1]", [Passage(1, "a.pdf", text, 0, len(text), ((1, 0),), "")]).citations
    assert citation.verdict == verdict


@pytest.mark.parametrize(
    ("text", "shown", "markers"),
    [
        ("It is so (passages 1 and 2).", "It is so (passages[1][2]).", [1, 2]),
        ("Maria Keller signed [Passage 1, Passage 2].", "Maria Keller signed[2].", [2]),
        ("According to passage 2, Maria Keller signed.", "According to passage[2], Maria Keller signed.", [2]),
        ("See passage 1.2 of it.", "See passage 1.2 of it.", []),
        ("It holds since its passage 2 years ago.", "It holds since its passage 2 years ago.", []),
        ("It is a passage 2 m wide.", "It is a passage 2 m wide.", []),
        ("1. Read the passage\n2. Answer it", "1. Read the passage\n2. Answer it", []),
    ],
)
def test_passage_numbers_in_words_are_markers(text, shown, markers):
    cited = cite(text, PASSAGES)
    by_model = [citation.marker for citation in cited.citations if citation.by == "model"]
    assert (cited.text, by_model) == (shown, markers)


def test_words_that_name_a_passage_are_no_claim():
    assert [verdict for *_, verdict, _ in found("According to passage 1, contracts are kept for 7 years.")] == [
        "supported"
    ]


def test_what_a_yes_lacks_is_not_what_the_question_says():
    assert [citation.lacks for citation in cite("Yes.[1]", PASSAGES, "Is the fee 50 euros in Berlin?").citations] == [
        ()
    ]


def test_a_first_word_with_a_capital_is_not_named_as_lacking():
    assert cite("Note that Dogs are not allowed in 2020 and in 2020.[1]", PASSAGES).citations[0].lacks == ("2020",)


def test_who_does_it_to_whom_the_other_way_round_leaves_a_part():
    text = "The agent pays the deposit back to the tenant within 30 days."
    passage = Passage(1, "lease.pdf", text, 0, len(text), ((1, 0),), "")
    exchanged = cite("The tenant pays the deposit back to the agent within 30 days.[1]", [passage])
    assert [citation.verdict for citation in exchanged.citations] == ["partly"]
    assert [citation.verdict for citation in cite(f"{text}[1]", [passage]).citations] == ["supported"]


def test_an_uncommon_word_that_no_passage_has_leaves_a_part_and_is_named():
    text = "Adults take 400 mg of paracetamol every six hours, with water and after a meal."
    passage = Passage(1, "leaflet.pdf", text, 0, len(text), ((1, 0),), "")
    claim = "Adults take 400 mg of ibuprofen every six hours, with water and after a meal."
    wrong, right = (cite(f"{said}[1]", [passage]).citations[0] for said in (claim, text))
    assert (wrong.verdict, wrong.lacks) == ("partly", ("ibuprofen",))
    assert (right.verdict, right.lacks) == ("supported", ())


def test_a_part_of_a_sentence_is_judged_by_its_own_uncommon_words():
    text = "Adults take paracetamol with water after meals."
    passage = Passage(1, "leaflet.pdf", text, 0, len(text), ((1, 0),), "")
    said = "Adults take paracetamol with water after meals [1], children take ibuprofen with milk before sleep [1]."
    first, second = cite(said, [passage]).citations
    assert (first.lacks, second.lacks) == ((), ("ibuprofen",))


def test_what_the_question_says_is_no_word_of_the_models_own():
    text = "Adults take 400 mg every six hours, with water and after a meal."
    passage = Passage(1, "leaflet.pdf", text, 0, len(text), ((1, 0),), "")
    claim = "Adults take 400 mg of ibuprofen every six hours, with water and after a meal.[1]"
    assert cite(claim, [passage], "How much ibuprofen do adults take?").citations[0].lacks == ()


def test_figures_and_names_that_a_quote_lacks_are_named():
    cited = cite("Maria Keller and Peter Stein signed in 2024.[2]", PASSAGES).citations
    assert [(citation.verdict, citation.lacks) for citation in cited] == [("partly", ("Peter", "Stein"))]


HIRE = """| Item | A day | A week |
| Generator, 110 kVA | EUR 220 | EUR 940 |
| Temporary pump, with 50 m of hose | EUR 165 | EUR 690 |"""


@pytest.mark.parametrize(
    ("text", "verdict", "instead"),
    [
        pytest.param("The temporary pump with 50 m of hose costs EUR 690 a week.", "supported", "", id="right"),
        pytest.param(
            "The temporary pump costs EUR 690 a day.",
            "partly",
            "Temporary pump, with 50 m of hose · A day: EUR 165",
            id="another-column",
        ),
        pytest.param(
            "The generator costs EUR 690 a week.", "partly", "Generator, 110 kVA · A week: EUR 940", id="another-row"
        ),
    ],
)
def test_a_row_of_a_table_supports_what_its_cells_say(text, verdict, instead):
    passage = Passage(1, "prices.pdf", HIRE, 0, len(HIRE), ((1, 0),), "")
    [citation] = cite(text, [passage]).citations
    assert (citation.verdict, citation.lacks, citation.instead) == (verdict, (), instead)
    assert citation.shown == "Temporary pump, with 50 m of hose · A day: EUR 165 · A week: EUR 690"
