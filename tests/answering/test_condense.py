import pytest

from app.answering.condense import (
    LONGEST_ANSWER,
    borrowed,
    condense,
    joined,
    leaned_on,
    names_its_topic,
    stands_alone,
    usable,
)
from app.answering.types import Turn

HISTORY = (Turn("How long are invoices kept?", "Invoices are kept for ten years. [1]", frozenset()),)
JOINED = "How long are invoices kept? And contracts?"


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        pytest.param("How long are contracts kept?", "How long are contracts kept?", id="rewritten"),
        pytest.param('"How long are contracts kept?"\n', "How long are contracts kept?", id="in-quotes"),
        pytest.param("Rewritten question: How long are contracts kept?", "How long are contracts kept?", id="labelled"),
        pytest.param("", JOINED, id="empty"),
        pytest.param("Contracts?\nContracts.", JOINED, id="several-lines"),
        pytest.param("How long are invoices kept?", JOINED, id="the-question-before"),
        pytest.param("Contracts are kept for 7 years.", JOINED, id="an-answer-with-a-new-number"),
        pytest.param("Contracts bind parties under civil law.", JOINED, id="things-nobody-spoke-of"),
        pytest.param("contracts " * 40, JOINED, id="much-longer"),
        pytest.param("And contracts?", JOINED, id="unchanged"),
    ],
)
def test_a_reply_is_used_only_if_it_can_be_the_question_rewritten(reply, expected):
    assert usable(reply, "And contracts?", HISTORY) == expected


def test_numbers_of_the_question_must_stay():
    assert usable("What about invoices from 2020?", "What about those from 2019?", HISTORY) == joined(
        "What about those from 2019?", HISTORY
    )


MEDICINE = (Turn("How is warfarin given?", "Warfarin is given once a day after a meal. [1]", frozenset()),)


@pytest.mark.parametrize(
    ("question", "reply", "is_used"),
    [
        pytest.param(
            "Which drugs may not be given with it?", "Which drugs may be given with warfarin?", False, id="not"
        ),
        pytest.param(
            "Which drugs may not be given with it?", "Which drugs may not be given with warfarin?", True, id="kept"
        ),
        pytest.param(
            "Which drugs may be given with it?", "Which drugs may not be given with warfarin?", False, id="no"
        ),
        pytest.param("What is done after it is given?", "What is done before warfarin is given?", False, id="order"),
        pytest.param("What is done after it is given?", "What is done after warfarin is given?", True, id="same-order"),
        pytest.param(
            "And to children?", "How is warfarin given to children without a meal?", False, id="a-new-without"
        ),
        pytest.param("And to children?", "How is warfarin given to children after a meal?", True, id="an-old-after"),
    ],
)
def test_a_rewriting_must_not_turn_the_sense_round(question, reply, is_used):
    assert (usable(reply, question, MEDICINE) == reply) is is_used


def test_a_rewriting_is_read_in_its_own_language():
    history = (Turn("Wie lange gilt die Garantie für die Pumpen?", "Zwei Jahre. [1]", frozenset()),)
    reply = "Wie lange gilt die Garantie für die Laptops bei der Firma?"
    assert usable(reply, "Und für die Laptops der Firma?", history) == reply


def ask(history, windows, replies):
    prompts = []

    def rewrite(messages, window):
        prompts.append((messages, window))
        return replies.pop(0)

    return condense("And contracts?", history, (), lambda messages: windows.pop(0), rewrite), prompts


def test_the_model_is_asked_once_in_the_window_that_fits():
    standalone, prompts = ask(HISTORY, [4096], ["How long are contracts kept?"])
    assert (standalone.question, standalone.left_out) == ("How long are contracts kept?", 0)
    assert [window for _, window in prompts] == [4096]


def test_the_oldest_turns_give_way_until_the_prompt_fits():
    history = (Turn("What is oldest?", "This.", frozenset()), *HISTORY)
    standalone, [(messages, _)] = ask(history, [None, 4096], ["How long are contracts kept?"])
    assert standalone.left_out == 1
    assert "oldest" not in messages[-1].content


def test_where_no_turn_fits_the_questions_are_joined_without_asking():
    standalone, prompts = ask(HISTORY, [None], [])
    assert (standalone.question, prompts) == (JOINED, [])


def test_long_answers_of_the_conversation_are_shortened():
    _, [(messages, _)] = ask((Turn("q", "x" * 5000, frozenset()),), [4096], [""])
    assert messages[-1].content.count("x" * LONGEST_ANSWER) == 1
    assert "x" * (LONGEST_ANSWER + 1) not in messages[-1].content


def test_without_history_a_question_stands_alone():
    assert joined("How long?", ()) == "How long?"


@pytest.mark.parametrize(
    ("question", "named"),
    [
        pytest.param("Where is the assembly point at Ostrey?", True, id="words of its own"),
        pytest.param("What is charged for a visit that is called off?", True, id="that joins clauses"),
        pytest.param("And now something else: how many members does the council have?", True, id="begins with and"),
        pytest.param("Who signs it?", False, id="a pronoun"),
        pytest.param("What is the deadline for that kind of order?", False, id="that points"),
        pytest.param("And for a week?", False, id="one word"),
        pytest.param("Which damage is not covered?", True, id="two words of its own"),
        pytest.param("What is covered?", False, id="too few words to tell"),
        pytest.param("Wie lange werden die Verträge im Archiv aufbewahrt?", True, id="german"),
        pytest.param("Wie viele Tage Urlaub gibt es im ersten Jahr?", True, id="german, a pronoun for nothing"),
        pytest.param("Wie lange werden sie im Archiv der Firma aufbewahrt?", False, id="german, a pronoun"),
        pytest.param("Und wie lange werden Verträge im Archiv aufbewahrt?", False, id="german, begins with and"),
        pytest.param("Combien de temps faut-il garder les factures ?", True, id="french, a pronoun for nothing"),
        pytest.param("Quand sont-elles payées par la direction ?", False, id="french, a pronoun"),
        pytest.param("Wie lautet sein voller Name im Vertrag?", False, id="german, a word that is English too"),
        pytest.param("¿Qué puedo hacer antes?", False, id="spanish, everyday words alone"),
        pytest.param("¿Cuánto tiempo se guardan las facturas de la empresa?", True, id="spanish"),
        pytest.param("¿Y para los aprendices de la empresa?", False, id="spanish, begins with and"),
        pytest.param("Per quanto tempo vengono conservate queste fatture?", False, id="italian, a pronoun"),
        pytest.param("Durante quanto tempo são guardadas as faturas deles?", False, id="portuguese, a pronoun"),
        pytest.param("Hoeveel dagen verlof zijn er in het eerste jaar?", True, id="dutch, a pronoun for nothing"),
        pytest.param("公司的发票要保存多长时间？", False, id="a language whose pronouns are not known"),
    ],
)
def test_whether_a_question_names_its_topic(question, named):
    assert names_its_topic(question) == named


def test_a_question_is_joined_to_all_since_the_last_that_names_its_topic():
    asked = ["Where are the pumps of Ostrey made?", "How long are invoices kept here?", "How long are records kept?"]
    history = [Turn(question, "", frozenset()) for question in [*asked, "And by whom?"]]
    assert joined("Where?", history) == "How long are records kept? And by whom? Where?"


@pytest.mark.parametrize(
    ("asked", "question", "since"),
    [
        pytest.param(["How many stores did Best Buy run?"], "Wie hoch ist die Kaution?", 1, id="another language"),
        pytest.param(["How many stores did Best Buy run?"], "Und wie hoch ist sie?", 0, id="that points back"),
        pytest.param(["How many stores did Best Buy run?"], "And in 2022?", 0, id="the same language"),
        pytest.param(["Wie hoch ist die Kaution?"], "How many stores did Best Buy run?", 1, id="english again"),
        pytest.param(["Which stores?", "Wie hoch ist die Kaution?"], "Wer bekommt sie?", 1, id="since the change"),
        pytest.param(["Wie hoch ist die Kaution?"], "2022?", 0, id="no language to tell"),
        pytest.param(["¿Cuánto cuesta la habitación en verano?"], "En invierno?", 0, id="too few words to tell"),
    ],
)
def test_a_question_leans_on_what_was_asked_in_its_language(asked, question, since):
    history = tuple(Turn(text, "", frozenset()) for text in asked)
    assert tuple(leaned_on(question, history)) == history[since:]


@pytest.mark.parametrize(
    ("together", "alone"),
    [pytest.param(0.52, True, id="another topic"), pytest.param(0.6, False, id="the same topic")],
)
def test_a_question_stands_alone_where_joined_to_the_one_before_it_is_no_nearer_to_any_passage(together, alone):
    nearness = {
        "How long are invoices kept?": 0.6,
        "Where is the assembly point at Ostrey?": 0.4,
        "How long are invoices kept? Where is the assembly point at Ostrey?": together,
    }
    assert stands_alone("Where is the assembly point at Ostrey?", HISTORY, nearness.__getitem__) == alone


def test_in_another_language_than_english_only_what_is_farther_from_all_passages_stands_alone():
    asked, history = (
        "Wo liegt der Sammelplatz in Ostrey?",
        (Turn("Wie lange werden Rechnungen aufbewahrt?", "", frozenset()),),
    )
    before = history[0].question
    for together, alone in ((0.49, True), (0.52, False)):
        nearness = {before: 0.6, asked: 0.4, f"{before} {asked}": together}
        assert stands_alone(asked, history, nearness.__getitem__) == alone


def test_a_question_with_a_pronoun_never_stands_alone():
    assert not stands_alone("Where are they kept for ten years?", HISTORY, lambda text: 0.5)


def test_the_first_question_stands_alone():
    assert stands_alone("And then?", (), lambda text: 0.5)


@pytest.mark.parametrize(
    ("standalone", "documents"),
    [
        pytest.param("How long are contracts kept?", (), id="only words of the person"),
        pytest.param("How long are contracts kept in the archive?", (3, 7), id="a word of an answer"),
        pytest.param("And contracts?", (), id="as it was asked"),
    ],
)
def test_a_question_that_took_words_from_answers_says_from_which_documents(standalone, documents):
    history = (
        Turn("How long are invoices kept?", "Ten years, in the archive.", frozenset({7})),
        Turn("And why?", "The law says so.", frozenset({3})),
    )
    assert borrowed(standalone, "And contracts?", history) == documents
