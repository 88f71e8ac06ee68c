import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param(" \n\t ", [], id="only_white_space"),
        pytest.param("One", ["One"], id="no_ending"),
        pytest.param("Mr. Smith left. He slept.", ["Mr. Smith left.", "He slept."], id="title"),
        pytest.param("See Fig. 3 and No. 5. Then go.", ["See Fig. 3 and No. 5.", "Then go."], id="numbered_things"),
        pytest.param(
            "Es gilt ab dem 4. Mai 2024. Danach nicht.", ["Es gilt ab dem 4. Mai 2024.", "Danach nicht."], id="day"
        ),
        pytest.param("Siehe § 5 Abs. 2 Nr. 1. Es gilt.", ["Siehe § 5 Abs. 2 Nr. 1.", "Es gilt."], id="of_a_law"),
        pytest.param("Im 3. Quartal 5,2 Mio. Euro. Gut.", ["Im 3. Quartal 5,2 Mio. Euro.", "Gut."], id="ordinal"),
        pytest.param("It rose 3.5 percent. It fell.", ["It rose 3.5 percent.", "It fell."], id="decimal"),
        pytest.param("Version 2.0.1 of a.example.com runs.", ["Version 2.0.1 of a.example.com runs."], id="dotted"),
        pytest.param("U.S. Bank rose. In the U.S. The law.", ["U.S. Bank rose.", "In the U.S.", "The law."], id="us"),
        pytest.param("J. Smith met K. Lee. They ate.", ["J. Smith met K. Lee.", "They ate."], id="initials"),
        pytest.param("1. Apply now. 2. Wait.", ["1. Apply now.", "2. Wait."], id="list_numbers_in_a_line"),
        pytest.param("“Yes.” He left! (Why?) Ok.", ["“Yes.”", "He left!", "(Why?)", "Ok."], id="closing_quotes"),
        pytest.param('"Really?" she asked. "Yes."', ['"Really?" she asked.', '"Yes."'], id="question_inside"),
        pytest.param("wait... what? Oh… No", ["wait... what?", "Oh…", "No"], id="ellipsis"),
        pytest.param("Leave ........ 5\nPay ..... 7", ["Leave ........ 5", "Pay ..... 7"], id="table_of_contents"),
        pytest.param("你好。世界！再见", ["你好。", "世界！", "再见"], id="chinese"),
        pytest.param("मैं गया। वह आया।", ["मैं गया।", "वह आया।"], id="hindi"),
        pytest.param("هل ذهبت؟ نعم", ["هل ذهبت؟", "نعم"], id="arabic"),
        pytest.param("Title\n\nbody runs\nover lines. Next", ["Title", "body runs\nover lines.", "Next"], id="wrapped"),
        pytest.param("Bring:\n- a pen\n- paper", ["Bring:", "- a pen", "- paper"], id="list_items"),
        pytest.param("| a | b |\n| c | d |", ["| a | b |", "| c | d |"], id="table_rows"),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet=st.sampled_from('aB1 .!?\n\t|-"”)。\u2028\f é'), max_size=80))
def test_spans_are_ordered_and_leave_out_only_white_space(text: str) -> None:
    spans = sentence_spans(text)
    edges = [0, *(offset for span in spans for offset in span), len(text)]
    assert edges == sorted(edges)
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert "".join("".join(text[start:end] for start, end in spans).split()) == "".join(text.split())


@pytest.mark.parametrize("unit", [".", " ", "\n", "a", '."', ". \n", "\n a", "U.S. ", "a " * 50 + "\n"])
@pytest.mark.timeout(20)
def test_hostile_repetition_takes_linear_time(unit: str) -> None:
    text = "x" + unit * (400_000 // len(unit)) + "y"
    assert sentence_spans(text)[-1][1] == len(text)
