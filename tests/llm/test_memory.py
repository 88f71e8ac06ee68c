import pytest

from app.answering.fit import WholeDocuments, plan_documents
from app.answering.request import Limits
from app.llm.memory import is_this_machine, window_bytes
from app.llm.ollama import OllamaServer

GIBIBYTE = 1024**3
LLAMA = {
    "general.architecture": "llama",
    "llama.context_length": 131072,
    "llama.block_count": 32,
    "llama.embedding_length": 4096,
    "llama.attention.head_count": 32,
    "llama.attention.head_count_kv": 8,
}


def test_a_token_of_llama_3_1_8b_takes_128_kib():
    assert window_bytes(LLAMA) == 128 * 1024


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"llama.attention.key_length": 64, "llama.attention.value_length": 64}, 64 * 1024),
        ({"llama.attention.head_count_kv": [8, 4, 8]}, 128 * 1024),
        ({"llama.attention.head_count_kv": None}, 512 * 1024),
        ({"llama.block_count": None}, None),
        ({"llama.embedding_length": None}, None),
    ],
)
def test_heads_and_widths_are_read_as_they_are_told(changes, expected):
    assert window_bytes(LLAMA | changes) == expected


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"])
def test_addresses_of_this_machine(host):
    assert is_this_machine(host)


@pytest.mark.parametrize("host", ["192.168.1.4", "ollama.example", "0.0.0.0", ""])
def test_addresses_that_are_elsewhere_or_unclear(host):
    assert not is_this_machine(host)


@pytest.fixture
def server(scripted_ollama):
    """A scripted Ollama with Llama 3.1 8B, and 20 GiB free on this machine."""
    scripted_ollama.install("llama3.1:8b", size=int(4.9 * 10**9), model_info=LLAMA)
    return OllamaServer(scripted_ollama.host, available=lambda: 20 * GIBIBYTE)


def test_the_largest_window_of_llama_3_1_8b_takes_16_gib(server, scripted_ollama):
    scripted_ollama.loaded = {"llama3.1:8b": 4096}
    memory = server.chat_model("llama3.1:8b").window_memory(131072)
    assert memory.needed == 16 * GIBIBYTE
    assert memory.free == 20 * GIBIBYTE + 4096 * 128 * 1024  # what the loaded window takes is given back
    assert memory.enough


def test_nothing_is_known_before_it_was_seen_where_the_model_runs(server, scripted_ollama):
    assert server.chat_model("llama3.1:8b").window_memory(131072) is None
    scripted_ollama.loaded = {"llama3.1:8b": 4096}
    server.chat_model("llama3.1:8b").window_memory(4096)
    scripted_ollama.loaded = {}
    assert server.chat_model("llama3.1:8b").window_memory(131072).free == 20 * GIBIBYTE - int(4.9 * 10**9)


def test_nothing_is_known_of_a_graphics_card(server, scripted_ollama, monkeypatch):
    card = [{"name": "llama3.1:8b", "model": "llama3.1:8b", "size": 9, "size_vram": 9, "context_length": 4096}]
    monkeypatch.setattr(scripted_ollama, "running", lambda: card)
    assert server.chat_model("llama3.1:8b").window_memory(131072) is None


def test_a_window_that_this_machine_cannot_hold_is_found_out_before_the_call(scripted_ollama, shelf_of):
    scripted_ollama.install("llama3.1:8b", size=int(4.9 * 10**9), model_info=LLAMA)
    scripted_ollama.loaded = {"llama3.1:8b": 4096}
    model = OllamaServer(scripted_ollama.host, available=lambda: 12 * GIBIBYTE).chat_model("llama3.1:8b")
    limits = Limits(windows=(4096, 131072), answer_tokens=512, passage_tokens=2048, passages=8, depth=100)
    long = plan_documents("How long?", (), shelf_of("word " * 20_000), model, limits)
    assert long.plan.window == 131072
    memory = model.window_memory(long.plan.window)
    assert not memory.enough
    assert (memory.needed, memory.free) == (16 * GIBIBYTE, 12 * GIBIBYTE + 4096 * 128 * 1024)
    assert not [body for path, body in scripted_ollama.requests if path == "/api/chat" and body["stream"]]


@pytest.fixture
def shelf_of():
    """Makes the only document of a question, of this text."""
    from vectorstore.types import Document, Page

    def make(text):
        document = Document(1, "main", "long.txt", "", "", "", 0, "ready", "", "long.txt", 1, (), 1, "", 1)
        return WholeDocuments((document,), lambda _: [Page(1, "1", text, "text", 0)])

    return make


def test_loading_checks_the_window_that_was_opened(server, scripted_ollama):
    from app.llm.errors import DoesNotFit
    from app.llm.types import GenerationOptions

    model = server.chat_model("llama3.1:8b")
    scripted_ollama.loaded = {"llama3.1:8b": 131072}
    model.load(GenerationOptions(window=131072, max_tokens=512))
    scripted_ollama.loaded = {"llama3.1:8b": 32768}
    with pytest.raises(DoesNotFit, match="131,072 tokens was asked for and the server opened one of 32,768"):
        model.load(GenerationOptions(window=131072, max_tokens=512))
    [*_, (_, body)] = [request for request in scripted_ollama.requests if request[0] == "/api/chat"]
    assert (body["messages"], body["options"]["num_ctx"]) == ([], 131072)
