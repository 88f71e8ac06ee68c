import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.parse.docx_numbering import Numbered, Numbering


def numbering(
    *levels: tuple[str, str], lists: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
) -> Numbering:
    written = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(levels)
    )
    abstract = f'<w:abstractNum w:abstractNumId="0">{written}</w:abstractNum>'
    return Numbering(parse_xml(f"<w:numbering {nsdecls('w')}>{abstract}{lists}</w:numbering>"))


def labels(counting: Numbering, *depths: int, number_id: str = "1") -> list[str]:
    return [counting.label(Numbered(number_id, depth)) for depth in depths]


def test_clauses_are_counted_through_their_levels():
    counting = numbering(("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "(%3)"))
    assert labels(counting, 0, 1, 1, 2, 2, 1, 0, 1, 2) == ["1.", "1.1", "1.2", "(a)", "(b)", "1.3", "2.", "2.1", "(a)"]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("decimal", ["1", "2", "27"]),
        ("decimalZero", ["01", "02", "27"]),
        ("lowerLetter", ["a", "b", "aa"]),
        ("upperLetter", ["A", "B", "AA"]),
        ("lowerRoman", ["i", "ii", "xxvii"]),
        ("upperRoman", ["I", "II", "XXVII"]),
        ("none", ["", "", ""]),
        ("bullet", ["-", "-", "-"]),
        ("chineseCounting", ["1", "2", "27"]),
    ],
)
def test_numbers_are_written_in_their_form(form, expected):
    counted = labels(numbering((form, "%1")), *[0] * 27)
    assert [counted[0], counted[1], counted[26]] == expected


def test_two_lists_of_one_kind_go_on_counting_unless_one_begins_anew():
    lists = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    counting = numbering(("decimal", "%1."), lists=lists)
    assert labels(counting, 0, 0) == ["1.", "2."]
    assert labels(counting, 0, number_id="2") == ["3."]
    assert labels(counting, 0, 0, number_id="3") == ["5.", "6."]


def test_a_list_that_is_not_defined_has_no_numbers():
    assert labels(numbering(("decimal", "%1.")), 0, 7, number_id="9") == ["", ""]
    assert labels(Numbering(None), 0) == [""]


def test_an_absurd_start_is_written_in_figures():
    lists = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="2000000000"/></w:lvlOverride></w:num>'
    )
    assert labels(numbering(("upperRoman", "%1"), lists=lists), 0) == ["2000000000"]
