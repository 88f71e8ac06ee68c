import pytest

from app.answering.asked_kind import Kind, asked_kind, can_answer
from app.answering.terms import read_terms


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How much does the fitness plan reimburse?", Kind.NUMBER),
        ("What percentage of the fee is paid back?", Kind.NUMBER),
        ("When does the north gate close?", Kind.DATE),
        ("In which year was the pump replaced?", Kind.DATE),
        ("At what time does the canteen open?", Kind.DATE),
        ("By when is the report due?", Kind.DATE),
        ("How is a complaint filed?", Kind.OTHER),
        ("What is done when the pump stops?", Kind.OTHER),
        ("When the pump stops, who is called?", Kind.OTHER),
        ("Who signs the contract?", Kind.OTHER),
        ("Wie viele Tage Urlaub gibt es im ersten Jahr?", Kind.NUMBER),
        ("Bis wann muss der Urlaub genommen werden?", Kind.DATE),
        ("Combien de jours de congé sont accordés ?", Kind.NUMBER),
        ("Quand la porte nord est-elle fermée ?", Kind.DATE),
        ("Quand la pompe s'arrête, que faut-il faire ?", Kind.OTHER),
        ("Que faut-il faire quand la pompe s'arrête ?", Kind.OTHER),
        ("¿Qué se hace cuando se para la bomba?", Kind.OTHER),
        ("Cosa si fa quando la pompa si ferma?", Kind.OTHER),
        ("Per quanto riguarda la pompa, chi decide?", Kind.OTHER),
        ("O que se faz quando a bomba para?", Kind.OTHER),
        ("Quanto ao contrato, quem decide?", Kind.OTHER),
        ("Wat moet men doen wanneer de pomp stopt?", Kind.OTHER),
        ("¿Cuántos días de vacaciones tiene un aprendiz?", Kind.NUMBER),
        ("¿Cuándo se cierra la puerta norte?", Kind.DATE),
        ("Per quanto tempo si conservano i verbali?", Kind.NUMBER),
        ("In quanti giorni viene pagata la fattura?", Kind.NUMBER),
        ("Qual è la data della consegna?", Kind.DATE),
        ("Quanto às férias, quem decide?", Kind.OTHER),
        ("Quanto a empresa paga por dia?", Kind.NUMBER),
        ("Qual é o valor da multa?", Kind.NUMBER),
        ("Selon le contrat, quand la porte est-elle fermée ?", Kind.DATE),
        ("Quelle est la date du contrat ?", Kind.DATE),
        ("La porte ferme quand ?", Kind.DATE),
        ("¿Cuál es la fecha de entrega?", Kind.DATE),
        ("Wie häufig wird die Pumpe geprüft?", Kind.NUMBER),
        ("许多大公司由谁管理？", Kind.OTHER),
        ("什麼時候關門？", Kind.DATE),
        ("What is the percentage paid back?", Kind.NUMBER),
        ("How  many\ndays of leave are there?", Kind.NUMBER),
        ("¿Cua\u0301ndo se cierra la puerta norte?", Kind.DATE),
        ("Quanti giorni di ferie spettano a un apprendista?", Kind.NUMBER),
        ("Quando viene chiuso il cancello nord?", Kind.DATE),
        ("Quantos dias de férias tem um aprendiz?", Kind.NUMBER),
        ("Em que ano foi substituída a bomba?", Kind.DATE),
        ("Hoeveel dagen verlof krijgt een leerling?", Kind.NUMBER),
        ("Wanneer wordt de noordpoort gesloten?", Kind.DATE),
        ("كم عدد أيام الإجازة في السنة الأولى؟", Kind.NUMBER),
        ("متى تغلق البوابة الشمالية؟", Kind.DATE),
        ("学徒有多少天假期？", Kind.NUMBER),
        ("北门什么时候关闭？", Kind.DATE),
    ],
)
def test_what_a_question_asks_for(question, kind):
    assert asked_kind(question) is kind


@pytest.mark.parametrize(
    ("question", "sentence", "can"),
    [
        pytest.param("How much is paid?", "Up to $1000 is paid.", True, id="a-figure"),
        pytest.param("How much is paid?", "Program for Wellness", False, id="a-heading"),
        pytest.param("How much is paid in 2026?", "What is paid in 2026", False, id="the-question's-own-figure"),
        pytest.param("How many steps are there?", "3. Close the valve.", False, id="the-number-of-an-item"),
        pytest.param("When is it due?", "It is due on 3 May.", True, id="a-date"),
        pytest.param("When do core hours end?", "They end at 12:30.", True, id="a-time"),
        pytest.param("When is it due, on 3 May?", "It is not due on 3 May.", False, id="the-question's-own-date"),
        pytest.param("When is it closed?", "It is closed on Mondays.", True, id="a-day-of-the-week"),
        pytest.param("When was it built?", "It was built in the 1990s.", True, id="a-decade"),
        pytest.param("When does the lesson start?", "A lesson costs $40.", False, id="a-price-is-no-time"),
        pytest.param("How often is it paid?", "It is paid twice a year.", True, id="twice"),
        pytest.param("How much was paid on 3 May 2026?", "What was paid in 2026", False, id="the-question's-year"),
        pytest.param("Who pays?", "The 3 of them pay.", False, id="neither-asked"),
    ],
)
def test_which_sentences_can_answer(question, sentence, can):
    assert can_answer(asked_kind(question), read_terms(question), read_terms(sentence)) is can
