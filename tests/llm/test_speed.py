import pytest

from app.llm.speed import REMEMBERED, PrefillSpeeds


def test_nothing_is_expected_of_a_model_that_has_not_answered():
    speeds = PrefillSpeeds()
    speeds.learn("another", 1000, None, 2.0)
    assert speeds.expected_prefill_seconds("model", 500) is None


def test_one_answer_is_enough():
    speeds = PrefillSpeeds()
    speeds.learn("model", 1000, None, 4.0)
    assert speeds.expected_prefill_seconds("model", 1912) == pytest.approx(7.648)


def test_cached_tokens_were_not_read():
    speeds = PrefillSpeeds()
    speeds.learn("model", 1000, 800, 1.0)
    assert speeds.expected_prefill_seconds("model", 1000) == pytest.approx(5.0)


def test_a_cache_that_the_server_kept_quiet_about_does_not_count():
    speeds = PrefillSpeeds()
    speeds.learn("model", 5592, None, 50.7)
    speeds.learn("model", 5592, None, 0.15)
    assert speeds.expected_prefill_seconds("model", 5592) == pytest.approx(50.7)


def test_a_slow_answer_is_forgotten_after_some_faster_ones():
    speeds = PrefillSpeeds()
    speeds.learn("model", 1000, None, 100.0)
    for _ in range(REMEMBERED):
        speeds.learn("model", 1000, None, 1.0)
    assert speeds.expected_prefill_seconds("model", 1000) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("accepted", "cached", "seconds"),
    [
        pytest.param(None, None, 1.0, id="no-tokens-told"),
        pytest.param(1000, None, None, id="no-seconds-told"),
        pytest.param(1000, None, 0.0, id="no-time"),
        pytest.param(1000, 990, 0.1, id="nearly-all-cached"),
        pytest.param(20, None, 0.1, id="short"),
    ],
)
def test_some_answers_teach_nothing(accepted, cached, seconds):
    speeds = PrefillSpeeds()
    speeds.learn("model", accepted, cached, seconds)
    assert speeds.expected_prefill_seconds("model", 1000) is None
