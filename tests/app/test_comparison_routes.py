import json

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.comparison_routes import comparison_routes
from app.evaluation.comparison import Column, ComparisonPlan, begin_comparison, run_comparison


@pytest.fixture
def exported(filled):
    run_id = begin_comparison(filled, ComparisonPlan("How long?", (Column("rag"), Column("quotes"))))
    run_comparison(filled, run_id)
    client = TestClient(Starlette(routes=comparison_routes(lambda: filled)))
    return lambda name: client.get(f"/api/comparison/{name.replace('RUN', run_id)}")


def test_a_comparison_is_exported_as_each_kind_of_file(exported):
    page, record = exported("RUN.html"), exported("RUN.json")
    assert "attachment; filename*=UTF-8''How%20long.html" in page.headers["content-disposition"]
    assert page.text.startswith("<!doctype html>")
    assert json.loads(record.text)["question"] == "How long?"
    assert record.headers["cache-control"] == "no-store"
    assert exported("RUN.docx").status_code == 404
    assert "not there" in exported("nothing.html").json()["error"]
