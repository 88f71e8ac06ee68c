import sys
import types

import pytest
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, TextNode

from app.answering.rerank import RERANKED, rerank_further
from app.assistant import build_assistant
from app.cli import main
from app.doctor import examine
from app.rerankers.choose import make_reranker
from app.rerankers.errors import RerankerUnavailable
from app.settings import load_settings


class ShortestFirst(BaseNodePostprocessor):
    """Scores by the text's length, as no bounded scale would."""

    def _postprocess_nodes(self, nodes, query_bundle=None):
        scored = [NodeWithScore(node=node.node, score=3.0 - len(node.text)) for node in nodes]
        return sorted(scored, key=lambda node: -node.score)


class Turned(BaseNodePostprocessor):
    """Moves passages and leaves their scores alone."""

    def _postprocess_nodes(self, nodes, query_bundle=None):
        return nodes[::-1]


class OnlyWithQuestion(BaseNodePostprocessor):
    """Keeps the passages in which the question stands."""

    def _postprocess_nodes(self, nodes, query_bundle=None):
        return [node for node in nodes if query_bundle.query_str in node.text]


class NeedsAnArgument(ShortestFirst):
    top: int


class Fails(BaseNodePostprocessor):
    def _postprocess_nodes(self, nodes, query_bundle=None):
        raise ConnectionError("no server")


class Invents(BaseNodePostprocessor):
    def _postprocess_nodes(self, nodes, query_bundle=None):
        return [NodeWithScore(node=TextNode(text="made up"), score=1.0)]


def make_one():
    return ShortestFirst()


@pytest.fixture(autouse=True)
def owners_package(monkeypatch):
    """A package beside Muniment: `owners.rerank`."""
    module = types.ModuleType("owners.rerank")
    for kind in (ShortestFirst, Turned, OnlyWithQuestion, NeedsAnArgument, Fails, Invents):
        setattr(module, kind.__name__, kind)
    module.make = make_one
    module.other = dict
    module.number = 3
    monkeypatch.setitem(sys.modules, "owners", types.ModuleType("owners"))
    monkeypatch.setitem(sys.modules, "owners.rerank", module)


def texts(candidates):
    return [candidate.stored.chunk.text for candidate in candidates]


@pytest.mark.parametrize("name", ["ShortestFirst", "make"])
def test_its_order_counts_and_scores_come_to_0_to_1(shelf, name):
    found = shelf.candidates((1, 1), (1, 0), (2, 0))
    reranked = make_reranker(f"owners.rerank:{name}")("how long?", found)
    assert texts(reranked) == sorted(texts(found), key=len)
    scores = [item.score for item in reranked]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_scores_that_lie_in_0_to_1_stay_but_none_is_above_one_before_it(shelf):
    found = shelf.candidates((1, 1), (1, 0), (2, 0))
    reranked = make_reranker("owners.rerank:Turned")("how long?", found)
    assert texts(reranked) == texts(found)[::-1]
    assert [item.score for item in reranked] == [found[-1].score] * 3


def test_what_it_leaves_out_is_left_out_and_nothing_unread_comes_instead(shelf):
    found = shelf.candidates((1, 1), (1, 0), (2, 0))
    reranker = make_reranker("owners.rerank:OnlyWithQuestion")
    assert texts(rerank_further(reranker, "Dogs", found, shelf.candidates((1, 3)))) == [texts(found)[2]]
    assert reranker("Dogs", []) == []


def test_what_it_does_not_read_comes_after_with_no_higher_score(shelf):
    found, rest = shelf.candidates((1, 1), (1, 0)), shelf.candidates((2, 0))
    best = list(rerank_further(make_reranker("owners.rerank:ShortestFirst"), "how long?", found, rest))
    assert texts(best)[2:] == texts(rest)
    assert best[2].score <= best[1].score


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (
            "owners.absent:Name",
            r"'owners\.absent:Name': it cannot be imported: ModuleNotFoundError.*Install its package",
        ),
        ("owners.rerank:Absent", "it cannot be imported: AttributeError.*or correct it"),
        ("owners.rerank:number", "that is a int. Name a subclass of LlamaIndex's BaseNodePostprocessor"),
        ("owners.rerank:other", "it gives a dict. Name a subclass"),
        ("owners.rerank:NeedsAnArgument", "it cannot be made: ValidationError.*without arguments"),
    ],
)
def test_what_cannot_be_had_is_told_with_the_setting_and_what_to_do(path, says):
    with pytest.raises(RerankerUnavailable, match=f"(?s)setting `reranker`.*{says}"):
        make_reranker(path)


@pytest.mark.parametrize(
    ("name", "says"),
    [("Fails", "it failed with ConnectionError: no server."), ("Invents", "it failed with ValueError")],
)
def test_a_failure_at_work_is_told_too(shelf, name, says):
    with pytest.raises(RerankerUnavailable, match=f"{says}.*leave the setting empty"):
        make_reranker(f"owners.rerank:{name}")("how long?", shelf.candidates((1, 0)))


@pytest.mark.long
def test_a_room_reranks_with_it_and_doctor_names_it(room_environment, papers, monkeypatch):
    monkeypatch.setenv("MUNIMENT_RERANKER", "owners.rerank:ShortestFirst")
    assistant = build_assistant(load_settings())
    try:
        assistant.intake.start()
        assistant.intake.ingest([papers], "main", lambda _: None)
        found = assistant.search("where do invoices lie", 10)
        assert found[-1].document == "invoices.txt"  # the longest, and without a reranker the first
        assert len(found) < RERANKED
        assert any(check.name == "reranker owners.rerank:ShortestFirst" for check in examine(assistant).checks)
    finally:
        assistant.close()


def test_doctor_says_why_a_room_does_not_open(room_environment, monkeypatch, capsys):
    monkeypatch.setenv("MUNIMENT_RERANKER", "owners.absent:Name")
    assert main(["doctor"]) == 3
    assert "setting `reranker` is 'owners.absent:Name': it cannot be imported" in capsys.readouterr().err


def test_no_reranker_is_set_by_default():
    assert make_reranker("") is None
