"""Saved chats against plain dicts, with a death before any step of an erasing."""

import shutil
import tempfile
from itertools import count
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.records.chats import Chats

TURNS = st.sampled_from(["a", "b", "c"])
DOCUMENTS = st.sets(st.integers(min_value=1, max_value=4), max_size=3)
STEPS = st.integers(min_value=1, max_value=4)


class Death(BaseException):
    """The process is gone."""


class ChatsMachine(RuleBasedStateMachine):
    """`truth` is what people were told: chat -> turn -> documents; `spoken` the chats, the last spoken in last."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = count(1)
        self.steps_left = 0
        self.truth: dict[str, dict[str, set[int]]] = {}
        self.spoken: list[str] = []
        self.words: set[str] = set()  # that must not be found any more
        self.open()

    def open(self) -> None:
        self.chats = Chats(self.folder / "chats.sqlite3", lambda: float(next(self.clock)), self.step)

    def step(self, _: str) -> None:
        self.steps_left -= 1
        if self.steps_left == 0:
            raise Death

    def dying(self, steps: int, action) -> None:
        """Do something that may die before one of its steps, and start again then and do it again."""
        self.steps_left = steps
        try:
            action()
        except Death:
            self.chats.close()
            self.steps_left = 0
            self.open()
            action()
        self.steps_left = 0

    def word(self, chat: str, turn: str, document: int) -> str:
        return f"word-{chat}-{turn}-{document}-"

    @rule(title=st.text())
    def create(self, title: str) -> None:
        chat = self.chats.create(title).id
        self.truth[chat] = {}
        self.spoken.append(chat)

    @precondition(lambda self: self.truth)
    @rule(data=st.data(), turn=TURNS, documents=DOCUMENTS)
    def put(self, data: st.DataObject, turn: str, documents: set[int]) -> None:
        chat = data.draw(st.sampled_from(list(self.truth)))
        record = {str(document): self.word(chat, turn, document) for document in documents}
        self.chats.put(chat, turn, record, documents)
        self.truth[chat][turn] = documents
        self.words -= {*record.values()}
        self.speak(chat)

    @precondition(lambda self: any(self.truth.values()))
    @rule(data=st.data(), steps=STEPS)
    def remove_turn(self, data: st.DataObject, steps: int) -> None:
        chat = data.draw(st.sampled_from([chat for chat, turns in self.truth.items() if turns]))
        turn = data.draw(st.sampled_from(list(self.truth[chat])))
        self.dying(steps, lambda: self.chats.remove_turn(chat, turn))
        self.words |= {self.word(chat, turn, document) for document in self.truth[chat].pop(turn)}
        self.speak(chat)

    @rule(documents=DOCUMENTS, steps=STEPS)
    def blank(self, documents: set[int], steps: int) -> None:
        gone = {str(document) for document in documents}

        def without(record):
            return {document: word for document, word in record.items() if document not in gone}

        self.dying(steps, lambda: self.chats.blank(documents, without))
        for chat, turns in self.truth.items():
            for turn, drawn in turns.items():
                self.words |= {self.word(chat, turn, document) for document in drawn & documents}
                turns[turn] = drawn - documents

    @precondition(lambda self: self.truth)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        chat = data.draw(st.sampled_from(list(self.truth)))
        self.chats.delete(chat)
        for turn, documents in self.truth.pop(chat).items():
            self.words |= {self.word(chat, turn, document) for document in documents}
        self.spoken.remove(chat)

    @rule()
    def reopen(self) -> None:
        self.chats.close()
        self.open()

    def speak(self, chat: str) -> None:
        self.spoken.remove(chat)
        self.spoken.append(chat)

    @invariant()
    def chats_are_those_told_of(self) -> None:
        assert [chat.id for chat in self.chats.chats()] == self.spoken[::-1]
        for chat, turns in self.truth.items():
            expected = [{str(number): self.word(chat, turn, number) for number in turns[turn]} for turn in turns]
            assert self.chats.turns(chat) == expected

    @invariant()
    def what_is_gone_is_in_no_file(self) -> None:
        content = b"".join(path.read_bytes() for path in self.folder.iterdir())
        assert not [word for word in self.words if word.encode() in content]
        assert self.chats.residue() == ()

    def teardown(self) -> None:
        self.chats.close()
        shutil.rmtree(self.folder)


TestChats = ChatsMachine.TestCase
TestChats.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
