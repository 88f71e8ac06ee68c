"""A comparison as files: enough to replay, nothing live, read back as it was written."""

import json
import re
from dataclasses import replace

import pytest

from app.answering.types import ModelUsed, Route, Tokens
from app.evaluation.columns import column_facts, column_tables, column_titles, column_way, known_before, overlap_words
from app.evaluation.comparison import Column, ComparisonPlan, begin_comparison, run_comparison
from app.evaluation.exported import UnreadableRecord, read_recorded, record_comparison, recorded_json
from app.evaluation.exported_page import facts_table, recorded_html
from app.evaluation.terminal import comparison_text

NOW = 1_790_000_000.0
HOSTILE = "![x](http://evil.example/a.png) <img src=http://evil.example/b onerror=alert(1)> <script>alert(2)</script>"


@pytest.fixture(scope="module")
def comparison(shared_room):
    plan = ComparisonPlan("How long are invoices kept?", (Column("rag"), Column("quotes")), warm=True)
    return run_comparison(shared_room, begin_comparison(shared_room, plan))


@pytest.fixture(scope="module")
def recorded(shared_room, comparison):
    return record_comparison(shared_room, comparison, NOW)


def test_a_record_is_read_back_as_it_was_written(recorded):
    assert read_recorded(recorded_json(recorded)) == recorded


def test_a_record_says_what_is_needed_to_replay_it(recorded, shared_room):
    document = json.loads(recorded_json(recorded))
    around = document["surroundings"]
    assert around["settings"]["windows"] == list(shared_room.settings.windows)
    assert around["machine"]["cores"] > 0
    assert around["server"] == "built-in stand-in"
    assert {paper["sha256"] for paper in around["papers"]} <= {document.sha256 for document in shared_room.documents()}
    answer = document["answers"][0]
    assert (answer["model"]["digest"], answer["options"]["seed"]) == ("fake", 0)
    assert "How long are invoices kept?" in answer["prompt"][-1]["content"]
    assert (document["agreement"], document["kind"]) == ("one says more", "comparison")
    assert str(shared_room.settings.data) not in recorded_json(recorded)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("no json", "damaged", id="no json"),
        pytest.param("[]", "no recorded comparison", id="something else"),
        pytest.param('{"kind": "comparison", "format": 99}', "Another version", id="newer"),
        pytest.param('{"kind": "comparison", "format": 1}', "damaged", id="half"),
    ],
)
def test_what_is_no_record_is_refused(text, reason):
    with pytest.raises(UnreadableRecord, match=reason):
        read_recorded(text)


def hostile(recorded):
    comparison = recorded.comparison
    first, second = comparison.answers
    citation = replace(first.citations[0], document=HOSTILE, quote=HOSTILE, place=HOSTILE)
    first = replace(
        first, question=HOSTILE, text=HOSTILE, citations=(citation,), warnings=(HOSTILE,), unsupported=(HOSTILE,),
        model=ModelUsed("ollama", HOSTILE, HOSTILE),
    )  # fmt: skip
    strips = tuple(replace(strip, document=HOSTILE) for strip in recorded.strips[0])
    plan = replace(comparison.plan, question=HOSTILE)
    return replace(
        recorded,
        comparison=replace(comparison, plan=plan, answers=(first, second)),
        strips=(strips, *recorded.strips[1:]),
    )


def test_nothing_is_live_in_the_page(recorded):
    page = recorded_html(hostile(recorded))
    assert not re.search(r"<(?:img|script|iframe|object|a|link)\b", page)
    assert not re.search(r"<[^>]*\son\w+=", re.sub(r'"[^"]*"', "", page))
    assert "default-src 'none'" in page


def test_the_page_names_what_it_was_made_with(recorded):
    page = recorded_html(recorded)
    for words in (
        "One says more",
        "RAG",
        "Quotes",
        "built-in stand-in",
        "2026-09-21",
        "The exact prompt of RAG",
        "sha256",
        "seed",
    ):
        assert words in page
    assert page.count('class="strip-bar"') == sum(map(len, recorded.strips))


def test_the_terminal_shows_the_columns_and_what_they_share(comparison):
    text = comparison_text(comparison)
    assert re.search(r"── RAG ──.*── Quotes ──.*\nOne says more\. ", text, re.DOTALL)
    assert "tokens planned" in text


def test_a_count_that_is_not_as_planned_is_marked(comparison):
    answer = replace(comparison.answers[0], tokens=Tokens(planned=100, accepted=101, window=4096))
    facts = {fact.name: fact for fact in column_facts(answer)}
    assert facts["tokens accepted"].alarming
    assert not facts["tokens planned"].alarming
    assert "not as planned" in facts_table(column_facts(answer))
    assert "alarming" not in facts_table(column_facts(comparison.answers[0]))


def test_what_nobody_said_is_a_dash(comparison):
    facts = {fact.name: fact.first for fact in column_facts(comparison.answers[1])}
    assert facts["tokens accepted"] == facts["window used"] == facts["reading"] == "–"


def test_a_column_that_reads_what_the_one_before_it_read_says_so(comparison):
    first = comparison.answers[0]
    same = replace(comparison, answers=(first, first))
    assert known_before(same) == [False, True]
    assert known_before(replace(same, answers=(first, replace(first, mode="long")))) == [False, False]
    assert known_before(replace(same, answers=(first, replace(first, model=ModelUsed("ollama", "other", "x"))))) == [
        False,
        False,
    ]
    tables = [{fact.name: fact.first for fact in facts} for facts in column_tables(same)]
    assert [table["text read"] for table in tables] == ["now", "before"]
    assert tables[1]["reading"] == "–"


def test_first_and_again_stand_apart(comparison):
    facts = column_facts(comparison.answers[0], comparison.warm[0])
    assert all(fact.again for fact in facts)
    assert "again" in facts_table(facts)


def test_columns_are_named_by_what_tells_them_apart(comparison):
    assert column_titles(comparison) == ["RAG", "Quotes"]
    first = comparison.answers[0]
    other = replace(first, model=ModelUsed("ollama", "llama3.2:3b", "x"))
    plan = replace(comparison.plan, columns=(Column("rag"), Column("rag", "llama3.2:3b")))
    assert column_titles(replace(comparison, plan=plan, answers=(first, other))) == ["fake", "llama3.2:3b"]
    plan = replace(plan, columns=(Column("rag"), Column("long", "llama3.2:3b")))
    mixed = replace(comparison, plan=plan, answers=(first, other))
    assert column_titles(mixed) == ["RAG · fake", "Long context · llama3.2:3b"]


def test_auto_says_where_it_went_and_what_it_saved(comparison):
    answer = replace(comparison.answers[0], requested="auto", route=Route("The passages answer.", 500, 1500))
    assert column_way(answer) == ("The passages answer. 500 tokens read, 1,500 fewer than whole documents take.")
    assert "200 more" in column_way(replace(answer, route=Route("Escalated.", 2200, -200)))


def test_overlap_in_words(comparison):
    overlap = comparison.page_overlap.cited
    assert overlap_words(overlap, ["RAG", "Quotes"], "cited").startswith("1 of 3 pages cited are shared (33 %)")
    assert overlap_words(replace(overlap, pages=((), ())), ["RAG", "Quotes"], "cited") == "No page was cited."
