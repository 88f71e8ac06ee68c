import pytest

from app.answering.rerank import SENTENCE_WEIGHT, rare_overlap, rerank


def ordinals(candidates):
    return [candidate.key.ordinal for candidate in candidates]


def equal(shelf, *texts):
    """Candidates of one document with these texts, all found with the same score."""
    shelf.books = {"notes.txt": [*texts]}
    return [candidate.__class__(candidate.stored, 0.5) for candidate in shelf.candidates(*((1, n) for n in range(9)))]


def test_a_chunk_with_much_of_the_question_in_one_sentence_comes_first(shelf):
    apart = "Invoices are paid. Contracts matter. Years pass."
    found = equal(shelf, apart.replace(". ", " . \n"), "Contracts are kept for seven years.")
    best = rerank("For how many years are contracts kept?", found)[0]
    assert best.stored.chunk.text == "Contracts are kept for seven years."


def test_the_bonus_is_at_most_its_weight_and_never_negative(shelf):
    found = equal(shelf, "Dogs bark.", "Cats sleep.")
    scores = {item.stored.chunk.text: item.score for item in rerank("dogs bark", found)}
    assert scores == {"Dogs bark.": pytest.approx(0.5 + SENTENCE_WEIGHT), "Cats sleep.": pytest.approx(0.5)}


def test_where_no_sentence_has_a_word_of_the_question_the_order_stays(shelf):
    found = shelf.candidates((1, 2), (1, 0), (2, 0))
    assert rerank("xylophone", found) == found


def test_nothing_found_stays_nothing():
    assert rerank("anything", []) == []


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param({"dog"}, [1.0, 0.0], id="all-or-nothing"),
        pytest.param({"cat"}, [0.0, 0.0], id="in-none"),
        pytest.param(set(), [0.0, 0.0], id="no-content-words"),
    ],
)
def test_overlap_is_the_share_of_the_question(asked, expected):
    assert rare_overlap(asked, [{"dog", "bone"}, {"bone"}]).tolist() == expected


def test_a_rare_word_counts_more_than_a_common_one():
    rare, common = rare_overlap({"dog", "bone"}, [{"dog"}, {"bone"}, {"bone"}])[:2]
    assert 0 < common < rare < 1
