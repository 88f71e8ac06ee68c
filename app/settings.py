"""Settings: the only reader of the environment and of muniment.toml. Frozen; unknown keys are an error.

A value comes from the default, else from muniment.toml in the data folder, else from the environment (`MUNIMENT_` and
the name in capitals); the later one wins. `origins` remembers which, for the settings page and for doctor.
"""

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

import platformdirs

FILE_NAME = "muniment.toml"
ENVIRONMENT_PREFIX = "MUNIMENT_"
GIBIBYTE = 1024**3

Origin = Literal["default", "file", "environment", "argument"]


class SettingsError(Exception):
    """A setting is unknown or has a value that cannot be used; the message names it and says what is allowed."""


def _setting(default: Any, about: str, choices: tuple[str, ...] = ()) -> Any:
    return field(default=default, metadata={"about": about, "choices": choices})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that can be set. Read once, by build_assistant and the edges, and passed down as plain values."""

    data: Path = _setting(Path(), "folder of the room: documents, catalog, indexes and muniment.toml")
    llm: str = _setting(
        "ollama",
        "who writes answers: an Ollama server, a stand-in for tests, or nobody (quotes only)",
        ("ollama", "fake", "none"),
    )
    ollama_host: str = _setting("127.0.0.1:11434", "address of the Ollama server; OLLAMA_HOST is read too")
    model: str = _setting("", "chat model to use; empty takes the one used last, else the largest that fits the memory")
    windows: tuple[int, ...] = _setting(
        (4096, 8192, 16384, 32768, 65536, 131072),
        "window sizes asked of Ollama, in tokens; few, because every change reloads the model",
    )
    answer_tokens: int = _setting(512, "room reserved for the answer in the window, in tokens")
    temperature: float = _setting(0.0, "randomness of answers; 0 gives the same answer again")
    seed: int = _setting(0, "seed of the model's random numbers")
    keep_alive: str = _setting("5m", "how long Ollama keeps the model loaded after an answer")
    waiting_questions: int = _setting(8, "questions that may wait while one is answered; more are turned away")
    passages: int = _setting(8, "most chunks retrieved for a question, before neighbours are added")
    passage_tokens: int = _setting(1024, "most that passages may take of the prompt, in tokens of the chat model")
    embedder: str = _setting("minilm", "embedding model: minilm, fake, a sentence-transformers folder, or ollama:NAME")
    reranker: str = _setting(
        "", "reranker of your own: a CrossEncoder's folder, or package.module:Name of a LlamaIndex postprocessor"
    )
    largest_file: int = _setting(2 * GIBIBYTE, "largest file taken, in bytes")
    address: str = _setting("127.0.0.1", "address that `muniment serve` listens on")
    port: int = _setting(8501, "port that `muniment serve` listens on")
    origins: Mapping[str, Origin] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        if not self.windows or min(self.windows) < 512:
            raise SettingsError(f"windows is {self.windows!r}: give at least one size, none below 512 tokens.")
        if self.answer_tokens >= max(self.windows):
            raise SettingsError(
                f"answer_tokens ({self.answer_tokens}) must be smaller than the largest of windows {self.windows}."
            )


def setting_fields() -> list[tuple[str, object, str]]:
    """Every setting as (name, default, what it is about), in the order of the class."""
    return [(f.name, f.default, f.metadata["about"]) for f in fields(Settings) if f.name != "origins"]


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A setting as a person reads it: its value, where that came from, what it is about, how to change it."""

    name: str
    value: str
    origin: Origin
    about: str
    line: str  # to write into muniment.toml, "" where the file cannot say it
    variable: str  # of the environment


def setting_rows(settings: Settings) -> list[SettingRow]:
    """Every setting with its value, in the order of the class; `line` gives the value that is set now."""
    rows = []
    for name, _, about in setting_fields():
        value = getattr(settings, name)
        line = "" if name == "data" else f"{name} = {_toml(value)}"
        origin = settings.origins.get(name, "default")
        rows.append(SettingRow(name, _shown(value), origin, about, line, ENVIRONMENT_PREFIX + name.upper()))
    return rows


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _toml(value: object) -> str:
    # A basic string of TOML is written like one of JSON.
    return json.dumps(value, ensure_ascii=False)


def default_data_folder() -> Path:
    """Folder that this platform has for an application's data."""
    return Path(platformdirs.user_data_dir("muniment", appauthor=False))


def load_settings(data: Path | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings of the room at `data` (or MUNIMENT_DATA, or the platform's data folder).

    Raises SettingsError for an unknown key, a value of the wrong kind, or a file that is not TOML.
    """
    folder = data or Path(environment.get("MUNIMENT_DATA") or default_data_folder())
    values: dict[str, Any] = {"data": folder.expanduser().absolute()}
    origins: dict[str, Origin] = {
        "data": "argument" if data else "environment" if environment.get("MUNIMENT_DATA") else "default"
    }
    for origin, source in (
        ("file", _read_file(values["data"] / FILE_NAME)),
        ("environment", _read_environment(environment)),
    ):
        for name, raw in source.items():
            values[name] = _convert(name, raw, origin)
            origins[name] = origin  # type: ignore[assignment]  # mypy widens the literal in the loop's tuple
    return Settings(**values, origins=origins)


def _read_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not a TOML file: {error}. Correct it or move it away.") from error
    if "data" in values:
        raise SettingsError(f"{path} cannot say where the data folder is: it lies in it. Use --data or MUNIMENT_DATA.")
    return values


def _read_environment(environment: Mapping[str, str]) -> dict[str, str]:
    values = {"ollama_host": environment["OLLAMA_HOST"]} if environment.get("OLLAMA_HOST") else {}
    for key, value in environment.items():
        if key.startswith(ENVIRONMENT_PREFIX) and not key.startswith("MUNIMENT_TEST_") and key != "MUNIMENT_DATA":
            values[key.removeprefix(ENVIRONMENT_PREFIX).lower()] = value
    return values


def _convert(name: str, raw: Any, origin: str) -> Any:
    known = {f.name: f for f in fields(Settings) if f.name != "origins"}
    if name not in known:
        raise SettingsError(f"{name!r} ({origin}) is not a setting. Known: {', '.join(sorted(known))}.")
    default, choices = known[name].default, known[name].metadata["choices"]
    try:
        value = _as_kind_of(default, raw)
    except (TypeError, ValueError) as error:
        raise SettingsError(f"{name} ({origin}) is {raw!r}: expected something like {default!r}.") from error
    if choices and value not in choices:
        raise SettingsError(f"{name} ({origin}) is {raw!r}: choose one of {', '.join(choices)}.")
    return value


def _as_kind_of(example: object, raw: Any) -> Any:
    """Give `raw` (a TOML value or an environment string) the type of `example`; raises ValueError where it has none."""
    if isinstance(example, tuple):
        return tuple(int(part) for part in (raw.split(",") if isinstance(raw, str) else raw))
    if isinstance(example, str) and not isinstance(raw, str):
        raise TypeError
    if isinstance(example, int | float) and isinstance(raw, bool):
        raise TypeError
    match example:
        case int():
            return int(raw)
        case float():
            return float(raw)
        case _:
            return raw
