"""The store against a plain dict, with a death before any step of a commit, a flush or an erasing."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

NAMES = st.sampled_from(["a.txt", "b.txt", "c.txt"])
WORDS = st.lists(st.sampled_from(["apple", "pear", "plum", "fig"]), min_size=1, max_size=3)
STEPS = st.integers(min_value=1, max_value=9)


class Death(BaseException):
    """The process is gone."""


def store_machine(library_type: type) -> type[RuleBasedStateMachine]:
    class StoreMachine(RuleBasedStateMachine):
        """`truth` is what people were told: source -> texts. A change that the process did not survive may be in it."""

        def __init__(self) -> None:
            super().__init__()
            self.folder = tempfile.mkdtemp()
            self.shelf = library_type(Path(self.folder) / "room")
            self.truth: dict[str, tuple[str, ...]] = {}

        @rule(name=NAMES, words=WORDS)
        def add(self, name: str, words: list[str]) -> None:
            texts = tuple(f"{name} {word}" for word in words)
            self.shelf.add(name, *texts)
            self.truth[name] = texts

        @precondition(lambda self: self.truth)
        @rule(data=st.data())
        def delete(self, data: st.DataObject) -> None:
            name = data.draw(st.sampled_from(sorted(self.truth)))
            assert self.shelf.store.delete([self.document(name)]).residue == ()
            del self.truth[name]

        @rule()
        def flush(self) -> None:
            self.shelf.flush()

        @rule()
        def reopen(self) -> None:
            assert self.shelf.reopen().health.repaired == ()

        @rule(name=NAMES, words=WORDS, step=STEPS, flush=st.booleans())
        def die_while_adding(self, name: str, words: list[str], step: int, flush: bool) -> None:
            texts = tuple(f"{name} {word}" for word in words)
            if self.dies(step, lambda: (self.shelf.add(name, *texts), flush and self.shelf.flush())):
                stored = self.stored()
                assert stored in (self.truth, self.truth | {name: texts})
                self.truth = stored
            else:
                self.truth[name] = texts

        @precondition(lambda self: self.truth)
        @rule(data=st.data(), step=STEPS)
        def die_while_deleting(self, data: st.DataObject, step: int) -> None:
            name = data.draw(st.sampled_from(sorted(self.truth)))
            document = self.document(name)
            if self.dies(step, lambda: self.shelf.store.delete([document])) and step == 1:
                return
            del self.truth[name]

        def dies(self, step: int, work) -> bool:
            """Do something in a process that dies before its step of this number, if it comes to that; start again."""
            countdown = iter(range(step - 1, -1, -1))

            def on_step(_: str) -> None:
                if next(countdown, None) == 0:
                    raise Death

            self.shelf.on_step = on_step
            try:
                work()
            except Death:
                self.shelf.on_step = lambda _: None
                self.shelf.revive()
                return True
            finally:
                self.shelf.on_step = lambda _: None
            return False

        def document(self, name: str) -> int:
            store = self.shelf.store
            return next(one.id for one in store.documents() if name in store.sources(one.id))

        def stored(self) -> dict[str, tuple[str, ...]]:
            store = self.shelf.store
            return {
                source: tuple(page.text for page in store.pages(document.id))
                for document in store.documents()
                for source in store.sources(document.id)
            }

        @invariant()
        def what_people_were_told_is_what_is_found(self) -> None:
            texts = sorted(text for texts in self.truth.values() for text in texts)
            assert self.stored() == self.truth
            assert sorted(self.shelf.found("apple pear plum fig")) == texts
            assert sorted(self.shelf.near("apple", 1000)) == texts

        @invariant()
        def catalog_vectors_and_keywords_agree(self) -> None:
            health = self.shelf.store.verify(repair=False)
            assert health.ok, health
            assert health.chunks == health.vectors == health.keywords == sum(map(len, self.truth.values()))

        def teardown(self) -> None:
            self.shelf.store.close()
            shutil.rmtree(self.folder)

    return StoreMachine


def run_machine(library, examples: int) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        store_machine(type(library)),
        settings=settings(
            max_examples=examples, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_the_store_is_a_dict_that_survives_its_process(library):
    run_machine(library, examples=5)


@pytest.mark.long
def test_the_store_is_a_dict_that_survives_its_process_many_times(library):
    run_machine(library, examples=60)
