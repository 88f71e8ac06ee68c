import csv
import io

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.evaluation import recorded
from app.evaluation.cases import Case
from app.evaluation.report import read_report
from app.evaluation.run import begin_run, carry_out, plan_run
from app.evaluation_routes import evaluation_routes


@pytest.fixture
def client(filled):
    return TestClient(Starlette(routes=evaluation_routes(lambda: filled)))


@pytest.fixture
def run_id(filled):
    plan = plan_run(filled, 'a "set"/..', [Case("1", "How long are invoices kept?", ("ten years",))], ("quotes",))
    found = begin_run(filled, plan)
    carry_out(filled, found)
    return found


def test_a_report_is_given_in_each_form(client, run_id):
    page = client.get(f"/api/evaluation/{run_id}.html")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["content-disposition"] == "attachment; filename*=UTF-8''a%20set.html"
    assert page.text.startswith("<!doctype html>")
    report = read_report(client.get(f"/api/evaluation/{run_id}.json").text)
    assert (report.run, report.rows[0].n) == (run_id, 1)
    assert len(list(csv.DictReader(io.StringIO(client.get(f"/api/evaluation/{run_id}.csv").text)))) == 1


def test_the_recorded_run_is_a_report_like_any_other(client):
    report = read_report(client.get("/api/evaluation/recorded.json").text)
    assert report.results
    assert not report.run


@pytest.mark.parametrize(
    ("name", "said"),
    [("nowhere.html", "Choose another one, or begin a new one."), ("recorded.json", "There is no recorded run here.")],
)
def test_what_is_not_there_is_said_so(client, name, said, monkeypatch):
    monkeypatch.setattr(recorded, "recorded_file", lambda _: None)
    answer = client.get(f"/api/evaluation/{name}")
    assert answer.status_code == 404
    assert answer.json()["error"].endswith(said)


def test_other_forms_are_refused(client, run_id):
    assert client.get(f"/api/evaluation/{run_id}.docx").status_code == 404


def test_a_comparison_is_no_report(client, filled):
    other = filled.runs.create("compared").id
    assert client.get(f"/api/evaluation/{other}.json").status_code == 404
