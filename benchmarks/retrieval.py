"""How well pages and documents are found, by search as people use it, by each ranking alone, and by the plain pipeline.

    python -m benchmarks.retrieval [contoso_hr | scifact | cranfield | anthropic_docs_rag | squad2_dev]
    python -m benchmarks.retrieval financebench [--only ADOBE BESTBUY ...] [--keep FOLDER]

contoso_hr: PDFs; a hit is the judged page or the one after it (an answer often runs over the page's end); hit@k is the
share of answerable questions with a hit among the first k pages. financebench: annual reports of several companies; a
hit is a page of the evidence, and "report" the share of questions whose first page is of the right report. The others:
every document becomes one Markdown file, its title as heading; nDCG@10 over documents, of at most 1,000 queries. The
last column gives the score to its left for every other query, and for the rest: what is tuned must gain on both.

`--only` takes the PDFs whose names begin so, with their questions. `--keep` keeps what takes longest, the room and what
the plain pipeline found, for the next run on the same files.
"""

import argparse
import json
import math
import shutil
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.answering.feedback import rank_with_feedback
from app.answering.fuse import fuse
from benchmarks.measure import (
    data_folder,
    muniment,
    print_table,
    read_jsonl,
    read_judgments,
    right_pages,
    run_json,
    spread,
)
from ingest.embed import make_embedder
from ingest.embedders.cache import cache_folder
from ingest.pipeline import signature_of
from vectorstore.room import Room
from vectorstore.store import Store
from vectorstore.types import ChunkKey, Scored

DEPTH = 100  # chunks taken from each ranking
PAGES_ASKED = 20  # more than 10, since a document's second page does not count again

MOST_QUERIES = 1000
RANK_CONSTANT = 60  # of reciprocal rank fusion, as Cormack, Clarke and Büttcher set it (SIGIR 2009)

Place = tuple[str, int]
"""File name, or the document's id in a corpus, and page number."""

Rankings = dict[str, list[Place]]
"""For each query the places found, best first."""


def page_scores(rankings: Rankings, judgments: dict[str, dict[str, int]]) -> dict[str, float]:
    """Score pages: hit@5, hit@10 and the mean reciprocal rank (within the pages asked), page or page + 1."""
    return _rank_scores([_first_rank(rankings[query], right_pages(judged)) for query, judged in judgments.items()])


def _rank_scores(ranks: Sequence[float]) -> dict[str, float]:
    return {
        "hit@5": fmean(rank <= 5 for rank in ranks),
        "hit@10": fmean(rank <= 10 for rank in ranks),
        "MRR": fmean(1 / rank if rank <= 10 else 0.0 for rank in ranks),
    }


def evidence_scores(rankings: Rankings, judgments: dict[str, dict[str, int]]) -> dict[str, float]:
    """Score pages of evidence: as `page_scores`, the page itself only; and whether the first one's report is right."""
    ranks = [_first_rank(rankings[query], {_place(key) for key in judged}) for query, judged in judgments.items()]
    first = [
        bool(rankings[query]) and rankings[query][0][0] in {_place(key)[0] for key in judged}
        for query, judged in judgments.items()
    ]
    return {"report": fmean(first), **_rank_scores(ranks)}


def document_scores(rankings: Rankings, judgments: dict[str, dict[str, int]]) -> dict[str, float]:
    """Score documents: nDCG@10 with linear gains, best rank of each document (as trec_eval's ndcg_cut)."""
    return {"nDCG@10": fmean(_ndcg(rankings[query], judged) for query, judged in judgments.items())}


def _place(key: str) -> Place:
    name, _, page = key.partition("#page=")
    return name, int(page)


def _first_rank(places: Sequence[Place], right: set[Place]) -> float:
    return next((rank for rank, place in enumerate(places, 1) if place in right), math.inf)


def _ndcg(places: Sequence[Place], judged: dict[str, int]) -> float:
    documents = list(dict.fromkeys(name for name, _ in places))[:10]
    gains = [judged.get(document, 0) for document in documents]
    return _discounted(gains) / _discounted(sorted(judged.values(), reverse=True)[:10])


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def write_corpus(name: str, folder: Path) -> dict[str, str]:
    """Put every document of a corpus into a Markdown file of its own; give the document's id for each file name."""
    folder.mkdir()
    names: dict[str, str] = {}
    for number, document in enumerate(read_jsonl(data_folder(name) / "corpus.jsonl")):
        file = folder / f"{number}.md"  # ids may be addresses
        file.write_text(f"# {document['title']}\n\n{document['text']}\n", encoding="utf-8")
        names[file.name] = document["id"]
    return names


def rank_by_command(room: Path, queries: Path) -> Rankings:
    """Rank as `muniment search` does."""
    document = run_json(muniment(room, "search", "--queries", queries, "-k", str(PAGES_ASKED))).document
    return _places(document["results"])


def rank_by_plain(files: Path, queries: Path, kept: Path) -> Rankings:
    """Rank as the plain pipeline does: its chunks in order, the same page again counted once; as `kept`, if it is."""
    command = ["-m", "benchmarks.plain", str(files), "--queries", str(queries), "-k", str(2 * PAGES_ASKED)]
    if not kept.exists():
        kept.write_text(json.dumps(run_json([sys.executable, *command]).document), encoding="utf-8")
    return _places(json.loads(kept.read_text(encoding="utf-8"))["results"])


def _places(results: Sequence[dict[str, Any]]) -> Rankings:
    return {
        result["id"]: list(dict.fromkeys((hit["document"], hit["page"]) for hit in result["hits"]))
        for result in results
    }


def rank_by_parts(room: Path, queries: Sequence[dict[str, Any]]) -> dict[str, Rankings]:
    """Rank by vectors alone, by words alone and by both fused, straight from the store."""
    embedder = make_embedder("minilm", cache_folder())
    store = Store.open(Room(room), signature_of(embedder))
    try:
        names = {document.id: document.name for document in store.documents()}
        vectors = {q["id"]: embedder.embed_query(q["text"]) for q in queries}
        dense = {query: store.nearest("main", vector, DEPTH) for query, vector in vectors.items()}
        keyword = {q["id"]: store.matching("main", q["text"], DEPTH) for q in queries}
        ways = {
            "vectors alone": dense,
            "keywords alone": keyword,
            "fused by reciprocal ranks": {query: by_ranks([dense[query], keyword[query]]) for query in dense},
            "fused by scores": {query: fuse(dense[query], keyword[query]) for query in dense},
            "… and moved towards the first": {
                query: _with_feedback(store, vector, dense[query], keyword[query]) for query, vector in vectors.items()
            },
        }
        return {
            way: {query: _chunk_places(store, names, found) for query, found in rankings.items()}
            for way, rankings in ways.items()
        }
    finally:
        store.close()


def _with_feedback(
    store: Store, vector: NDArray[np.float32], nearest: Sequence[Scored], matching: Sequence[Scored]
) -> list[Scored]:
    keys, vectors = store.vectors(list(dict.fromkeys(scored.key for scored in (*nearest, *matching))))
    rank = partial(fuse, matching=matching)
    return rank_with_feedback(vector, nearest, keys, vectors, rank, away_from_others=True)


def by_ranks(rankings: Sequence[Sequence[Scored]]) -> list[Scored]:
    """Fuse rankings by reciprocal ranks, which Muniment did before: to compare with."""
    scores: dict[ChunkKey, float] = {}
    for ranking in rankings:
        for rank, scored in enumerate(ranking, 1):
            scores[scored.key] = scores.get(scored.key, 0.0) + 1 / (RANK_CONSTANT + rank)
    return [Scored(key, score) for key, score in sorted(scores.items(), key=lambda item: -item[1])]


def _chunk_places(store: Store, names: dict[int, str], found: Sequence[Scored]) -> list[Place]:
    chunks = store.chunks([scored.key for scored in found])
    return list(dict.fromkeys((names[item.document], item.chunk.first_page) for item in chunks))


PDFS = {"contoso_hr": page_scores, "financebench": evidence_scores}
TEXTS = ("scifact", "cranfield", "anthropic_docs_rag", "squad2_dev")


def read_set(name: str, only: Sequence[str]) -> tuple[list[dict[str, Any]], dict[str, dict[str, int]]]:
    """Give the judged queries of a set, those of the PDFs whose names begin like one of `only`, and their judgments."""
    data = data_folder(name)
    queries = list(read_jsonl(data / "queries.jsonl"))
    judged = _evidence(queries) if name == "financebench" else read_judgments(data / "qrels.tsv")
    chosen = [
        query for query in queries if any(key.startswith(tuple(only or [""])) for key in judged.get(query["id"], ()))
    ]
    return spread(chosen, MOST_QUERIES), judged


def _evidence(queries: Sequence[dict[str, Any]]) -> dict[str, dict[str, int]]:
    """Read FinanceBench's evidence as judgments: its pages are counted from 0. Some reports are not among the files."""
    return {
        query["id"]: {f"{part['doc']}.pdf#page={part['page0'] + 1}": 1 for part in query["evidence"]}
        for query in queries
        if query["pdf_available"]
    }


def pdfs_of(name: str, only: Sequence[str], folder: Path) -> Path:
    """Give the folder of a set's PDFs; of those whose names begin like one of `only`, copies in `folder`."""
    pdfs = data_folder(name) / "raw" / ("pdfs" if name == "financebench" else "data")
    if not only:
        return pdfs
    folder.mkdir()
    for path in pdfs.iterdir():
        if path.name.startswith(tuple(only)):
            shutil.copyfile(path, folder / path.name)
    return folder


def main() -> None:
    """Take the set into a room, rank its queries in each way, print the scores."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval")
    parser.add_argument("set", nargs="?", choices=[*PDFS, *TEXTS], default="contoso_hr")
    parser.add_argument("--no-plain", action="store_true", help="leave the plain pipeline out, which takes longest")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="PDFs whose names begin so")
    parser.add_argument("--keep", type=Path, help="folder that keeps the room and what the plain pipeline found")
    arguments = parser.parse_args()
    score = PDFS.get(arguments.set, document_scores)
    queries, judged = read_set(arguments.set, arguments.only)
    judgments = {query["id"]: judged[query["id"]] for query in queries}
    with tempfile.TemporaryDirectory() as temporary:
        folder, names = Path(temporary), dict[str, str]()
        kept, asked = arguments.keep or folder, folder / "queries.jsonl"
        kept.mkdir(parents=True, exist_ok=True)
        asked.write_text("".join(json.dumps(query) + "\n" for query in queries), encoding="utf-8")
        if arguments.set in PDFS:
            files = pdfs_of(arguments.set, arguments.only, folder / "files")
        else:
            files = folder / "files"
            names = write_corpus(arguments.set, files)
        if not (kept / "room").exists():
            run_json(muniment(kept / "room", "ingest", files))
        rankings = rank_by_parts(kept / "room", queries)
        rankings["muniment search: named documents first, reranked"] = rank_by_command(kept / "room", asked)
        if not arguments.no_plain:
            rankings["plain LlamaIndex"] = rank_by_plain(files, asked, kept / "plain.json")
    rows: list[Sequence[object]] = []
    for way, places in rankings.items():
        ranking = {query: [(names.get(name, name), page) for name, page in found] for query, found in places.items()}
        scores = score(ranking, judgments)
        halves = [score(ranking, dict(list(judgments.items())[half::2])) for half in (0, 1)]
        last = " ".join(f"{[*half.values()][-1]:.3f}" for half in halves)
        rows.append((way, *(f"{value:.3f}" for value in scores.values()), last))
    print_table([("", *scores, "of each half"), *rows])


if __name__ == "__main__":
    main()
