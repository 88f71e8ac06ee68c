import pytest

from app.assistant import build_assistant
from app.evaluation.cases import Case, Source
from app.settings import load_settings

CASES = (
    Case("kept", "How long are invoices kept?", ("ten years",), False, (Source("invoices.txt", (1,)),)),
    Case("leave", "How many days of leave has everyone?", ("27 days",), False, (Source("holidays.md", (1,)),)),
    Case("lie", "Where do invoices lie?", ("blue cabinet",), False, (Source("invoices.txt", (1,)),)),
    Case("zeppelin", "Who flew yonder zeppelin?", unanswerable=True),
)


@pytest.fixture
def cases():
    return CASES


PAPERS = {
    "invoices.txt": "Invoices are kept for ten years.\n\nThey lie in the blue cabinet on the second floor.",
    "holidays.md": "# Holidays\n\nEveryone has 27 days of leave.\n\n## Carry over\n\nFive days may be carried.",
}


@pytest.fixture(scope="module")
def shared_room(tmp_path_factory):
    """A room with two papers, without models, that the tests of a module share: none may change its documents."""
    folder = tmp_path_factory.mktemp("shared")
    for name, text in PAPERS.items():
        (folder / name).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUNIMENT_EMBEDDER", "fake")
        patch.setenv("MUNIMENT_LLM", "fake")
        assistant = build_assistant(load_settings(folder / "room"))
    assistant.intake.start()
    assistant.intake.ingest([folder / name for name in PAPERS], "main", lambda _: None)
    yield assistant
    assistant.close()
