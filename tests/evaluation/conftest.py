import pytest

from app.evaluation.cases import Case, Source

CASES = (
    Case("kept", "How long are invoices kept?", ("ten years",), False, (Source("invoices.txt", (1,)),)),
    Case("leave", "How many days of leave has everyone?", ("27 days",), False, (Source("holidays.md", (1,)),)),
    Case("lie", "Where do invoices lie?", ("blue cabinet",), False, (Source("invoices.txt", (1,)),)),
    Case("zeppelin", "Who flew yonder zeppelin?", unanswerable=True),
)


@pytest.fixture
def cases():
    return CASES


@pytest.fixture
def filled(assistant, papers):
    """An assistant over a room with three papers."""
    assistant.ingest([papers], "main", lambda _: None)
    return assistant
