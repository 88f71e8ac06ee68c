"""The worker: `python -m ingest.worker OPTIONS` reads files for its parent, one request at a time, over its pipes.

It runs what must not run in the server: PDFium is not thread-safe, and a hostile file may crash, hang or fill memory.
"""

import json
import os
import queue
import resource
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from ingest.chunk import CountTokens, chunk_document, load_splitter
from ingest.frames import Frame, FrameReader, Header, decode_pages, encode_chunks, encode_document, write_frame
from ingest.parse import ParseError, PasswordNeeded, parse_file
from vectorstore.types import Chunk, Page

Send = Callable[[Frame], None]


def main(options: Header) -> None:
    """Answer requests until the parent closes the pipe.

    `options`: `memory` in bytes; `tokenizer` (path), `prefix` and `limit` of the embedder, or no tokenizer for a
    worker that only draws pages.
    """
    if sys.platform == "linux":  # elsewhere the parent watches
        resource.setrlimit(resource.RLIMIT_AS, (options["memory"], options["memory"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold the document
    output = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints stays out of the frames

    def send(frame: Frame) -> None:
        write_frame(output, frame)

    requests: queue.SimpleQueue[Frame] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(requests,), daemon=True).start()
    worker = _Worker(options, send)
    if requests.empty():
        worker.load()
    while True:
        worker.answer(requests.get())


def _receive(requests: "queue.SimpleQueue[Frame]") -> None:
    """Take in requests beside the work, so that even a worker that hangs ends with its parent."""
    reader = FrameReader(sys.stdin.fileno())
    try:
        while True:
            requests.put(reader.read())
    except EOFError:
        os._exit(0)


class _Worker:
    def __init__(self, options: Header, send: Send) -> None:
        self._options = options
        self._send = send
        self._count_tokens: CountTokens | None = None

    def load(self) -> None:
        """Import ahead of the first request what it would have to wait for: chunking takes seconds to import."""
        if self._options["tokenizer"] is None:
            import_module("ingest.parse.picture")
            return
        self._counter()
        load_splitter()

    def answer(self, request: Frame) -> None:
        """Do what the request asks and send the result or the reason why there is none."""
        try:
            body = self._result(request)
        except PasswordNeeded as error:
            self._send(Frame({"kind": "password", "reason": error.reason}))
        except ParseError as error:
            self._send(Frame({"kind": "unreadable", "reason": error.reason}))
        except MemoryError:
            self._send(Frame({"kind": "memory"}))
        except Exception as error:  # noqa: BLE001  # the boundary of the process: hostile files make libraries raise anything
            # Kind and place only: the message of an unforeseen error may quote the document.
            frames = traceback.extract_tb(error.__traceback__)
            place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}"
            self._send(Frame({"kind": "unexpected", "error": type(error).__name__, "place": place}))
        else:
            self._send(Frame({"kind": "result"}, body))

    def _result(self, request: Frame) -> bytes:
        asked = request.header
        match asked["ask"]:
            case "parse":
                return self._parse(asked)
            case "unlock":
                from ingest.parse.pdf import unlock_pdf  # here, since few files are locked

                unlocked = unlock_pdf(Path(asked["path"]), Path(asked["target"]), asked["name"], asked["password"])
                return json.dumps(unlocked).encode()
            case "chunk":
                return encode_chunks(self._chunk(decode_pages(request.body), asked["name"]))
            case _:
                return _draw(asked)

    def _parse(self, asked: Header) -> bytes:
        def on_page(done: int, total: int) -> None:
            self._send(Frame({"kind": "progress", "done": done, "total": total}))

        parsed = parse_file(Path(asked["path"]), asked["media_type"], asked["name"], asked["password"], on_page)
        return encode_document(parsed, self._chunk(parsed.pages, asked["name"]))

    def _chunk(self, pages: Sequence[Page], name: str) -> list[Chunk]:
        return chunk_document(pages, name, self._counter(), self._options["limit"])

    def _counter(self) -> CountTokens:
        if self._count_tokens is None:
            from ingest.tokens import load_counter  # here, since a worker that draws pages has no use for it

            self._count_tokens = load_counter(Path(self._options["tokenizer"]), self._options["prefix"])
        return self._count_tokens


def _draw(asked: Header) -> bytes:
    """Draw a page, or find the places of quotes on it."""
    from ingest.parse.picture import page_picture, quote_boxes  # here, since a worker that reads has no use for it

    path, name, page, password = Path(asked["path"]), asked["name"], asked["page"], asked["password"]
    if asked["ask"] == "picture":
        return page_picture(path, name, page, asked["width"], password)
    return json.dumps(quote_boxes(path, name, page, asked["quotes"], password)).encode()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
