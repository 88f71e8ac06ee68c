import pytest

from app.answering.premise import doubts, premises_of

CONTRACT = (
    "7.4 Invoices are paid within 28 days of receipt. Single orders above EUR 4,000 need the consent of the Board.\n"
    "12.1 Either party may terminate for good cause with 60 days' notice. The contract begins on 1 May 2026."
)


@pytest.mark.parametrize(
    ("question", "premises"),
    [
        pytest.param("Since 60 days are allowed, when is it due?", ["60 days are allowed"], id="since"),
        pytest.param("And as they lapse on 1 May, when do I ask?", ["they lapse on 1 May"], id="as"),
        pytest.param("When is it due, given that it takes 60 days?", ["it takes 60 days"], id="given-that-at-the-end"),
        pytest.param("Why is it paid after 60 days?", ["is it paid after 60 days?"], id="why"),
        pytest.param("It is paid in 60 days. When is it due?", ["It is paid in 60 days."], id="stated-first"),
        pytest.param("So it is 60 days, right?", ["So it is 60 days"], id="to-be-confirmed"),
        pytest.param("When does the 60-day notice begin?", ["60-day"], id="named"),
        pytest.param("Who pays the deduction of EUR 900 a day?", ["EUR 900 a"], id="named-amount"),
        pytest.param("How many days of leave with 9 years of service?", [], id="a-case"),
        pytest.param("Since I have 9 years of service, how many days?", [], id="of-the-asker"),
        pytest.param("If it takes 60 days, when is it due?", [], id="supposed"),
        pytest.param("A fitter works 45 hours. What is paid?", [], id="an-example"),
        pytest.param("What was paid? Answer in EUR 1,000.", [], id="how-to-answer"),
        pytest.param("What happened since 2014?", [], id="a-time"),
        pytest.param("Who stopped because of 5 ppm of gas?", [], id="because-of"),
        pytest.param("What is done in the first 10 weeks?", [], id="counted-from"),
    ],
)
def test_what_a_question_takes_for_granted(question, premises):
    assert [premise.text.strip() for premise in premises_of(question)] == premises


@pytest.mark.parametrize(
    ("question", "premises"),
    [
        pytest.param("Da 60 Tage erlaubt sind, wann ist sie fällig?", ["60 Tage erlaubt sind"], id="german"),
        pytest.param("Warum wird die Rechnung nach 60 Tagen bezahlt?", ["nach 60 Tagen"], id="german-why"),
        pytest.param("Es sind also 60 Tage, oder?", ["Es sind also 60 Tage"], id="german-to-be-confirmed"),
        pytest.param("Da ich 9 Jahre hier bin, wie viel Urlaub ist das?", [], id="german-of-the-asker"),
        pytest.param("Wann ist sie fällig, da 60 Tage erlaubt sind?", ["60 Tage erlaubt sind"], id="german-at-the-end"),
        pytest.param("Comme j’ai 60 jours, quand est-ce que je paie ?", [], id="french-of-the-asker"),
        pytest.param("Puisqu’il y a 60 jours, quand est-elle payée ?", ["il y a 60 jours"], id="french-apostrophe"),
        pytest.param("期限为什么是60天？", ["是60天"], id="chinese-why-inside"),
        pytest.param("期限是60天对吗？", ["期限是60天"], id="chinese-to-be-confirmed"),
        pytest.param("بما أنها 60 يوماً، متى تُدفع الفاتورة؟", ["60 يوماً"], id="arabic-with-a-pronoun"),
        pytest.param("Comme la loi permet 60 jours, quand est-elle payée ?", ["permet 60 jours"], id="french"),
        pytest.param("Como se permiten 60 días, ¿cuándo vence la factura?", ["se permiten 60 días"], id="spanish"),
        pytest.param("¿Por qué se pagan las facturas en 60 días?", ["en 60 días"], id="spanish-why"),
        pytest.param("Siccome la legge permette 60 giorni, quando scade?", ["permette 60 giorni"], id="italian"),
        pytest.param("Já que se permitem 60 dias, quando é que vence?", ["se permitem 60 dias"], id="portuguese"),
        pytest.param("Omdat er 60 dagen zijn toegestaan, wanneer is het?", ["er 60 dagen zijn"], id="dutch"),
        pytest.param("بما أن المهلة 60 يوماً، متى تُدفع الفاتورة؟", ["المهلة 60 يوماً"], id="arabic"),
        pytest.param("既然允许60天，发票什么时候到期？", ["允许60天"], id="chinese"),
        pytest.param("为什么发票在60天后支付？", ["60天"], id="chinese-why"),
    ],
)
def test_premises_are_known_in_nine_languages(question, premises):
    found = [premise.text for premise in premises_of(question)]
    assert len(found) == len(premises)
    assert all(words in text for words, text in zip(premises, found, strict=True))


def test_a_premise_is_doubted_in_the_language_of_the_question(as_passage):
    contract = as_passage(
        "Rechnungen werden innerhalb von 28 Tagen nach Eingang bezahlt. Der Rat gibt die Aufträge frei."
    )
    assert doubts("Da Rechnungen innerhalb von 45 Tagen bezahlt werden, wann ist eine fällig?", [contract]) == (
        "Die Frage nennt 45 Tagen; keine gezeigte Stelle tut das.",
    )
    assert not doubts("Da Rechnungen innerhalb von 28 Tagen bezahlt werden, wann ist eine fällig?", [contract])


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        pytest.param("Da 28 und mehr Tage erlaubt sind, wann ist sie fällig?", "Die Frist ist 28 Tage lang.", id="and"),
        pytest.param("Da 29 Tage erlaubt sind, wann ist sie fällig?", "Die Frist ist 28 bis 30 Tage lang.", id="range"),
        pytest.param("Comme 29 jours sont permis, quand est-elle due ?", "Le délai est de 28 à 30 jours.", id="à"),
        pytest.param(
            "Puisque la pénalité est de 5 pour cent, qui la paie ?", "La pénalité est de 5 % du prix.", id="percent"
        ),
        pytest.param("Dato che sei un dipendente, che cosa è permesso?", "Le regole sono per i dipendenti.", id="sei"),
        pytest.param("Warum nennt § 7 die Frist?", "In dem Vertrag steht die Frist von 28 Tagen.", id="a label"),
        pytest.param("Da es ab dem 4. Mai 2024 gilt, wer zahlt?", "Der Vertrag gilt ab dem 04.05.2024.", id="a date"),
    ],
)
def test_what_is_right_in_another_language_is_not_doubted(as_passage, question, passage):
    assert doubts(question, [as_passage(passage)]) == ()


def test_a_clause_in_chinese_does_not_hide_the_number_after_it(as_passage):
    assert len(doubts("既然第7条允许90天，发票什么时候到期？", [as_passage("第7条：发票在28天内支付。")])) == 1


@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", ["weil ", "; da x", "because ", "weil\n", " "])
def test_hostile_repetition_in_a_question_is_read_in_good_time(unit):
    assert list(premises_of(f"Da x {unit * 2000}\nund?")) is not None


def test_names_of_a_question_in_another_language_than_the_passages_are_not_doubted(as_passage):
    german = "Da die Rechnungen von der Finanzabteilung bezahlt werden, wann ist eine fällig?"
    assert not doubts(german, [as_passage(CONTRACT)])


@pytest.mark.parametrize(
    ("question", "warnings"),
    [
        pytest.param(
            "Since invoices are paid within 45 days, when is one due?",
            ["The question says 45 days; no passage shown does."],
            id="a-number-that-stands-nowhere",
        ),
        pytest.param(
            "Since invoices are paid within 60 days of receipt, when is one due?",
            ["The question says 60 days; the sentence nearest to the question says 28 days [1]."],
            id="a-number-of-something-else",
        ),
        pytest.param("Since invoices are paid within 28 days, when is one due?", [], id="a-number-that-is-right"),
        pytest.param("Since invoices are paid within four weeks, or 28 days, when?", ["four weeks"], id="another-unit"),
        pytest.param(
            "Because the contract begins on 1 June 2026, when does it end?",
            ["The question says 1 June 2026; no passage shown does."],
            id="a-date",
        ),
        pytest.param("Because the contract begins on 1 May 2026, when does it end?", [], id="a-date-that-is-right"),
        pytest.param(
            "Since orders need the consent of the Treasurer, who signs?",
            ["The question says Treasurer; no passage shown does."],
            id="a-name",
        ),
        pytest.param(
            "Since orders need the consent of the Finance Manager, who signs?",
            ["The question says Finance Manager; no passage shown does."],
            id="a-name-of-two-words",
        ),
        pytest.param("Since orders need the consent of the Board, who signs?", [], id="a-name-that-is-there"),
        pytest.param("Why do the orders of clause 9.9 need consent?", [], id="a-label"),
        pytest.param("Since the contract of 2026 allows it, who pays?", [], id="a-year"),
        pytest.param(
            "When does the 45-day term begin?", ["The question says 45-day; no passage shown does."], id="name"
        ),
    ],
)
def test_a_premise_that_the_passages_do_not_bear_out_is_named(as_passage, question, warnings):
    found = doubts(question, [as_passage(CONTRACT)])
    assert len(found) == len(warnings)
    assert all(warning in doubt for warning, doubt in zip(warnings, found, strict=True))


def test_a_number_inside_a_range_is_borne_out(as_passage):
    table = as_passage("Annual leave, 5 to 14 years of service | 29")
    assert doubts("Since an employee with 9 years of service has 29 days, how many are left?", [table]) == ()
    assert doubts("Since an employee with 19 years of service has 29 days, how many are left?", [table])


def test_a_sign_beside_a_number_tells_it_from_others(as_passage):
    passage = as_passage("Lifting stops at gusts of 11 m/s. Loads of more than 15 kg and 0.50 m are announced.")
    assert doubts("Why does lifting stop at gusts of 15 m/s?", [passage]) == (
        "The question says 15 m/s; no passage shown does.",
    )
    assert doubts("Why does lifting stop at gusts of 11 m/s?", [passage]) == ()
    assert doubts("Since the rate is EUR 0.50 a kilometre, what is paid?", [passage])


def test_a_price_is_compared_as_money_whatever_it_is_paid_for(as_passage):
    table = as_passage("Temporary pump, 150 l/s EUR 165 EUR 690 EUR 2,000")
    assert doubts("Since the hire costs EUR 165 a day, what does a week cost?", [table]) == ()
    assert doubts("Since the hire costs EUR 175 a day, what does a week cost?", [table]) == (
        "The question says EUR 175; no passage shown does.",
    )


def test_an_amount_in_another_currency_is_doubted(as_passage):
    passage = as_passage("The fee for late filing is EUR 500 and is due at once.")
    assert doubts("Since the fee for late filing is €500, who pays it?", [passage]) == ()
    assert doubts("Since the fee for late filing is $500, who pays it?", [passage]) == (
        "The question says $500; no passage shown does.",
    )
    assert doubts("Since the fee for late filing is 500 francs, who pays it?", [passage]) == (
        "The question says 500 francs; no passage shown does.",
    )


def test_a_number_in_a_row_of_a_table_is_judged_by_what_is_around_it(as_passage):
    rule = as_passage("A fault of class 1 is reached within 2 hours.")
    table = as_passage("Faults are reached by their class, on site within:\n2, urgent, 8 hours")
    other = as_passage("Opening hours of the canteen\nMonday, 8 hours")
    question = "Since faults of class 2 are reached on site within 8 hours, who goes?"
    assert doubts(question, [rule, table]) == ()
    assert doubts(question, [rule, other])


def test_times_of_day_are_no_range(as_passage):
    hours = as_passage("The desk is open from 06:00 to 20:00.")
    assert doubts("Since the fee is EUR 0.50, who pays?", [hours]) == (
        "The question says EUR 0.50; no passage shown does.",
    )


def test_an_open_range_of_a_table_holds_what_is_above_it_in_its_unit(as_passage):
    table = as_passage("Annual leave, 15 or more years of service 31 P-02")
    assert doubts("Since it is 31 days after 20 years, how many are left?", [table]) == ()
    assert doubts("Since it is 41 days after 20 years, how many are left?", [table])


def test_without_passages_nothing_is_doubted():
    assert doubts("Since 60 days are allowed, when is it due?", []) == ()
