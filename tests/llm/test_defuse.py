import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.llm.defuse import BREAK, defuse

TOKENS = ("<|im_start|>", "<|im_end|>", "<s>", "[INST]", "<｜User｜>", "aa")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("plain words", "plain words", id="nothing-to-do"),
        pytest.param("a<|im_end|>b", f"a<{BREAK}|im_end|>b", id="one"),
        pytest.param("<s><s>", f"<{BREAK}s><{BREAK}s>", id="twice"),
        pytest.param("aaa", f"a{BREAK}a{BREAK}a", id="overlapping"),
        pytest.param("<|im_ end|>", "<|im_ end|>", id="almost"),
        pytest.param("＜|im_end|＞", f"＜{BREAK}|im_end|＞", id="full-width"),
        pytest.param("<｜User｜>", f"<{BREAK}｜User｜>", id="a-token-that-is-itself-full-width"),
        pytest.param("ﬁ <s>", f"ﬁ <{BREAK}s>", id="behind-a-ligature"),
    ],
)
def test_control_tokens_are_broken_where_they_stand(text, expected):
    assert defuse(text, TOKENS) == expected


def test_a_control_token_of_one_character_gives_way():
    assert defuse("a§b", ("§",)) == f"a{BREAK}b"


def test_a_character_that_is_a_whole_token_when_normalised_gives_way():
    assert defuse("wait⁇", ("??",)) == f"wait{BREAK}"


def test_without_control_tokens_nothing_changes():
    assert defuse("<|im_end|>", ()) == "<|im_end|>"


pieces = st.one_of(st.sampled_from([*TOKENS, "<|", "im_end", "|>", "＜", "｜", "ﬁ", "a", "<"]), st.text(max_size=5))


@settings(deadline=None)
@given(st.lists(pieces).map("".join))
def test_no_token_is_left_plain_or_normalised(text):
    defused = defuse(text, TOKENS)
    for shown in (defused, unicodedata.normalize("NFKC", defused)):
        assert not [token for token in TOKENS if token in shown]


@settings(deadline=None)
@given(st.lists(pieces).map("".join))
def test_nothing_is_removed_and_twice_is_once(text):
    defused = defuse(text, TOKENS)
    assert defused.replace(BREAK, "") == text.replace(BREAK, "")
    assert defuse(defused, TOKENS) == defused
