import pytest

from app.records.votes import Side, Vote, Votes, votes_of

RAG, LONG, AUTO = (Side(mode, "llama3.2:3b", "abc") for mode in ("rag", "long", "auto"))


@pytest.fixture
def votes(tmp_path):
    opened = Votes(tmp_path / "votes.sqlite3", now=lambda: 1.0)
    yield opened
    opened.close()


def test_votes_are_kept_by_their_run(votes):
    cast = votes_of([RAG, LONG], 1, "lookup")
    votes.cast("run", cast)
    assert votes.of_run("run") == cast == [Vote(LONG, RAG, "one", "lookup")]
    assert votes.of_run("another") == []


def test_a_second_vote_on_a_run_takes_the_place_of_the_first(votes):
    votes.cast("run", votes_of([RAG, LONG], 1))
    votes.cast("run", votes_of([RAG, LONG], None))
    [total] = votes.totals()
    assert (total.count, total.ties) == (1, 1)


def test_totals_do_not_depend_on_the_column_a_way_stood_in(votes):
    votes.cast("a", votes_of([RAG, LONG], 0))
    votes.cast("b", votes_of([LONG, RAG], 1))
    votes.cast("c", votes_of([LONG, RAG], 0))
    votes.cast("d", votes_of([RAG, LONG], None))
    [total] = votes.totals()
    assert (total.one, total.other) == (LONG, RAG)
    assert (total.wins_one, total.wins_other, total.ties, total.count) == (1, 2, 1, 4)


def test_of_three_the_best_wins_over_each_other():
    assert votes_of([RAG, LONG, AUTO], 2) == [Vote(AUTO, RAG, "one"), Vote(AUTO, LONG, "one")]
    assert [vote.winner for vote in votes_of([RAG, LONG, AUTO], None)] == ["tie"] * 3


def test_the_same_way_twice_is_no_comparison():
    assert votes_of([RAG, RAG], 0) == votes_of([RAG, RAG], None) == []


def test_votes_survive_the_process(tmp_path):
    path = tmp_path / "votes.sqlite3"
    first = Votes(path)
    first.cast("run", votes_of([RAG, LONG], 0))
    first.close()
    again = Votes(path)
    assert again.totals()[0].wins_other == 1
    again.close()
