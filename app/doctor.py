"""Doctor: what the room needs to work, each thing checked, with a remedy where it is missing."""

import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from app.assistant import Assistant
from app.llm.errors import ModelError

LITTLE_DISK = 2 * 1024**3


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
    """Look at the room, the embedder, Ollama and the model."""
    models = assistant.models.status()
    return Report(
        checks=(*_room_checks(assistant), _embedder_check(assistant), *_model_checks(assistant)),
        model=models.model,
        embedder=f"{assistant.embedder.signature_name} ({assistant.embedder.backend})",
        ollama_url=models.url,
        ollama_version=models.version,
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
    if assistant.signature_matches:
        return Check(name, ok=True)
    return Check(
        name,
        ok=False,
        advice="The room was embedded with another model. Run `muniment reembed`, or set that model again.",
    )


def _model_checks(assistant: Assistant) -> Iterator[Check]:
    status = assistant.models.status()
    yield Check(f"chat server {status.url or '(none set)'}", status.version is not None, status.advice, required=False)
    if status.version is None:
        return
    try:
        model = assistant.models.choose("")
        description = model.describe() if model else None
    except ModelError as error:
        yield Check("chat model", ok=False, advice=str(error), required=False)
        return
    if description is None:
        advice = "None is installed: answers are quotes. Get one with `ollama pull llama3.2:3b`."
        yield Check("chat model", ok=False, advice=advice, required=False)
        return
    yield Check(f"chat model {description.name}", ok=True, advice=" ".join(description.warnings), required=False)
