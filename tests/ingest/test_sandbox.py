import io
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from PIL import Image

from ingest.chunk import chunk_document
from ingest.embedders.fake import FakeEmbedder
from ingest.parse import MARKDOWN, PDF, PLAIN
from ingest.sandbox import Cancelled, ParseError, Sandbox, SandboxClosed, WorkerDied
from ingest.worker_process import resident_memory


@pytest.fixture(scope="module")
def embedder(tmp_path_factory):
    return FakeEmbedder(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def sandbox(embedder):
    made = Sandbox(embedder.tokenizer_path, embedder.prefix, embedder.max_tokens)
    yield made
    made.close()


@pytest.fixture
def hanging(tmp_path) -> Path:
    """A file whose reading never ends: the worker waits for someone to write into the pipe."""
    path = tmp_path / "hanging.txt"
    os.mkfifo(path)
    return path


def children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE]


def test_a_pdf_comes_back_as_pages_and_chunks(sandbox, embedder, write_text_pdf, parse):
    path = write_text_pdf("The keeper has the key.", "", "The book is signed.")
    told = []
    parsed, chunks = sandbox.parse(path, PDF, "deed.pdf", on_pages=lambda done, total: told.append((done, total)))
    assert parsed == parse(path)
    assert chunks == chunk_document(parsed.pages, "deed.pdf", embedder.count_tokens, embedder.max_tokens)
    assert [(chunk.text, chunk.first_page) for chunk in chunks] == [
        ("The keeper has the key.", 1),
        ("The book is signed.", 3),
    ]
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_stored_pages_are_chunked_anew(sandbox, tmp_path):
    path = tmp_path / "a.md"
    path.write_text("# One\n\nwords\n\n# Two\n\n" + "The keeper has the key. " * 100)
    parsed, chunks = sandbox.parse(path, MARKDOWN, "a.md")
    assert sandbox.chunk(parsed.pages, "a.md") == chunks


def test_the_reason_of_an_unreadable_file_names_it(sandbox, tmp_path):
    path = tmp_path / "17"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(ParseError, match=r"scan\.pdf: it is damaged or not a PDF"):
        sandbox.parse(path, PDF, "scan.pdf")


def test_a_password_reaches_the_worker(sandbox, write_text_pdf):
    path = write_text_pdf("secret", finish=lambda writer: writer.encrypt("key", algorithm="AES-256"))
    with pytest.raises(ParseError, match="it needs a password"):
        sandbox.parse(path, PDF, "deed.pdf")
    parsed, _ = sandbox.parse(path, PDF, "deed.pdf", password="key")
    assert parsed.pages[0].text == "secret"


def test_an_unforeseen_error_tells_its_kind_but_no_text(sandbox, tmp_path):
    with pytest.raises(ParseError, match=r"gone\.txt: it could not be read \(FileNotFoundError at "):
        sandbox.parse(tmp_path / "gone.txt", PLAIN, "gone.txt")


def test_a_file_that_kills_the_worker_costs_only_itself(sandbox, hanging, write_text_pdf):
    def kill_it() -> bool:
        sandbox_child().send_signal(signal.SIGSEGV)
        return False

    def sandbox_child() -> psutil.Process:
        return next(child for child in children() if '"tokenizer": null' not in " ".join(child.cmdline()))

    with pytest.raises(WorkerDied, match=r"bad\.txt: the reader process ended over it \(SIGSEGV\)"):
        sandbox.parse(hanging, PLAIN, "bad.txt", cancelled=kill_it)
    parsed, _ = sandbox.parse(write_text_pdf("fine"), PDF, "fine.pdf")
    assert parsed.pages[0].text == "fine"


def test_a_file_without_progress_is_given_up(embedder, hanging):
    before = children()
    sandbox = Sandbox(embedder.tokenizer_path, "", 256, patience=1.0)
    with pytest.raises(WorkerDied, match="made no progress for 1 seconds"):
        sandbox.parse(hanging, PLAIN, "slow.txt")
    assert children() == before


def test_a_file_that_fills_memory_is_given_up_and_the_next_one_read(embedder, tmp_path):
    sandbox = Sandbox(embedder.tokenizer_path, "", 256, memory=420 << 20)
    path = tmp_path / "bomb.txt"
    path.write_bytes(b"words " * 10_000_000)
    with pytest.raises(WorkerDied, match=r"bomb\.txt: reading it needs too much memory"):
        sandbox.parse(path, PLAIN, "bomb.txt")
    path.write_bytes(b"fine")
    assert sandbox.parse(path, PLAIN, "fine.txt")[0].pages[0].text == "fine"
    sandbox.close()


def test_the_memory_of_a_worker_can_be_watched():
    assert resident_memory(os.getpid()) > 10 << 20
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert resident_memory(ended.pid) == 0


def test_cancelling_ends_the_work_and_the_next_file_is_read(sandbox, hanging, tmp_path):
    asked = iter([False, True])
    with pytest.raises(Cancelled, match="slow"):
        sandbox.parse(hanging, PLAIN, "slow.txt", cancelled=lambda: next(asked))
    path = tmp_path / "a.txt"
    path.write_text("fine")
    assert sandbox.parse(path, PLAIN, "a.txt")[0].pages[0].text == "fine"


def test_closing_ends_the_work_in_another_thread(embedder, hanging):
    sandbox = Sandbox(embedder.tokenizer_path, "", 256)
    raised: list[BaseException] = []
    started = threading.Event()

    def parse() -> None:
        try:
            sandbox.parse(hanging, PLAIN, "slow.txt", cancelled=lambda: started.set() or False)
        except SandboxClosed as error:
            raised.append(error)

    thread = threading.Thread(target=parse)
    thread.start()
    assert started.wait(30)
    sandbox.close()
    thread.join(30)
    assert [type(error) for error in raised] == [SandboxClosed]
    with pytest.raises(SandboxClosed, match="ending"):
        sandbox.parse(hanging, PLAIN, "slow.txt")


def test_the_worker_ends_with_its_parent_even_while_it_hangs(embedder, hanging):
    program = (
        "import sys, threading, time; from pathlib import Path; from ingest.sandbox import Sandbox\n"
        f"sandbox = Sandbox(Path({str(embedder.tokenizer_path)!r}), '', 256)\n"
        "def told(): print(sandbox._reading._process.pid, flush=True); return False\n"
        f"sandbox.parse(Path({str(hanging)!r}), 'text/plain', 'slow.txt', cancelled=told)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    worker = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    worker.wait(timeout=30)
    assert not worker.is_running()


def test_a_page_is_drawn_while_another_file_is_read(sandbox, hanging, write_text_pdf):
    drawn: list[bytes] = []
    path = write_text_pdf("Look here.")

    def draw_then_cancel() -> bool:
        drawn.append(sandbox.page_picture(path, "deed.pdf", 1, 306))
        return True

    with pytest.raises(Cancelled, match="slow"):
        sandbox.parse(hanging, PLAIN, "slow.txt", cancelled=draw_then_cancel)
    with Image.open(io.BytesIO(drawn[0])) as picture:
        assert (picture.format, picture.size) == ("PNG", (306, 396))


def test_quotes_are_found_on_their_page(sandbox, write_text_pdf):
    path = write_text_pdf("first line of it\n\nThe keeper has the key.")
    ((box,),) = sandbox.quote_boxes(path, "deed.pdf", 1, ["keeper has the key"])
    assert box.left == pytest.approx(100 * 93.4 / 612, abs=2)
    assert box.top == pytest.approx(100 * (792 - 740 + 14 * 2 - 8) / 792, abs=1)
    assert sandbox.quote_boxes(path, "deed.pdf", 1, ["not there at all", "first line"])[0] == []


def test_drawing_what_cannot_be_drawn_says_so(sandbox, write_text_pdf, tmp_path):
    with pytest.raises(ParseError, match=r"deed\.pdf: there is no page 3: it has 1"):
        sandbox.page_picture(write_text_pdf("a"), "deed.pdf", 3, 600)
    path = tmp_path / "a.txt"
    path.write_text("words")
    with pytest.raises(ParseError, match="no PDF that can be drawn"):
        sandbox.page_picture(path, "a.txt", 1, 600)


def test_the_worker_has_what_it_needs_and_nothing_heavy(sandbox, tmp_path):
    (tmp_path / "a.txt").write_text("words")
    sandbox.parse(tmp_path / "a.txt", PLAIN, "a.txt")
    worker = next(child for child in children() if '"tokenizer": null' not in " ".join(child.cmdline()))
    mapped = " ".join(mapping.path for mapping in worker.memory_maps())
    assert "tokenizers" in mapped
    assert not [name for name in ("torch", "openvino", "chromadb") if name in mapped]
    assert [connection for connection in worker.net_connections() if connection.raddr] == []
    assert worker.memory_info().rss < 250 << 20
    deadline = time.monotonic() + 30
    while worker.num_threads() > 8 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert worker.num_threads() <= 8
