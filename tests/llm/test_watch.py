import threading
import time

from app.llm.watch import FIRST_SECONDS, ServerState, Watch

UNKNOWN = ServerState("ollama", looked=False)


class Looks:
    """Counts looks; a look waits for `go_on`."""

    def __init__(self):
        self.count = 0
        self.go_on = threading.Event()
        self.go_on.set()

    def __call__(self):
        self.count += 1
        self.go_on.wait(10)
        return ServerState("ollama", version=str(self.count))


def wait_for(watch, version):
    for _ in range(200):
        if watch.state().version == version:
            return
        time.sleep(0.01)
    raise AssertionError(f"never saw {version}: {watch.state()}")


def test_the_first_asker_gets_what_a_quick_server_says():
    assert Watch(Looks(), UNKNOWN).state().version == "1"


def test_nobody_waits_for_a_silent_server():
    looks = Looks()
    looks.go_on.clear()
    watch = Watch(looks, UNKNOWN)
    began = time.monotonic()
    states = [watch.state() for _ in range(100)]
    assert time.monotonic() - began < FIRST_SECONDS + 0.5
    assert (states[-1], looks.count) == (UNKNOWN, 1)
    looks.go_on.set()
    wait_for(watch, "1")


def test_a_fresh_look_is_shared_by_all_who_ask():
    looks = Looks()
    watch = Watch(looks, UNKNOWN)
    for _ in range(50):
        watch.state()
    assert looks.count == 1


def test_an_old_look_is_shown_while_the_next_one_is_under_way(monkeypatch):
    looks = Looks()
    watch = Watch(looks, UNKNOWN)
    assert watch.state().version == "1"
    monkeypatch.setattr("app.llm.watch.FRESH_SECONDS", 0.0)
    looks.go_on.clear()
    assert watch.state().version == "1"
    monkeypatch.undo()
    looks.go_on.set()
    wait_for(watch, "2")


def test_what_changed_is_looked_at_again():
    watch = Watch(Looks(), UNKNOWN)
    watch.state()
    watch.forget()
    wait_for(watch, "2")
