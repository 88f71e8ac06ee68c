"""What was recorded with a real model over the sample documents: it can be shown, and names what it was made with."""

import hashlib
import json

from app.evaluation.exported import read_recorded
from app.evaluation.exported_page import made_by
from app.evaluation.recorded import recorded_report
from app.samples import recorded_file, sample_files, sample_questions


def test_the_recorded_comparison_is_one_of_a_real_model_over_the_papers_as_they_are():
    recorded = read_recorded(recorded_file("compare.json").read_text(encoding="utf-8"))
    assert [answer.ended_by for answer in recorded.comparison.given] == ["stop"] * 3
    assert all(answer.model.provider == "ollama" and answer.model.digest for answer in recorded.comparison.given)
    assert "Ollama" in made_by(recorded)
    papers = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sample_files()}
    assert all(papers[paper.name] == paper.sha256 for paper in recorded.surroundings.papers)


def test_the_recorded_evaluation_is_one_of_a_real_model_over_the_sample_questions():
    report = recorded_report()
    assert {row.mode for row in report.rows} == {"rag", "long", "auto", "closed"}
    assert all(model.provider == "ollama" and model.digest for model in report.models)
    lines = sample_questions().read_text(encoding="utf-8").splitlines()
    asked = {case["id"]: case["question"] for case in map(json.loads, lines)}
    assert len(report.results) >= 60
    assert all(asked[result.case] == result.question for result in report.results)
