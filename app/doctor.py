"""Doctor: what the room needs to work, each thing checked, with a remedy where it is missing."""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from app.answering.pack import usable_windows
from app.assistant import Assistant
from app.llm.types import InstalledModel
from app.llm.watch import ServerState
from app.records.judges import Judge
from ingest.embed import knows_only_english
from vectorstore.language import ENGLISH, NAMES

LITTLE_DISK = 2 * 1024**3
_NAMED = 5  # documents that a check names; the others it counts


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `advice` says what to do where it is not ok, or what is worth knowing."""

    name: str
    ok: bool
    advice: str = ""
    required: bool = True  # False for the chat model: without one, answers are quotes


@dataclass(frozen=True, slots=True)
class Report:
    """All checks, and the versions they found."""

    checks: tuple[Check, ...]
    model: str | None
    embedder: str
    ollama_url: str
    ollama_version: str | None

    @property
    def ok(self) -> bool:
        """Whether everything required is ok."""
        return all(check.ok for check in self.checks if check.required)

    def as_json(self) -> dict[str, Any]:
        """The document of `doctor --json`."""
        return {
            "ok": self.ok,
            "model": self.model,
            "embedder": self.embedder,
            "ollama": {
                "url": self.ollama_url,
                "reachable": self.ollama_version is not None,
                "version": self.ollama_version,
            },
            "checks": [asdict(check) for check in self.checks],
        }


def examine(assistant: Assistant) -> Report:
    """Look at the room, the embedder, Ollama and the model; gives a server that says nothing up after some seconds."""
    server = assistant.models.look()
    answering = server.answering
    return Report(
        checks=(
            *_room_checks(assistant),
            _embedder_check(assistant),
            *_reading_check(assistant),
            *_language_checks(assistant),
            *_reranker_check(assistant),
            *_model_checks(server, assistant),
        ),
        model=answering.description.name if answering else None,
        embedder=f"{assistant.embedder.signature_name} ({assistant.embedder.backend})",
        ollama_url=server.url,
        ollama_version=server.version,
    )


def _room_checks(assistant: Assistant) -> Iterator[Check]:
    health = assistant.health
    rebuilt = f"Rebuilt at the start: {', '.join(health.repaired)}." if health.repaired else ""
    yield Check(f"room {assistant.settings.data}", health.ok, " ".join([*health.problems, rebuilt]).strip())
    free = shutil.disk_usage(assistant.settings.data).free
    advice = "" if free > LITTLE_DISK else "Free some space on this disk, or move the room with --data."
    yield Check(f"disk, {free / 1024**3:.1f} GiB free", free > LITTLE_DISK, advice)
    foreign = assistant.settings.address not in ("127.0.0.1", "localhost", "::1")
    warning = "The page has no sign-in yet: everybody who reaches this address reads every document." if foreign else ""
    yield Check(f"address {assistant.settings.address}", not foreign, warning)


def _embedder_check(assistant: Assistant) -> Check:
    name = f"embedder {assistant.embedder.signature_name} by {assistant.embedder.backend}"
    if assistant.vectors_match:
        return Check(name, ok=True)
    return Check(
        name,
        ok=False,
        advice="The room was embedded with another model. Run `muniment reembed`, or set that model again.",
    )


def _reading_check(assistant: Assistant) -> Iterator[Check]:
    """Name files that an earlier version read: they can be asked, and read again."""
    if not assistant.reading_matches:
        yield Check(
            "documents read by an earlier version",
            ok=False,
            advice="They can be asked as they are. `muniment reembed` reads them again, so that what this version "
            "reads better, such as tables in PDFs, is found and compared with answers.",
            required=False,
        )


def _language_checks(assistant: Assistant) -> Iterator[Check]:
    """Whether there are documents in languages that the embedder does not know."""
    languages = assistant.languages()
    foreign = {document: language for document, language in languages.items() if language != ENGLISH}
    if not foreign or not knows_only_english(assistant.embedder.signature_name):
        return
    counts = ", ".join(f"{NAMES[language]} {count}" for language, count in Counter(foreign.values()).most_common())
    names = [assistant.document(document).name for document in sorted(foreign)[:_NAMED]]
    more = len(foreign) - len(names)
    listed = ", ".join(names) + (f" and {more:,} more" if more else "")
    yield Check(
        f"languages: {len(foreign):,} of {len(languages):,} documents not in English ({counts})",
        ok=False,
        advice=f"The embedder knows English only, so it hardly finds what these mean: {listed}. Questions in their own "
        "language find them by its words, questions in another language do not. To find them by meaning too, set "
        "`embedder` to the folder of a multilingual sentence-transformers model, then run `muniment reembed`.",
        required=False,
    )


def _reranker_check(assistant: Assistant) -> Iterator[Check]:
    """Name the owner's reranker; one that cannot be had keeps the room from opening, and the message says why."""
    if assistant.reranker:
        yield Check(f"reranker {assistant.reranker.name}", ok=True)


def _model_checks(server: ServerState, assistant: Assistant) -> Iterator[Check]:
    """The chat server, the model that answers, and its windows: asked for, trained, loaded, and what it reads well."""
    answers = server.provider == "fake" or server.version is not None
    advice = "" if answers else f"{server.advice} Until then answers are quotes."
    version = f", Ollama {server.version}" if server.version else ""
    yield Check(f"chat server {server.url or '(none set)'}{version}", answers, advice, required=False)
    if not answers:
        return
    model = server.answering
    if model is None:
        yield Check("chat model", ok=False, advice=f"{server.advice} Until then answers are quotes.", required=False)
        return
    warnings = " ".join(model.description.warnings)
    yield Check(f"chat model {model.description.name}", ok=True, advice=warnings, required=False)
    measured = assistant.effective_window(model.description.digest)
    yield _window_check(model, assistant.settings.windows, measured.effective if measured else None)
    yield _judge_check(assistant.judges.of(model.description.digest))


def _judge_check(judge: Judge | None) -> Check:
    if judge is None:
        advice = "`muniment calibrate` measures whether it notices that passages do not answer a question."
    elif judge.least_readiness is None:
        advice = "It does not tell well enough whether passages answer a question, so it is not asked before."
    else:
        advice = "It is asked whether the passages answer a question before it writes."
    return Check("judge", ok=True, advice=advice, required=False)


def _window_check(model: InstalledModel, windows: tuple[int, ...], effective: int | None) -> Check:
    asked = usable_windows(windows, model.description.trained_window)
    trained = model.description.trained_window
    loaded = model.loaded.window if model.loaded else None
    parts = [f"asked for: {', '.join(f'{window:,}' for window in asked)} tokens, the smallest that holds the prompt"]
    parts.append(f"the model's ceiling: {trained:,}" if trained else "the model does not say its ceiling")
    parts.append(f"loaded now: {loaded:,}" if loaded else "not loaded now")
    parts.append(f"it reads well up to {effective:,}" if effective else "`muniment window` measures how far it reads")
    advice = f"{'; '.join(parts)}."
    return Check("window", ok=True, advice=advice[0].upper() + advice[1:], required=False)
