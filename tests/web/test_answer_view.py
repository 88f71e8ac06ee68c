from dataclasses import replace

import pytest

from app.answering.types import Answer, Citation, ModelUsed, Passage, Route, Timings, Tokens
from app.web.answer_view import facts_line, route_lines, view_data
from app.web.words import counted, plain

CITATION = Citation(1, "handbook.pdf", 7, 14, "Records", "Kept for ten years.", "supported", "model", "Ten years.")
ANSWER = Answer(
    id="a1",
    question="How long?",
    standalone="How long?",
    mode="rag",
    requested="rag",
    model=ModelUsed("ollama", "llama3.2:3b", "abc"),
    options={},
    text="Ten years.[1]",
    refused=False,
    does_not_fit=False,
    citations=(CITATION,),
    passages=(Passage(7, "handbook.pdf", "Kept for ten years.", 0, 19, ((14, 0),), "Records"),),
    tokens=Tokens(planned=1912, accepted=1912, window=8192),
    timings=Timings(first_token=2.1),
)


def data(answer=ANSWER, **chosen):
    return view_data(answer, "c1", **({"chosen": None, "last": True} | chosen))


def test_the_line_under_an_answer_says_what_it_took():
    assert facts_line(ANSWER) == "RAG · 1 passage · 1,912 of 8,192 tokens · 2.1 s to first word · llama3.2:3b"


def test_whole_documents_are_counted_as_documents():
    assert facts_line(replace(ANSWER, mode="long")).startswith("Long context · 1 document · ")


@pytest.mark.parametrize(
    ("spent", "saved", "line"),
    [
        (1912, 8000, "Auto: Why. 1,912 tokens read, 8,000 fewer than whole documents take."),
        (9000, -1000, "Auto: Why. 9,000 tokens read, 1,000 more than whole documents alone would have taken."),
        (1912, None, "Auto: Why. 1,912 tokens read."),
        (None, None, "Auto: Why."),
    ],
)
def test_auto_says_what_it_did_and_what_that_took(spent, saved, line):
    auto = replace(ANSWER, requested="auto", route=Route("Why.", spent, saved))
    assert facts_line(auto).startswith("Auto: RAG · ")
    assert data(auto)["warnings"][0] == line


def test_what_the_server_did_not_say_is_left_out():
    bare = replace(ANSWER, tokens=Tokens(), timings=Timings(), model=ModelUsed(), mode="quotes", scope=(1, 2))
    assert facts_line(bare) == "Quotes · 1 passage · from 2 documents"


def test_each_place_is_named_once_among_the_sources():
    twice = replace(ANSWER, citations=(CITATION, replace(CITATION, quote="Other."), replace(CITATION, page=15)))
    assert [(s["label"], s["citation"]) for s in data(twice)["sources"]] == [
        ("handbook.pdf p. 14", 0),
        ("handbook.pdf p. 15", 2),
    ]


def test_a_format_without_pages_names_its_section():
    html = replace(CITATION, document="intranet.html", page=2, place="Gates")
    shown = data(replace(ANSWER, citations=(html,)))
    assert shown["sources"][0]["label"] == "intranet.html · Gates"


@pytest.mark.parametrize(
    ("changes", "actions"),
    [
        pytest.param({}, ["long"], id="whole"),
        pytest.param(
            {"ended_by": "cancelled", "prompt": ({"role": "user", "content": "x"},)}, ["go_on", "again"], id="stopped"
        ),
        pytest.param({"ended_by": "broken", "text": ""}, ["again"], id="broken before the first word"),
        pytest.param({"refused": True}, ["again", "long"], id="refused"),
        pytest.param(
            {"refused": True, "held_back": True, "prompt": ({"role": "user", "content": "x"},)},
            ["go_on", "again", "long"],
            id="held back",
        ),
        pytest.param({"does_not_fit": True}, ["again", "quotes"], id="too long"),
        pytest.param(
            {"does_not_fit": True, "mode": "long"}, ["again", "passages", "quotes"], id="documents that are too long"
        ),
        pytest.param({"mode": "quotes"}, [], id="quotes"),
    ],
)
def test_what_can_be_done_with_an_answer(changes, actions):
    assert [action["name"] for action in data(replace(ANSWER, **changes))["actions"]] == actions
    assert data(replace(ANSWER, **changes), last=False)["actions"] == []


def test_all_around_an_answer_is_in_the_language_of_its_question():
    german = replace(ANSWER, question="Wie lange werden die Rechnungen aufbewahrt?", ended_by="cancelled", scope=(1, 2))
    assert facts_line(german) == (
        "RAG · 1 Stelle · aus 2 Dokumenten · 1.912 von 8.192 Token · 2,1 s bis zum ersten Wort · llama3.2:3b"
    )
    shown = data(german)
    assert (shown["language"], shown["state"]) == ("de", "Angehalten. Was kam, steht unten.")
    assert shown["labels"]["export"] == "exportieren"
    assert shown["sources"][0]["label"] == "handbook.pdf S. 14"
    assert [action["label"] for action in shown["actions"]] == ["noch einmal"]
    assert 'aria-label="Quelle 1: handbook.pdf, Seite 14"' in shown["html"]
    auto = replace(german, requested="auto", route=Route("Warum.", 1912, 8000))
    assert route_lines(auto) == ["Auto: Warum. 1.912 Token gelesen, 8.000 weniger als mit ganzen Dokumenten."]


@pytest.mark.parametrize(
    ("ending", "text", "state"),
    [
        ("stop", "Ten years.", ""),
        ("cancelled", "Ten", "Stopped. What came stands below."),
        ("cancelled", "", "Stopped before anything came."),
        ("broken", "Ten", "Broken off. What came stands below."),
        ("broken", "", "Broken off before anything came."),
        ("length", "Ten", "The room for the answer was used up."),
    ],
)
def test_an_answer_that_did_not_end_by_itself_says_so(ending, text, state):
    assert data(replace(ANSWER, ended_by=ending, text=text))["state"] == state


def test_a_marker_says_what_its_quote_is_worth():
    partly = replace(CITATION, verdict="partly", lacks=("ibuprofen",))
    [worth] = data(replace(ANSWER, citations=(partly,)))["worth"]
    assert worth.startswith("These words support a part of the sentence")
    assert worth.endswith("Not among them: ibuprofen.")


def test_a_label_cannot_be_live():
    assert plain("![x](http://a.example)") == r"\!\[x\]\(http\:\/\/a\.example\)"


def test_a_number_has_its_noun():
    assert [counted(1, "passage"), counted(1912, "token")] == ["1 passage", "1,912 tokens"]
