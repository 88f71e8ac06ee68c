import re
from xml.etree import ElementTree

import pytest

from app.evaluation.charts import WIDTH, Cell, Cost, Pace, Share, cost_chart, heat_map, pace_chart, share_chart

SVG = "{http://www.w3.org/2000/svg}"
SHARES = [Share("RAG · <b>&m", "rag", 41, 60), Share("Long · m", "long", 0, 60), Share("Auto · m", "auto", 0, 0)]
CELLS = [Cell(tokens, depth, 2, 4) for tokens in (1024, 4096, 16384) for depth in (0.0, 0.5, 1.0)]
CHARTS = {
    "shares": share_chart(SHARES, "Which?"),
    "no shares": share_chart([], "Which?"),
    "costs": cost_chart([Cost(share, 1000.0 * at) for at, share in enumerate(SHARES)], "What?"),
    "costs of nothing": cost_chart([Cost(SHARES[0], 0.0)], "What?"),
    "paces": pace_chart([Pace("RAG", "rag", 8, 8), Pace("Long", "long", 50, 3)], 20, "When?"),
    "one question": pace_chart([Pace("RAG", "rag", 8, 8)], 1, "When?"),
    "cells": heat_map(CELLS, 131_072),
    "cells within": heat_map(CELLS, 4096),
    "cells alone": heat_map(CELLS, None),
}


def numbers(root, *names):
    return [float(element.get(name)) for element in root.iter() for name in names if element.get(name) is not None]


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_a_picture_with_words_for_those_who_do_not_see_it(name):
    root = ElementTree.fromstring(CHARTS[name])
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text
    assert root.find(f"{SVG}desc").text


@pytest.mark.parametrize("name", CHARTS)
def test_nothing_is_drawn_beside_the_picture(name):
    root = ElementTree.fromstring(CHARTS[name])
    height = float(root.get("viewBox").split()[3])
    assert all(0 <= x <= WIDTH for x in numbers(root, "x", "x1", "x2", "cx"))
    assert all(0 <= y <= height for y in numbers(root, "y", "y1", "y2", "cy"))


@pytest.mark.parametrize("name", CHARTS)
def test_nothing_in_a_chart_is_fetched_or_live(name):
    allowed = {"svg", "title", "desc", "text", "line", "rect", "circle", "polygon", "path"}
    assert {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(CHARTS[name]).iter()} <= allowed
    assert not re.search(r"href|url\(|style=|\son\w+=", CHARTS[name])


def test_labels_are_only_words():
    assert "RAG · &lt;b&gt;&amp;m" in CHARTS["shares"]


def test_the_advertised_window_stands_where_it_falls_among_the_lengths():
    def place(advertised):
        root = ElementTree.fromstring(heat_map(CELLS, advertised))
        return float(next(line.get("x1") for line in root.iter(f"{SVG}line")))

    assert place(512) < place(1024) < place(4096) == place(8192) < place(16384) < place(131_072)
    assert "advertised 131,072" in CHARTS["cells"]
    assert "advertised" not in CHARTS["cells alone"]


def test_a_pace_is_the_first_question_and_the_later_ones():
    pace = Pace("Long", "long", 50, 3)
    assert [pace.total(number) for number in (0, 1, 2, 11)] == [0, 50, 53, 80]
