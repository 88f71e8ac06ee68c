import time

import pytest

from app.answering.phrases import phrases_in
from app.web import asking
from app.web.running import Reading


class Unmeasured:
    def expected_prefill_seconds(self, _model, _tokens):
        return None


@pytest.mark.parametrize(
    ("mode", "line"),
    [
        ("rag", "Reading 6 passages (1,912 tokens), 0 s so far"),
        ("long", "Reading 6 whole documents (1,912 tokens), 0 s so far"),
    ],
)
def test_the_line_says_what_is_read(monkeypatch, mode, line):
    monkeypatch.setattr(asking, "assistant", Unmeasured)
    now = time.monotonic()
    assert asking.reading_line(Reading(mode, 6, 1912, now), now, phrases_in("en")) == line
