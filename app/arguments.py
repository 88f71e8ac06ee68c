"""The command line's words: one parser for the terminal; its values travel to a running server as plain JSON."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.answering.types import Mode

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

EVALUATED: tuple[Mode, ...] = ("rag", "long", "auto", "closed", "quotes")
"""Modes that a question set can be put through; closed is the model alone, as a control."""

MODES: tuple[Mode, ...] = ("rag", "long", "auto", "quotes")

COMPARED: tuple[Mode, ...] = ("rag", "long", "auto")
"""Modes that a comparison puts side by side where none are named."""


def build_parser() -> argparse.ArgumentParser:
    """Parser of `muniment`; paths are made absolute, since another process may open them."""
    parser = argparse.ArgumentParser(
        prog="muniment",
        description="A private document assistant. Nothing leaves this machine.",
        epilog="Exit codes: 0 ok, 1 nothing found, refused or does not fit, 2 wrong use, 3 something failed.",
    )
    parser.add_argument("--data", type=_absolute, metavar="DIR", help="folder of the room (or MUNIMENT_DATA)")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    parts = (
        *(_ingest, _documents, _delete, _search, _ask, _compare, _eval, _window, _calibrate),
        *(_doctor, _verify, _reembed, _serve),
    )
    for add in parts:
        command = add(commands)
        # After the command too, as people write it; SUPPRESS keeps the one given before.
        command.add_argument("--data", type=_absolute, metavar="DIR", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        if command.prog != "muniment serve":
            command.add_argument("--json", action="store_true", help="print one JSON document on standard output")
    return parser


def _ingest(commands: "Commands") -> argparse.ArgumentParser:
    command = commands.add_parser("ingest", help="take in files and folders (recursively)")
    command.add_argument("paths", nargs="+", type=_absolute, metavar="PATH")
    _space(command)
    return command


def _documents(commands: "Commands") -> argparse.ArgumentParser:
    command = commands.add_parser("documents", help="list the documents of the room")
    _space(command, default=None)
    return command


def _delete(commands: "Commands") -> argparse.ArgumentParser:
    command = commands.add_parser("delete", help="erase documents, with a receipt")
    command.add_argument("documents", nargs="+", metavar="NAME-OR-ID")
    return command


def _search(commands: "Commands") -> argparse.ArgumentParser:
    command = commands.add_parser("search", help="find the pages that speak of something")
    asked = command.add_mutually_exclusive_group(required=True)
    asked.add_argument("query", nargs="?", metavar="QUERY")
    asked.add_argument("--queries", type=_absolute, metavar="F.jsonl", help="lines {id, text, document?}")
    command.add_argument("-k", dest="count", type=_positive, default=10, metavar="N", help="pages for each query (10)")
    _space(command)
    return command


def _ask(commands: "Commands") -> argparse.ArgumentParser:
    command = commands.add_parser("ask", help="ask a question of the documents")
    asked = command.add_mutually_exclusive_group(required=True)
    asked.add_argument("question", nargs="?", metavar="QUESTION")
    asked.add_argument("--questions", type=_absolute, metavar="F.jsonl", help="lines {id, text, document?}")
    command.add_argument(
        "--mode",
        choices=MODES,
        default="rag",
        help="rag: from passages; long: from whole documents; auto: whichever serves; quotes: word for word",
    )
    command.add_argument("--model", default="", metavar="M", help="chat model (the one installed that fits best)")
    command.add_argument("--document", action="append", default=[], metavar="D", help="only these, by name or id")
    command.add_argument("--all-that-fit", action="store_true", help="long: leave out what does not fit, and say so")
    command.add_argument("--anyway", action="store_true", help="have a model that judges write what it would hold back")
    _space(command)
    return command


def _window(commands: "Commands") -> argparse.ArgumentParser:
    command = commands.add_parser("window", help="measure how far a model really reads, in texts of your papers")
    command.add_argument("--model", default="", metavar="M", help="chat model (the one installed that fits best)")
    command.add_argument("--largest", type=_positive, metavar="TOKENS", help="longest text (the largest window set)")
    command.add_argument("--document", action="append", default=[], metavar="D", help="only these, by name or id")
    _space(command)
    return command


def _calibrate(commands: "Commands") -> argparse.ArgumentParser:
    command = commands.add_parser("calibrate", help="measure whether a model can judge if passages answer a question")
    command.add_argument("--model", default="", metavar="M", help="chat model (the one installed that fits best)")
    return command


def _eval(commands: "Commands") -> argparse.ArgumentParser:
    command = commands.add_parser("eval", help="put a question set through modes and models, and sum up what came")
    command.add_argument(
        "questions",
        type=_absolute,
        metavar="F.jsonl",
        help="lines {id, question, answers?, document?, pages?, unanswerable?}",
    )
    command.add_argument(
        "--modes",
        type=_modes,
        default=list(EVALUATED[:4]),
        metavar="M,M",
        help=f"of {', '.join(EVALUATED)} ({','.join(EVALUATED[:4])})",
    )
    command.add_argument("--model", action="append", default=[], metavar="M", help="chat model; may be repeated")
    command.add_argument("--document", action="append", default=[], metavar="D", help="only these, by name or id")
    command.add_argument("--new", action="store_true", help="begin anew, also where the same run was begun before")
    command.add_argument("--report", type=_absolute, metavar="DIR", help="write report.html, report.json, report.csv")
    _space(command)
    return command


def _compare(commands: "Commands") -> argparse.ArgumentParser:
    command = commands.add_parser("compare", help="put one question through several modes or models")
    command.add_argument("question", metavar="QUESTION")
    modes = ",".join(COMPARED)
    command.add_argument("--modes", type=_modes, default=list(COMPARED), metavar="M,M", help=f"columns ({modes})")
    command.add_argument(
        "--model", action="append", default=[], metavar="M", help="chat model; several give a column each"
    )
    command.add_argument("--document", action="append", default=[], metavar="D", help="only these, by name or id")
    command.add_argument("--all-that-fit", action="store_true", help="long: leave out what does not fit, and say so")
    command.add_argument("--warm", action="store_true", help="ask each a second time, directly after the first")
    command.add_argument("--export", type=_export, metavar="FILE", help="write it as FILE.html or FILE.json")
    _space(command)
    return command


def _doctor(commands: "Commands") -> argparse.ArgumentParser:
    return commands.add_parser("doctor", help="check what is needed, with a remedy for each thing that is missing")


def _verify(commands: "Commands") -> argparse.ArgumentParser:
    command = commands.add_parser("verify", help="check catalog, vectors, keywords and files against each other")
    command.add_argument("--no-repair", action="store_true", help="only say what is wrong")
    return command


def _reembed(commands: "Commands") -> argparse.ArgumentParser:
    return commands.add_parser(
        "reembed", help="read and embed all documents anew, after another embedding model was set"
    )


def _serve(commands: "Commands") -> argparse.ArgumentParser:
    command = commands.add_parser("serve", help="open the room in the browser")
    command.add_argument("--port", type=_positive, metavar="P", help="port (8501)")
    return command


def _space(command: argparse.ArgumentParser, default: str | None = "main") -> None:
    command.add_argument("--space", default=default, metavar="S", help="space of the room (main)")


def _modes(text: str) -> list[str]:
    modes = [mode.strip() for mode in text.split(",")]
    if unknown := [mode for mode in modes if mode not in EVALUATED]:
        raise argparse.ArgumentTypeError(f"no such mode: {', '.join(unknown)}; choose from {', '.join(EVALUATED)}")
    return modes


def _absolute(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _export(text: str) -> Path:
    if not text.endswith((".html", ".json")):
        raise argparse.ArgumentTypeError("a comparison is written as a file that ends with .html or .json")
    return _absolute(text)


def _positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise ValueError
    return number
