import json

import numpy as np
import pytest

from ingest.embedders import minilm
from ingest.embedders.errors import EmbedderUnavailable
from ingest.embedders.sentence import SentenceTransformersEmbedder
from ingest.tokens import TextTooLong, load_counter


@pytest.fixture(scope="session")
def with_prompts(tmp_path_factory):
    """The same model, whose configuration asks for words before passages and questions, and lacks tokenizer.json."""
    folder = tmp_path_factory.mktemp("models") / "prompted"
    folder.mkdir()
    for path in minilm.model_folder().iterdir():
        if path.name not in {"config_sentence_transformers.json", "tokenizer.json"}:
            (folder / path.name).symlink_to(path)
    prompts = {"prompts": {"query": "query: ", "passage": "passage: "}}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(prompts))
    return SentenceTransformersEmbedder(folder, tmp_path_factory.mktemp("cache"))


def test_prompts_of_the_model_are_put_before_texts_once(with_prompts, reference):
    rows = with_prompts.embed(["the rent is due"])
    assert rows == pytest.approx(reference.embed(["passage: the rent is due"]), abs=1e-4)
    question = with_prompts.embed_query("when is it due?")
    assert question == pytest.approx(reference.embed_query("query: when is it due?"), abs=1e-4)


def test_every_piece_of_a_long_question_has_the_prompt(with_prompts, reference):
    found = with_prompts.embed_query("rent " * 300)
    piece = "rent " * 150
    assert found @ reference.embed_query(f"query: {piece}") == pytest.approx(1.0, abs=1e-3)


def test_the_prompt_is_counted_and_the_written_tokenizer_counts_the_same(with_prompts):
    assert with_prompts.prefix == "passage: "
    assert with_prompts.count_tokens(["the rent is due"]) == [8]
    assert load_counter(with_prompts.tokenizer_path, with_prompts.prefix)(["the rent is due"]) == [8]


def test_another_configuration_has_another_signature(with_prompts, reference):
    ours, theirs = with_prompts.signature_name.split("@"), reference.signature_name.split("@")
    assert ours[0] == "prompted"
    assert ours[1] != theirs[1]


def test_rows_come_in_the_order_of_the_texts(reference):
    texts = [f"{'long ' * (40 - n)}text number {n}" for n in range(40)]
    rows = reference.embed(texts)
    assert rows[33] == pytest.approx(reference.embed([texts[33]])[0], abs=1e-4)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_a_passage_over_the_window_is_refused(reference):
    with pytest.raises(TextTooLong, match="302 tokens does not fit a model that reads 256"):
        reference.embed(["word " * 300])
    assert reference.embed_query("word " * 300).shape == (384,)


def test_a_damaged_model_is_named(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    with pytest.raises(EmbedderUnavailable, match=r"cannot be loaded: .*Copy the whole folder of the model anew"):
        SentenceTransformersEmbedder(tmp_path, tmp_path / "cache")


def test_a_folder_without_a_model_is_named(tmp_path):
    with pytest.raises(EmbedderUnavailable, match=r"no sentence-transformers model at .*empty.*nothing is fetched"):
        SentenceTransformersEmbedder(tmp_path / "empty", tmp_path)
