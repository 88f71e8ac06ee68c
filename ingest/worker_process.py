"""The parent's side of a worker process: started when needed, watched, killed when it hangs, replaced when it dies."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from ingest.frames import Frame, FrameReader, Header, write_frame

_LOOK_SECONDS = 0.1
"""How often a waiting parent looks whether it is cancelled."""

_KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "HOME", "SYSTEMROOT", "VIRTUAL_ENV", "LD_LIBRARY_PATH")
_ENVIRONMENT = {
    # Threads and arenas count against the worker's address space, and one file at a time needs few.
    "MALLOC_ARENA_MAX": "2",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "RAYON_NUM_THREADS": "2",
    "TOKENIZERS_PARALLELISM": "true",
    "HF_HUB_OFFLINE": "1",
}


class WorkerDied(Exception):
    """The worker crashed, hung or ran out of memory over a file; the message names the file and says what to do."""


class Cancelled(Exception):
    """The caller no longer wants the result; the worker that was at it is gone."""


class SandboxClosed(Exception):
    """The program is ending: the work at hand was given up and can be done again."""


@dataclass(frozen=True)
class WorkerOptions:
    """What a worker is started with. Without `tokenizer` it parses and draws, but cannot chunk."""

    tokenizer: Path | None
    prefix: str
    limit: int  # tokens that the embedder reads
    memory: int  # bytes of address space
    patience: float  # seconds without a sign of progress


@dataclass
class WorkerProcess:
    """One worker, kept running between requests. Requests of several threads wait for each other."""

    options: WorkerOptions
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _process: "subprocess.Popen[bytes] | None" = None
    _closed: bool = False

    def warm(self) -> None:
        """Start the worker ahead of the first request, without waiting for it."""
        with self._turn:
            self._running()

    def ask(
        self,
        request: Frame,
        name: str,
        on_progress: Callable[[int, int], None] = lambda _done, _total: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Frame:
        """Send a request about the file called `name` and give the last frame of the reply.

        Raises WorkerDied, Cancelled or SandboxClosed; the worker is then gone, and the next request starts another.
        """
        with self._turn:
            process = self._running()
            try:
                reply = self._exchange(process, request, name, on_progress, cancelled)
            except BaseException:
                self._kill()
                raise
            if reply.header["kind"] == "memory":
                self._kill()  # what is left of its memory is of no use
            return reply

    def close(self) -> None:
        """End the worker at once, also in the middle of a request, which then raises SandboxClosed."""
        self._closed = True
        process = self._process
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        with self._turn:
            self._kill()

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._closed:
            raise SandboxClosed("the program is ending")
        if self._process is None or self._process.poll() is not None:
            self._kill()
            self._process = _start(self.options)
        return self._process

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        process.stdout.close()
        process.wait()

    def _exchange(
        self,
        process: "subprocess.Popen[bytes]",
        request: Frame,
        name: str,
        on_progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> Frame:
        assert process.stdin is not None
        assert process.stdout is not None
        reader = FrameReader(process.stdout.fileno())
        try:
            write_frame(process.stdin.fileno(), request)
            while True:
                frame = self._next_frame(process, reader, name, cancelled)
                if frame.header["kind"] != "progress":
                    return frame
                on_progress(frame.header["done"], frame.header["total"])
        except (EOFError, BrokenPipeError) as error:
            if self._closed:
                raise SandboxClosed("the program is ending") from error
            raise WorkerDied(_death(process, name)) from error

    def _next_frame(
        self, process: "subprocess.Popen[bytes]", reader: FrameReader, name: str, cancelled: Callable[[], bool]
    ) -> Frame:
        deadline = time.monotonic() + self.options.patience
        while (frame := reader.take()) is None:
            if self._closed:
                raise SandboxClosed("the program is ending")
            if cancelled():
                raise Cancelled(f"{name}: cancelled")
            if time.monotonic() > deadline:
                raise WorkerDied(
                    f"{name}: reading it made no progress for {self.options.patience:.0f} seconds and was ended. "
                    "Open it in a viewer, save or print it as a new file, and add that."
                )
            if resident_memory(process.pid) > self.options.memory:
                raise too_much_memory(name)
            if select.select([reader.descriptor], [], [], _LOOK_SECONDS)[0]:
                reader.fill()
        return frame


def too_much_memory(name: str) -> WorkerDied:
    """Say that a file needs more memory than a worker may have."""
    return WorkerDied(f"{name}: reading it needs too much memory. Split it into smaller files, and add those.")


def resident_memory(process: int) -> int:
    """Bytes that a process holds in memory; 0 when it has ended.

    Only Linux lets a process limit its own address space; elsewhere this is what keeps a worker in bounds.
    """
    try:
        return int(psutil.Process(process).memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def _start(options: WorkerOptions) -> "subprocess.Popen[bytes]":
    arguments: Header = {
        "tokenizer": None if options.tokenizer is None else str(options.tokenizer),
        "prefix": options.prefix,
        "limit": options.limit,
        "memory": options.memory,
    }
    home = str(Path(__file__).resolve().parents[1])
    environment = {key: os.environ[key] for key in _KEPT_ENVIRONMENT if key in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", "ingest.worker", json.dumps(arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a library's complaints may quote the document
        env={**environment, **_ENVIRONMENT, "PYTHONPATH": home},
        start_new_session=True,  # Ctrl-C in a terminal is for the parent, which ends the worker itself
    )


def _death(process: "subprocess.Popen[bytes]", name: str) -> str:
    code = process.wait()
    ended = signal.Signals(-code).name if code < 0 else f"code {code}"
    return (
        f"{name}: the reader process ended over it ({ended}): the file is damaged or needs too much memory. "
        "Open it in a viewer, save or print it as a new file, and add that."
    )
