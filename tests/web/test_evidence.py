from dataclasses import replace

from app.answering.phrases import phrases_in
from app.answering.types import Citation
from app.web.evidence import verdict

CITED = Citation(1, "handbook.pdf", 1, 4, "", "Staff get 27 days.", "partly", "program", "All get 27 days of leave.")


def test_a_citation_says_what_it_is_worth_and_who_found_it():
    assert verdict(CITED, phrases_in("en")) == (
        "These words support a part of the sentence; the program found them, the model named no passage."
    )


def test_a_quote_supports_no_sentence_but_stands_for_itself():
    assert (
        verdict(replace(CITED, sentence=CITED.quote), phrases_in("en"))
        == "The answer gives these words as they stand here."
    )


def test_it_is_said_in_the_language_of_the_question():
    assert verdict(CITED, phrases_in("de")) == (
        "Diese Worte belegen einen Teil des Satzes; das Programm hat sie gefunden, das Modell hat keine Stelle genannt."
    )


def test_a_citation_names_what_of_the_sentence_its_quote_lacks():
    assert verdict(replace(CITED, lacks=("All", "ibuprofen")), phrases_in("en")).endswith(
        "the model named no passage. Not among them: All, ibuprofen."
    )
