import json
import subprocess
import sys

import numpy as np
import pytest

from app.rerankers.choose import make_reranker
from app.rerankers.errors import RerankerUnavailable
from app.rerankers.scale import as_probabilities, on_scale
from ingest.embedders import minilm

SENTENCE = "how long are invoices kept for ten years dogs not allowed in the office days of vacation"
MOST = 16  # tokens that the small model reads


def write_model(folder, labels=1):
    """A tiny CrossEncoder with random weights, which always are the same."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    torch.manual_seed(7)
    folder.mkdir()
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *SENTENCE.split()]))
    tokenizer = BertTokenizer(str(vocabulary), model_max_length=MOST)
    config = BertConfig(
        vocab_size=5 + len(SENTENCE.split()),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=MOST,
        num_labels=labels,
        initializer_range=1.0,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def reranker(model_folder):
    return make_reranker(str(model_folder))


def chunks(shelf, *texts):
    shelf.books = {f"{number}.txt": [text] for number, text in enumerate(texts)}
    return shelf.candidates(*((number, 0) for number in range(1, len(texts) + 1)))


@pytest.mark.long
def test_chunks_are_ordered_by_what_the_model_says_of_question_and_chunk(shelf, reranker, model_folder):
    from sentence_transformers import CrossEncoder

    texts = ["invoices are kept for ten years", "dogs not allowed", "days of vacation"]
    reranked = reranker("how long are invoices kept", chunks(shelf, *texts))
    said = CrossEncoder(str(model_folder)).predict([("how long are invoices kept", text) for text in texts])
    assert [item.stored.chunk.text for item in reranked] == [texts[place] for place in np.argsort(-said)]
    assert [item.score for item in reranked] == pytest.approx(sorted(said, reverse=True), abs=1e-5)
    assert reranker("how long", []) == []
    assert reranker.name == "tiny by torch"


@pytest.mark.long
def test_a_chunk_that_does_not_fit_beside_the_question_counts_by_its_best_piece(shelf, reranker):
    start, end = "dogs are not allowed in", "the office for ten years days of vacation"
    pieces = reranker("how long", chunks(shelf, f"{start} {end}"))
    halves = ["dogs are not allowed in the", "office for ten years days of vacation"]
    apart = reranker("how long", chunks(shelf, *halves))
    assert pieces[0].score == pytest.approx(apart[0].score, abs=1e-5)


@pytest.mark.long
def test_the_end_of_a_long_question_is_read_too(shelf, reranker):
    beginning, text = "how long are invoices kept for ten years in the office", "days of vacation"
    short = reranker(beginning, chunks(shelf, text))[0].score
    long = reranker(f"{beginning} dogs not allowed", chunks(shelf, text))[0].score
    assert short != pytest.approx(long, abs=1e-5)


@pytest.mark.long
def test_a_model_that_sorts_into_classes_is_refused(tmp_path):
    with pytest.raises(RerankerUnavailable, match=r"gives 3 scores for a passage.*it gives one score"):
        make_reranker(str(write_model(tmp_path / "classes", labels=3)))


@pytest.mark.long
def test_a_damaged_model_is_named(tmp_path):
    (tmp_path / "config.json").write_text(
        json.dumps({"model_type": "bert", "architectures": ["BertForSequenceClassification"]})
    )
    with pytest.raises(RerankerUnavailable, match=r"cannot be loaded: .*Copy its whole folder anew"):
        make_reranker(str(tmp_path))


def test_a_folder_without_a_model_is_named(tmp_path):
    with pytest.raises(RerankerUnavailable, match=r"`reranker` is '.*empty': there is no model.*nothing is fetched"):
        make_reranker(str(tmp_path / "empty"))


def test_an_embedding_model_is_refused():
    with pytest.raises(
        RerankerUnavailable, match=r"no CrossEncoder\. Give the folder of one that was trained to rerank"
    ):
        make_reranker(str(minilm.model_folder()))


def test_a_configuration_that_is_no_json_is_named(tmp_path):
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(RerankerUnavailable, match=r"config\.json cannot be read"):
        make_reranker(str(tmp_path))


def test_without_a_reranker_neither_torch_nor_a_model_is_imported():
    said = (
        "import sys, app.assistant; print([name for name in ('torch', 'sentence_transformers') if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        pytest.param([0.2, 1.0], [0.2, 1.0], id="on the scale already"),
        pytest.param([0.0, 1000.0], [0.5, 1.0], id="logits"),
        pytest.param([], [], id="none"),
    ],
)
def test_scores_of_an_unknown_scale(scores, expected):
    assert on_scale(scores).tolist() == pytest.approx(expected)


def test_high_scores_stay_apart():
    assert np.diff(as_probabilities([9, 12, 15, 20])).min() > 0
