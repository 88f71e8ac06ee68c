import numpy as np
import pytest

from ingest.embedders.fake import FakeEmbedder
from ingest.tokens import TextTooLong, load_counter


@pytest.fixture
def fake(tmp_path):
    return FakeEmbedder(tmp_path)


def test_texts_that_share_words_are_nearer_than_texts_that_do_not(fake):
    question = fake.embed_query("When is the rent due?")
    rent, oil = fake.embed(["The rent is due on Monday.", "Oil drips out of every gearbox."])
    assert question @ rent > question @ oil + 0.3


def test_a_vector_depends_on_the_words_alone(fake, tmp_path):
    other = FakeEmbedder(tmp_path / "elsewhere")
    assert np.array_equal(fake.embed_query("Rent, due MONDAY"), other.embed_query("monday due rent"))


@pytest.mark.parametrize("text", ["one", "", " \n", "?!", "rent " * 200])
def test_every_vector_has_length_one(fake, text):
    assert np.linalg.norm(fake.embed([text])[0]) == pytest.approx(1.0, abs=1e-6)


def test_no_texts_give_no_rows(fake):
    assert fake.embed([]).shape == (0, 64)


def test_a_passage_over_the_limit_is_refused_and_a_question_is_not(fake):
    with pytest.raises(TextTooLong, match="257 tokens"):
        fake.embed(["word " * 257])
    assert fake.embed_query("word " * 257).shape == (64,)


def test_its_tokenizer_file_counts_as_it_does(fake):
    texts = ["a b, c", "", "naïve café"]
    assert load_counter(fake.tokenizer_path)(texts) == fake.count_tokens(texts) == [4, 0, 2]
