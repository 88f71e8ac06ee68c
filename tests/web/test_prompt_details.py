"""The details of an answer, in the language of its question."""

from streamlit.testing.v1 import AppTest

SECONDS = 30


def show(question: str) -> None:
    from app.answering.types import Answer, ModelUsed, Timings, Tokens
    from app.web.prompt_details import show_details

    show_details(
        Answer(
            *("1", question, "", "rag", "auto", ModelUsed("ollama", "llama", "sha256:1")),
            *({"num_ctx": 4096}, "Zehn Jahre.", False, False, (), ()),
            *(Tokens(planned=1200), Timings(total=1.25)),
            prompt=({"role": "user", "content": "Wie lange?"},),
        )
    )


def shown(question):
    page = AppTest.from_function(show, args=(question,), default_timeout=SECONDS).run()
    assert not page.exception
    return page


def test_numbers_are_named_and_written_as_the_question_speaks():
    table = shown("Wie lange werden die Rechnungen im Archiv aufbewahrt?").dataframe[0].value
    rows = dict(zip(table["Was"], table["Wert"], strict=True))
    assert rows["Modus"] == "rag, verlangt war auto"
    assert (rows["Token geplant"], rows["davon schon bekannt"]) == ("1.200", "–")
    assert rows["Sekunden insgesamt"] == "1,25"
    assert rows["Einstellung num_ctx"] == "4.096"
    table = shown("How long does the company keep the invoices?").dataframe[0].value
    assert dict(zip(table["What"], table["Value"], strict=True))["tokens planned"] == "1,200"


def test_the_prompt_is_shown_as_it_was_sent():
    page = shown("Wie lange werden die Rechnungen im Archiv aufbewahrt?")
    page.button_group[0].set_value("Eingabe").run()
    assert [text.value for text in page.text] == ["Wortwörtlich, wie sie gesendet wurde.", "user"]
    assert page.code[0].value == "Wie lange?"
