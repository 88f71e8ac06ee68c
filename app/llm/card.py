"""What a server tells of a model before it is loaded, and whether the model may be used here. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.llm.memory import window_bytes
from app.llm.types import Loaded, ModelDescription

_BARE_TEMPLATE = re.compile(r"\s*(\{\{-?\s*\.Prompt\s*-?\}\}\s*)?")
_OWN_RENDERER = re.compile(r"^RENDERER\s+\S", re.MULTILINE)
_MARKER = re.compile(r"<[^<>\s]{1,60}>|\[/?[A-Z][A-Z_]{1,30}\]")
IMAGE_MARKERS = ("[img-", "[img]")
"""What the server takes for the place of a picture: a document with these words makes a model with vision fail."""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A model as the server lists and shows it. `capabilities` is None where the server is too old to tell."""

    name: str
    digest: str
    size: int | None  # bytes on disk
    trained_window: int | None  # tokens
    capabilities: frozenset[str] | None
    template: str
    own_renderer: bool  # the server renders the prompt by code of its own instead of the template
    window_bytes: int | None  # of memory, for each token of a window
    remote: str  # where a cloud-backed model really runs, "" for a model on the server's disk

    @property
    def thinks(self) -> bool:
        """Whether the model writes thoughts before its answer unless told not to."""
        return self.capabilities is not None and "thinking" in self.capabilities

    def description(self, control_tokens: Sequence[str] = ()) -> ModelDescription:
        """Describe the model to the rest of the program."""
        return ModelDescription(
            provider="ollama",
            name=self.name,
            digest=self.digest,
            size=self.size,
            trained_window=self.trained_window,
            control_tokens=tuple(control_tokens),
            warnings=tuple(filter(None, [refusal(self)])),
        )


def read_card(listed: Mapping[str, object], shown: Mapping[str, object]) -> ModelCard:
    """Read a card from the model's entry in /api/tags and from its answer to /api/show."""
    info = _mapping(shown.get("model_info"))
    architecture = str(info.get("general.architecture", ""))
    told = shown.get("capabilities")
    return ModelCard(
        name=str(listed.get("model") or listed.get("name") or ""),
        digest=str(listed.get("digest") or ""),
        size=_positive(listed.get("size")),
        trained_window=_positive(info.get(f"{architecture}.context_length")),
        capabilities=frozenset(map(str, told)) if isinstance(told, list) else None,
        template=str(shown.get("template") or ""),
        own_renderer=bool(shown.get("renderer")) or bool(_OWN_RENDERER.search(str(shown.get("modelfile") or ""))),
        window_bytes=window_bytes(info),
        remote=remote_host(listed) or remote_host(shown),
    )


def read_loaded(running: Mapping[str, object] | None) -> Loaded | None:
    """Read the model's entry in /api/ps; None where it has none."""
    if running is None:
        return None
    on_gpu = running.get("size_vram")
    return Loaded(
        window=_positive(running.get("context_length")),
        size=_positive(running.get("size")),
        on_gpu=on_gpu if isinstance(on_gpu, int) else None,
    )


def remote_host(told: Mapping[str, object]) -> str:
    """Return where a cloud-backed model runs, "" for one on the server's own disk."""
    return str(told.get("remote_host") or told.get("remote_model") or "")


def refusal(card: ModelCard) -> str:
    """Say why the model may not be used for answers, "" where it may."""
    if card.remote:
        return f"{card.name} is backed by a cloud ({card.remote}): documents would leave this machine."
    if card.capabilities is not None and "completion" not in card.capabilities:
        return f"{card.name} cannot chat (it can: {', '.join(sorted(card.capabilities)) or 'nothing'})."
    if not card.own_renderer and _BARE_TEMPLATE.fullmatch(card.template):
        return f"{card.name} has no chat template: the instructions and the roles would be lost."
    return ""


def template_markers(template: str) -> tuple[str, ...]:
    """Return the strings of a chat template that mark roles and turns, such as `<|im_end|>` or `[INST]`."""
    return tuple(dict.fromkeys(_MARKER.findall(template)))


def full_name(name: str) -> str:
    """Return the name of a model with its tag, `:latest` where none is given, as the server lists it."""
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _positive(value: object) -> int | None:
    return value if isinstance(value, int) and value > 0 else None
