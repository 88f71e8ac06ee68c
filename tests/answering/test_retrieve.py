from dataclasses import replace

import pytest

from app.answering.fuse import SEMANTIC_WEIGHT, UNKNOWN_LANGUAGE_WEIGHT
from app.answering.rerank import RERANKED
from app.answering.retrieve import FEW, best_of_pages, semantic_weight
from ingest.embedders import minilm


def pages(candidates):
    return [(candidate.stored.document, candidate.stored.chunk.first_page) for candidate in candidates]


def test_both_rankings_find(shelf):
    retriever = shelf.retriever()
    best = retriever.retrieve("how long are invoices kept", 20, 1).best[0]
    assert best.stored.chunk.text == "Invoices are kept for ten years from the end of the year."
    dense_only = replace(retriever, matching=lambda text, count: [])
    assert dense_only.retrieve("how long are invoices kept", 20, 1).best[0].key == best.key


def test_candidates_come_best_first_and_at_most_as_many_as_asked(shelf):
    found = shelf.retriever().retrieve("days of vacation", 20, 3).best
    assert len(found) == 3
    assert [item.score for item in found] == sorted((item.score for item in found), reverse=True)


def test_of_few_chunks_all_are_given_besides(shelf):
    found = shelf.retriever().retrieve("days of vacation", 100, 3)
    assert found.best == found.whole[:3]
    assert 3 < len(found.whole) <= FEW
    shelf.books = {f"{number}.txt": ["Invoices are kept."] for number in range(FEW + 1)}
    assert len(shelf.retriever().retrieve("invoices are kept", 100, 3).best) == 3
    assert not shelf.retriever().retrieve("invoices are kept", 100, 3).whole


def test_all_are_given_only_where_there_can_be_no_others(shelf):
    assert not shelf.retriever().retrieve("days of vacation", FEW, 3).whole


def test_a_chunk_deleted_between_ranking_and_reading_is_left_out(shelf):
    before = [item.key for item in shelf.retriever().retrieve("days of vacation", 20, 20).best]
    retriever = replace(shelf.retriever(), chunks=lambda keys: shelf.chunks([key for key in keys if key != before[0]]))
    assert {item.key for item in retriever.retrieve("days of vacation", 20, 20).best} == {*before[1:]}


def test_a_search_gives_each_page_once_with_its_best_chunk(shelf):
    hits = shelf.retriever().search("how long are invoices kept", 20, 10)
    found = [(hit.document, hit.page) for hit in hits]
    assert found[0] == ("handbook.pdf", 1)
    assert len(found) == len(set(found))
    assert hits[0].text == "Invoices are kept for ten years from the end of the year."


def test_ranked_pages_keep_the_order_of_their_first_chunks(shelf):
    candidates = shelf.candidates((1, 3), (1, 0), (1, 4), (2, 0), (1, 1))
    assert pages(best_of_pages(candidates)) == [(1, 2), (1, 1), (2, 1)]


def test_a_search_in_an_empty_room_finds_nothing(shelf):
    shelf.books = {}
    assert shelf.retriever().search("anything", 20, 5) == []


def test_a_search_goes_on_reading_until_it_has_enough_pages(shelf):
    shelf.books = {"long.txt": [" ".join(["Invoices are kept."] * 30), "Invoices are lost.", "Invoices are found."]}
    hits = shelf.retriever().search("invoices are kept", 100, 3)
    assert [hit.page for hit in hits] == [1, 2, 3]


def test_a_search_reads_no_more_than_it_needs(shelf):
    shelf.books = {f"{number}.txt": ["Invoices are kept."] for number in range(3 * RERANKED)}
    read = []
    retriever = replace(shelf.retriever(), chunks=lambda keys: read.extend(keys) or shelf.chunks(keys))
    retriever.search("invoices are kept", 100, 2)
    assert len(read) == RERANKED


REPORTS = {
    f"{company}_{year}.txt": ["Profit rose."] * 9 for company in ("ACMETOOLS", "BESTBUY") for year in (2022, 2023)
}


def test_a_named_document_comes_first_and_the_others_stay(shelf):
    shelf.books = REPORTS
    retriever = shelf.retriever()
    found = retriever.retrieve("Did profit rise at Best Buy in 2023?", 20, 40).best
    assert {item.stored.document for item in found[:9]} == {4}
    assert {item.stored.document for item in found} > {4}
    assert retriever.looked_first("Did profit rise at Best Buy in 2023?") == [4]


def test_a_named_document_is_found_though_others_fill_the_rankings(shelf):
    shelf.books = REPORTS
    found = shelf.retriever().retrieve("Did profit rise at Best Buy in 2023?", 5, 1).best
    assert found[0].stored.document == 4


def test_nothing_is_preferred_where_nothing_is_named(shelf):
    shelf.books = REPORTS
    assert shelf.retriever().looked_first("Did profit rise?") == []


@pytest.mark.parametrize(
    ("question", "embedder", "weight"),
    [
        pytest.param("How long are the invoices kept?", minilm.SIGNATURE_NAME, SEMANTIC_WEIGHT, id="english"),
        pytest.param("Wie lange werden die Rechnungen aufbewahrt?", "multilingual@1", SEMANTIC_WEIGHT, id="knows-it"),
        pytest.param(
            "Wie lange werden die Rechnungen aufbewahrt?", minilm.SIGNATURE_NAME, UNKNOWN_LANGUAGE_WEIGHT, id="does-not"
        ),
    ],
)
def test_vectors_count_less_in_a_language_that_the_embedder_does_not_know(question, embedder, weight):
    assert semantic_weight(question, embedder) == weight
