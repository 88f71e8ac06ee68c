"""Whether a model that is asked for a cell of a table gives that one, and whether it is marked where it gives another.

    python -m benchmarks.table_answers --model M [--cells N] [--show]

The sample papers are the room, and RAG answers as anybody is answered (OLLAMA_HOST). N cells with a figure, spread
evenly over their tables, are asked for: "What is the A week of Generator, 110 kVA?" An answer is "right" where it has
the figures of the cell, and has "another cell" where it has not, but those of another cell of the row or the column.
"Warned": nothing of it is called supported; "cell named": a warning names the right one.
"""

import argparse
import os
import random
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from app.answering.markers import take_out_markers
from app.answering.types import Answer
from app.assistant import Assistant, build_assistant
from app.settings import load_settings
from benchmarks.evidence_tables import SAMPLES, Cell, cells_of
from benchmarks.measure import print_table, spread

_KINDS = ("right", "another cell", "neither", "refused")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered to the question for a cell."""

    cell: Cell
    answer: Answer

    @property
    def kind(self) -> str:
        """Which of _KINDS it is."""
        if self.answer.refused:
            return "refused"
        bare, _ = take_out_markers(self.answer.text, len(self.answer.passages))
        said = {*_FIGURE.findall(bare)}
        if {*_FIGURE.findall(self.cell.text)} <= said:
            return "right"
        said -= {*_FIGURE.findall(self.answer.question)}
        others = [{*_FIGURE.findall(text)} for text in self.cell.others]
        return "another cell" if any(figures and figures <= said for figures in others) else "neither"

    @property
    def is_warned_of(self) -> bool:
        """Whether nothing of the answer is called supported."""
        return all(citation.verdict != "supported" for citation in self.answer.citations)

    @property
    def names_cell(self) -> bool:
        """Whether a warning names the cell that was asked for."""
        return any(self.cell.shown() in warning for warning in self.answer.warnings)


def ask(assistant: Assistant, cell: Cell, model: str) -> Given:
    """Ask for a cell."""
    return Given(cell, assistant.ask(f"What is the {cell.column} of {cell.row}?", model=model))


def main() -> None:
    """Take the sample papers in, ask for the cells, print how the answers fare."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.table_answers")
    parser.add_argument("--model", required=True)
    parser.add_argument("--cells", type=int, default=40, metavar="N")
    parser.add_argument("--show", action="store_true", help="print every answer")
    arguments = parser.parse_args()
    if "OLLAMA_HOST" not in os.environ:
        sys.exit("Set OLLAMA_HOST to an Ollama server that has the model.")
    papers, chance = sorted(SAMPLES.glob("*.pdf")), random.Random(0)
    cells = [cell for path in papers for cell in cells_of(path, chance) if any(map(str.isdigit, cell.text))]
    with tempfile.TemporaryDirectory() as room:
        assistant = build_assistant(load_settings(Path(room)))
        assistant.intake.start()
        assistant.intake.ingest(papers, "main", lambda _: None)
        given = []
        for cell in spread(cells, arguments.cells):
            given.append(ask(assistant, cell, arguments.model))
            if arguments.show:
                print(given[-1].kind, cell.shown(), given[-1].answer.text, *given[-1].answer.warnings, sep=" | ")
        assistant.close()
    rows: list[tuple[str, ...]] = [("answers", "number", "warned", "cell named")]
    for kind in _KINDS:
        those = [one for one in given if one.kind == kind]
        counts = (len(those), sum(one.is_warned_of for one in those), sum(one.names_cell for one in those))
        rows.append((kind, *map(str, counts)))
    print_table(rows)


if __name__ == "__main__":
    main()
