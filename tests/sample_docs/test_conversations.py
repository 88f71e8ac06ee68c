"""The sample conversations: each answer stands on the pages named, each false premise is one."""

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from ingest.parse import MEDIA_TYPES, parse_file

SAMPLES = Path(__file__).parents[2] / "sample_docs"
LINES = (SAMPLES / "conversations.jsonl").read_text(encoding="utf-8").splitlines()
CONVERSATIONS = [json.loads(line) for line in LINES]
TURNS = [turn for conversation in CONVERSATIONS for turn in conversation["turns"]]
KINDS = {"first", "follow-up", "topic-change", "false-premise"}


def spaced(text):
    return " ".join(text.replace("-", " ").split()).casefold()


@cache
def read_pages(name):
    document = parse_file(SAMPLES / name, MEDIA_TYPES[Path(name).suffix], name)
    return [" ".join(page.text.split()) for page in document.pages]


@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: turn["standalone"])
def test_each_answer_stands_on_each_page_named_and_in_the_written_answer(turn):
    assert turn["pages"]
    for number in turn["pages"]:
        page = read_pages(turn["document"])[number - 1]
        assert [words for words in turn["answers"] if words not in page] == []
    assert [words for words in turn["answers"] if words not in turn["answer"]] == []


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda conversation: conversation["id"])
def test_each_conversation_begins_with_a_question_that_stands_alone(conversation):
    first, *rest = conversation["turns"]
    assert first["kind"] in {"first", "false-premise"}
    assert all(turn["kind"] in KINDS - {"first"} for turn in rest)
    assert all(turn["standalone"] == turn["question"] for turn in conversation["turns"] if turn["kind"] == "first")


def test_there_are_enough_of_each_kind():
    kinds = [{turn["kind"] for turn in conversation["turns"]} for conversation in CONVERSATIONS]
    assert len({conversation["id"] for conversation in CONVERSATIONS}) == len(CONVERSATIONS) >= 30
    assert sum(kind == {"first", "follow-up"} for kind in kinds) >= 15
    assert sum("topic-change" in kind for kind in kinds) >= 8
    assert Counter(turn["kind"] for turn in TURNS)["false-premise"] >= 7


def test_a_change_of_topic_leads_to_another_page():
    for conversation in CONVERSATIONS:
        for before, turn in zip(conversation["turns"], conversation["turns"][1:], strict=False):
            if turn["kind"] == "topic-change":
                assert (before["document"], before["pages"]) != (turn["document"], turn["pages"])


def test_a_false_premise_is_in_the_question_and_what_is_true_is_on_the_page():
    for turn in TURNS:
        assert ("premise" in turn) == (turn["kind"] == "false-premise")
        if "premise" in turn:
            wrong, true = spaced(turn["premise"]["wrong"]), spaced(turn["premise"]["true"])
            pages = [spaced(read_pages(turn["document"])[number - 1]) for number in turn["pages"]]
            assert wrong in spaced(turn["question"])
            assert all(true in page for page in pages)
            assert wrong not in spaced(turn["answer"])
