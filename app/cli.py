"""The command line: parse, find the room's owner, run the command there or here, print, exit.

Only the parser is imported before the words are known, so that `muniment --help` answers at once.
"""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.arguments import build_parser

if TYPE_CHECKING:
    from app.commands import Outcome

WRONG_USE, FAILED = 2, 3


def main(words: Sequence[str] | None = None) -> int:
    """Entry point of `muniment`; gives the exit code."""
    arguments = vars(build_parser().parse_args(words))
    command, as_json, data = arguments.pop("command"), arguments.pop("json", False), arguments.pop("data")
    _set_quiet_environment()
    if command == "serve":
        return _serve(data, arguments["port"])
    # Here, since these import the whole program.
    from app.commands import WrongUse
    from app.expected import EXPECTED

    try:
        outcome = _run(data, command, _as_plain_values(arguments))
    except WrongUse as error:
        return _report_error(str(error), WRONG_USE, as_json=as_json)
    except EXPECTED as error:
        return _report_error(str(error), FAILED, as_json=as_json)
    except KeyboardInterrupt:
        return _report_error("Stopped. What was begun goes on at the next ingest or serve.", FAILED, as_json=as_json)
    print(json.dumps(outcome.document, ensure_ascii=False) if as_json else outcome.text)
    return outcome.code


def _run(data: Path | None, command: str, arguments: dict[str, Any]) -> "Outcome":
    """Run in this process when the room is free, else in the server that owns it."""
    from app.assistant import build_assistant
    from app.commands import run
    from app.remote import run_remotely
    from app.settings import load_settings
    from vectorstore.errors import RoomTaken
    from vectorstore.room import Room

    settings = load_settings(data)
    try:
        assistant = build_assistant(settings, _progress)
    except RoomTaken:
        return run_remotely(Room(settings.data), command, arguments, _progress)
    try:
        if command == "ingest":
            assistant.intake.start()
        return run(assistant, command, arguments, _progress)
    finally:
        assistant.close()


def _serve(data: Path | None, port: int | None) -> int:
    """Serve until told to end. What the whole program is made of is imported behind the first page, not before it."""
    from app.settings import load_settings
    from app.web.server import serve

    try:
        serve(load_settings(data), port)
    except KeyboardInterrupt:
        return _report_error("Stopped. What was begun goes on at the next ingest or serve.", FAILED, as_json=False)
    except Exception as error:
        from app.expected import EXPECTED

        if not isinstance(error, EXPECTED):
            raise
        return _report_error(str(error), FAILED, as_json=False)
    return 0


def _as_plain_values(arguments: dict[str, Any]) -> dict[str, Any]:
    """Turn paths into text, so that the same values go to a running server as JSON."""
    return json.loads(json.dumps(arguments, default=str))  # type: ignore[no-any-return]  # JSON of a dict is a dict


def _progress(line: str) -> None:
    """Show one line that is written over by the next; only to a terminal."""
    if line and sys.stderr.isatty():
        width = os.get_terminal_size(sys.stderr.fileno()).columns - 1
        print(f"\r\033[K{line[:width]}", end="", file=sys.stderr, flush=True)


def _report_error(message: str, code: int, *, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"error": message}, ensure_ascii=False))
    print(f"muniment: {message}", file=sys.stderr)
    return code


def _set_quiet_environment() -> None:
    """Switch off what libraries would send or fetch; before any of them is imported."""
    os.environ |= {
        "ANONYMIZED_TELEMETRY": "False",  # Chroma
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",  # its threads and our worker process do not mix
        "DO_NOT_TRACK": "1",
    }


if __name__ == "__main__":
    sys.exit(main())
