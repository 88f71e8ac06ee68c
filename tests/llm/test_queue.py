import threading
import time

import pytest

from app.llm.errors import ServerBusy
from app.llm.queue import AnswerQueue


def hold(queue, release, order, name, positions=None):
    def work():
        with queue.turn(lambda: False, (positions if positions is not None else []).append):
            order.append(name)
            release.wait(5)

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def wait_for(condition):
    end = time.monotonic() + 5
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    assert condition()


def test_one_answers_at_a_time_in_the_order_they_came():
    queue, order, releases, positions = AnswerQueue(5), [], [threading.Event() for _ in range(3)], []
    threads = []
    for number, release in enumerate(releases):
        threads.append(hold(queue, release, order, number, positions if number == 2 else None))
        wait_for(lambda number=number: len(queue._line) == number + 1)
    wait_for(lambda: order == [0])
    for number, release in enumerate(releases):
        release.set()
        wait_for(lambda number=number: len(order) == min(number + 2, 3))
    for thread in threads:
        thread.join(5)
    assert order == [0, 1, 2]
    assert positions == [2, 1, 0]


def test_a_full_line_turns_the_next_one_away():
    queue, order, release = AnswerQueue(0), [], threading.Event()
    thread = hold(queue, release, order, "first")
    wait_for(lambda: order == ["first"])
    with (
        pytest.raises(ServerBusy, match="already waiting"),
        queue.turn(lambda: False, lambda _: None),
    ):
        pass
    release.set()
    thread.join(5)


def test_who_is_cancelled_while_waiting_does_not_get_the_turn():
    queue, order, release = AnswerQueue(3), [], threading.Event()
    thread = hold(queue, release, order, "first")
    wait_for(lambda: order == ["first"])
    with queue.turn(lambda: True, lambda _: None) as mine:
        assert mine is False
    release.set()
    thread.join(5)
