"""Whether the evidence check tells what a table says from what it says of another row or column.

    MUNIMENT_TEST_DATA=... python -m benchmarks.evidence_tables [--cells N]

A claim is made of a cell, its row and its column: "The A week of Generator, 110 kVA is EUR 940." Amounts have the scale
that is named above its table: "$ 647 million". It is wrong with the
cell of another column of the row in its place, or with that of another row of the column. Rows of one label under
several sections are named with theirs, and are wrong with the cell of another section. The page that has the table is
the passage. "Cell named" is the share of which the program says that another cell is meant, and names it: of right
claims that is an alarm, of wrong ones it counts only where it is the right cell. Tables are those that the program
reads in the sample papers, and in two yearly reports of FinanceBench.
"""

import argparse
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from app.answering.cite import Finder
from app.answering.scale import declared_scales
from app.answering.tables import Row, rows_in
from app.answering.types import Passage
from benchmarks.evidence import Rating, auc, rate
from benchmarks.measure import data_folder, print_table, spread
from ingest.parse.pdf import parse_pdf

SAMPLES = Path(__file__).parent.parent / "sample_docs"
SCALES = {10**3: "thousand", 10**6: "million", 10**9: "billion"}
REPORTS = ("ADOBE_2022_10K.pdf", "BESTBUY_2023_10K.pdf")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table with figures or words, the names of its row and column, and what else stands there."""

    passage: Passage
    row: str
    column: str
    text: str
    of_other_column: str
    of_other_row: str
    of_other_section: str  # the row of the same label there; "" where there is none
    scale: str  # of the amounts of its row: "million", "" where none is named
    others: tuple[str, ...]  # all that stands in the other cells of its row and column

    def claim(self, text: str) -> str:
        """Say that a text stands in the cell."""
        scale = f" {self.scale}" if self.scale and "$" in text else ""
        return f"The {self.column} of {self.row} is {text}{scale}."

    def shown(self) -> str:
        """Write the cell as the program shows it to a reader."""
        return f"{self.row} · {self.column}: {self.text}"


def cells_of(path: Path, chance: random.Random) -> Iterator[Cell]:
    """Yield the cells of a paper's tables that have a named row and column, and others in both."""
    for page in parse_pdf(path, path.name, None, on_page=lambda *_: None).pages:
        passage = Passage(1, path.name, page.text, 0, len(page.text), ((page.number, 0),), "")
        tables, scales = defaultdict[int, list[Row]](list), dict[int, str]()
        for start, row in rows_in(page.text).items():
            tables[row.table].append(row)
            above = [scale for offset, scale in declared_scales(page.text) if offset < start]
            scales[id(row)] = SCALES[above[-1]] if above and "share" not in row.full_label.lower() else ""
        for rows in tables.values():
            for row in rows:
                twins = [other for other in rows if other.label == row.label and other.section != row.section]
                for place, text in enumerate(row.cells):
                    beside = [cell for cell in row.cells[1:] if _says(cell) and cell != text]
                    column = [other.cells[place] for other in rows if other.names == row.names]
                    below = [cell for cell in column if _says(cell) and cell != text]
                    if place and row.label and row.names[place] and _says(text) and beside and below:
                        there = [other.cells[place] for other in twins if other.names == row.names]
                        of_twins = [cell for cell in there if _says(cell) and cell != text]
                        yield Cell(
                            passage,
                            row.full_label if of_twins and row.section else row.label,
                            row.names[place],
                            text,
                            chance.choice(beside),
                            chance.choice(below),
                            of_twins[0] if of_twins and row.section else "",
                            scales[id(row)],
                            (*beside, *below),
                        )


def _says(text: str) -> bool:
    return any(map(str.isalnum, text))


def main() -> None:
    """Print how right and wrong claims of tables are judged."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evidence_tables")
    parser.add_argument("--cells", type=int, default=300, metavar="N")
    count = parser.parse_args().cells
    reports = data_folder("financebench") / "raw" / "pdfs"
    sets = {"sample papers": sorted(SAMPLES.glob("*.pdf")), "yearly reports": [reports / name for name in REPORTS]}
    rows: list[Sequence[object]] = [
        ("papers", "claims", "number", "called supported", "called partly", "cell named", "AUC")
    ]
    for name, paths in sets.items():
        chance = random.Random(0)
        cells = spread([cell for path in paths for cell in cells_of(path, chance)], count)
        finders = {id(cell.passage): Finder((cell.passage,), "") for cell in cells}

        def rated(
            texts: Sequence[str], cells: Sequence[Cell] = cells, finders: dict[int, Finder] = finders
        ) -> list[Rating]:
            pairs = enumerate(zip(cells, texts, strict=True))
            return [rate(finders[id(cell.passage)], place, cell.claim(text)) for place, (cell, text) in pairs]

        right = rated([cell.text for cell in cells])
        alarms = sum(bool(one.instead) for one in right) / len(right)
        rows.append((name, "right", str(len(right)), *_shares(right), f"{alarms:.2f}", ""))
        with_twin = [cell for cell in cells if cell.of_other_section]
        for kind, among, texts in (
            ("of another column", cells, [cell.of_other_column for cell in cells]),
            ("of another row", cells, [cell.of_other_row for cell in cells]),
            ("of another section", with_twin, [cell.of_other_section for cell in with_twin]),
        ):
            if among:
                wrong = rated(texts, among)
                named = fmean(
                    any(told.endswith(cell.shown()) for told in one.instead)
                    for cell, one in zip(among, wrong, strict=True)
                )
                rows.append((name, kind, str(len(wrong)), *_shares(wrong), f"{named:.2f}", f"{auc(right, wrong):.3f}"))
    print_table(rows)


def _shares(ratings: Sequence[Rating]) -> list[str]:
    return [f"{sum(one.rank == rank for one in ratings) / len(ratings):.2f}" for rank in (2, 1)]


if __name__ == "__main__":
    main()
