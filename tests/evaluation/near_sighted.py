"""A chat model that understands the hidden facts, but reads only the last so many words of a text."""

from types import SimpleNamespace

from app.evaluation.probes import PROBES
from app.llm.fake import FakeChatModel
from app.llm.types import ModelDescription


class NearSighted(FakeChatModel):
    """Sees the last `sight` words of a prompt; calls `on_ask` with the number of each question, from 1."""

    def __init__(self, sight, digest="near", trained=None, on_ask=lambda _: None):
        super().__init__()
        self.sight, self.digest, self.trained, self.on_ask = sight, digest, trained, on_ask

    def describe(self):
        return ModelDescription("fake", "near-sighted", self.digest, None, self.trained, ("<|start|>",))

    def _quote(self, messages):
        self.on_ask(len(self.prompts))
        seen = " ".join(messages[-1].content.split()[-self.sight :])
        asked = seen.rpartition("Question: ")[2]
        probe = next((probe for probe in PROBES if probe.question == asked), None)
        return f"It is the {probe.answers[0]}." if probe and probe.fact in seen else "I do not know."


def offer(assistant, model):
    """Have the assistant choose this model."""
    assistant.models = SimpleNamespace(choose=lambda _name: model, remember=lambda _name: None)
