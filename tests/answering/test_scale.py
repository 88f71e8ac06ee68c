import pytest

from app.answering.cite import cite
from app.answering.expand import head_at
from app.answering.scale import declared_scales, declaring_line
from app.answering.types import Passage
from vectorstore.types import Page

TABLE = """Results ($ in millions, except per share amounts)

| | 2024 | 2023 |
|---|---|---|
| Net earnings | $ 647 | $ 518 |
| Earnings per share | $ 2.85 | $ 2.31 |
| Revenue | 5,200 | 4,800 |
"""


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        pytest.param("($ in millions)", 10**6, id="millions"),
        pytest.param("Amounts are in thousands of euros", 10**3, id="thousands"),
        pytest.param("(in USD billions)", 10**9, id="billions"),
        pytest.param("Angaben in Mio. Euro", 10**6, id="german"),
        pytest.param("in TEUR", 10**3, id="thousands_of_euros"),
    ],
)
def test_a_scale_is_named_in_words(text: str, scale: int) -> None:
    assert [found for _, found in declared_scales(text)] == [scale]
    assert declaring_line(f"one\n{text}\nthree") == text


def test_a_million_of_anything_else_is_no_scale() -> None:
    assert declared_scales("It cost 3 million in 2024, and 5 billion later.") == []


@pytest.mark.parametrize(
    ("claim", "verdict", "instead"),
    [
        pytest.param("Net earnings of 2024 were $647 million.", "supported", "", id="as_meant"),
        pytest.param("Revenue of 2024 was $5.2 billion.", "supported", "", id="in_another_scale"),
        pytest.param("Earnings per share of 2024 were $2.85.", "supported", "", id="of_a_share"),
        pytest.param("Net earnings of 2024 were $647.", "partly", "Net earnings · $ 647 × 1,000,000", id="without"),
        pytest.param("Net earnings of 2024 were $647 thousand.", "partly", "", id="another_scale"),
    ],
)
def test_figures_of_a_table_have_its_scale(claim: str, verdict: str, instead: str) -> None:
    cited = cite(claim, [Passage(1, "report.md", TABLE, 0, len(TABLE), ((1, 0),), "")])
    assert {(item.verdict, item.instead) for item in cited.citations} == {(verdict, instead)}


def test_a_passage_that_begins_in_a_table_knows_its_scale() -> None:
    page = Page(1, "1", TABLE, "text", 0)
    assert head_at([page], TABLE.index("| Revenue")).splitlines()[0] == TABLE.splitlines()[0]
