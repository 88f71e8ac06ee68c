from dataclasses import replace

import pytest

from app.answering.answer import Answerer, Question
from app.answering.generate import Listener
from app.answering.prompts import REFUSAL
from app.answering.route import Whole, needs_everything, route_of
from app.answering.types import Tokens
from app.llm.fake import FakeChatModel

EVERYTHING = [
    ("How many alarms are in the runbook?", "counts"),
    ("How many boats does the company have?", "counts"),
    ("Count the exceptions.", "counts"),
    ("List all suppliers.", "asks for a list"),
    ("Name every site.", "asks for a list"),
    ("Which classes are there?", "asks for a list"),
    ("Compare the draft with the contract.", "compares"),
    ("What is the difference between the two versions?", "compares"),
    ("How do they differ?", "compares"),
    ("Summarise the report.", "asks for a summary"),
    ("Give me an overview of the policy.", "asks for a summary"),
    ("What is this document about?", "asks for a summary"),
    ("Wie viele Ausnahmen gibt es?", "counts"),
    ("¿Cuántas excepciones hay en total?", "counts"),
    ("Combien d’exceptions y a-t-il ?", "counts"),
    ("Quante eccezioni ci sono?", "counts"),
    ("Quantas exceções há?", "counts"),
    ("Hoeveel uitzonderingen zijn er?", "counts"),
    ("كم استثناءً يوجد في السياسة؟", "counts"),
    ("政策中一共有多少个例外？", "counts"),
    ("Nenne alle Lieferanten.", "asks for a list"),
    ("Nennen Sie alle Lieferanten.", "asks for a list"),
    ("Listen Sie bitte alle Lieferanten auf.", "asks for a list"),
    ("Zähle alle Lieferanten auf.", "asks for a list"),
    ("Dígame todos los proveedores.", "asks for a list"),
    ("Donnez-moi tous les fournisseurs.", "asks for a list"),
    ("عدد جميع الموردين.", "asks for a list"),
    ("Enumere los proveedores.", "asks for a list"),
    ("Quels sont tous les fournisseurs ?", "asks for a list"),
    ("Elenca i fornitori.", "asks for a list"),
    ("Indique todos os fornecedores.", "asks for a list"),
    ("Noem alle leveranciers.", "asks for a list"),
    ("اذكر جميع الموردين.", "asks for a list"),
    ("请列出供应商。", "asks for a list"),
    ("Worin besteht der Unterschied?", "compares"),
    ("Worin unterscheiden sich die Fassungen?", "compares"),
    ("Vergleichen Sie den Entwurf mit dem Vertrag.", "compares"),
    ("两个版本有什么区别？", "compares"),
    ("Compara el borrador con el contrato.", "compares"),
    ("Quelle différence y a-t-il entre les deux ?", "compares"),
    ("Confronta la bozza con il contratto.", "compares"),
    ("Que diferenças há entre as versões?", "compares"),
    ("Welke verschillen zijn er?", "compares"),
    ("ما الفرق بين النسختين؟", "compares"),
    ("两个版本的区别是什么？", "compares"),
    ("Gib mir eine Zusammenfassung des Berichts.", "asks for a summary"),
    ("Dame un resumen del informe.", "asks for a summary"),
    ("Résumez le rapport.", "asks for a summary"),
    ("Fassen Sie den Bericht zusammen.", "asks for a summary"),
    ("Vat het rapport samen.", "asks for a summary"),
    ("Riassumi la relazione.", "asks for a summary"),
    ("Faça um resumo do relatório.", "asks for a summary"),
    ("Geef een samenvatting van het rapport.", "asks for a summary"),
    ("لخص التقرير.", "asks for a summary"),
    ("请总结这份报告。", "asks for a summary"),
]
PASSAGES = [
    "How many days of leave does an apprentice get?",
    "How many characters must a password have?",
    "Who approved the policy?",
    "What is the list price of a seal?",
    "What does a seal cost according to the price list?",
    "When does the gate close?",
    "What discount does the account get?",
    "Wie viele Tage Urlaub hat ein Lehrling?",
    "Für wen gilt eine unterschiedliche Frist?",
    "¿Cuántos caracteres debe tener una contraseña?",
    "Combien de jours de congé a un apprenti ?",
    "Quanti giorni di ferie ha un apprendista?",
    "Quantos dias de férias tem um aprendiz?",
    "Hoeveel dagen verlof heeft een leerling?",
    "كم عدد أيام الإجازة للمتدرب؟",
    "学徒有多少天假期？",
    "Wie viele Tage Urlaub gibt es für Lehrlinge?",
    "Zählen Feiertage als Urlaubstage?",
    "Wann wurde der Vergleich geschlossen?",
    "Was steht in der Zusammenfassung der Merkmale des Arzneimittels?",
    "¿Con cuántos días de antelación hay que avisar?",
    "¿Cuándo debe comparecer el testigo?",
    "Dans combien de jours doit-on réclamer s'il y a un défaut ?",
    "Quando doit-il comparaître ?",
    "Quali obblighi ha il fornitore nei confronti del cliente?",
    "Entro quanti giorni va fatto reclamo se ci sono difetti?",
    "Quantos dias de férias tem quem trabalha aqui há um ano?",
    "Hoeveel dagen zijn er om bezwaar te maken?",
    "Geldt dit ook voor een vergelijkbare functie?",
    "كم الغرامة إذا كان هناك تأخير؟",
    "总共需要支付多少钱？",
    "所有权是什么时候转移的？",
    "合同中列出的违约金是多少？",
    "What was the median in the comparator arm?",
    "What does the summary of product characteristics say of dosing?",
]


@pytest.mark.parametrize(("question", "kind"), EVERYTHING)
def test_some_questions_need_everything(question, kind):
    assert needs_everything(question) == kind


@pytest.mark.parametrize("question", PASSAGES)
def test_most_questions_do_not(question):
    assert needs_everything(question) is None


@pytest.fixture
def ask(shelf, limits, sampling):
    """Asks the shelf in the auto mode with these replies of the model; gives the answer and the model."""

    def ask(question, *replies, effective=None, **changes):
        model = FakeChatModel(replies=replies)
        documents = tuple(shelf.document(number) for number in range(1, len(shelf.books) + 1))
        parts = replace(limits, effective_window=effective, **changes)
        answerer = Answerer(shelf.retriever(), model, parts, sampling, documents=documents)
        return answerer.answer(Question("q1", question, "auto")), model

    return ask


def test_what_the_passages_answer_stays_with_them(ask):
    answer, model = ask("How long are invoices kept?", "Invoices are kept for ten years. [1]")
    assert (answer.mode, answer.requested, len(model.prompts)) == ("rag", "auto", 1)
    assert answer.route.why == "The passages answered it."
    assert answer.route.spent == answer.tokens.accepted
    assert answer.route.saved is not None


def test_a_refusal_from_passages_is_asked_again_of_whole_documents(ask):
    answer, model = ask("Who may bring dogs?", REFUSAL, "Dogs are not allowed in the office. [2]")
    assert (answer.mode, answer.refused, len(model.prompts)) == ("long", False, 2)
    assert answer.route.why == "The passages did not answer it, so 2 documents were read whole."
    assert answer.route.spent > answer.tokens.accepted
    assert answer.route.saved < 0
    assert answer.citations[0].document == "policy.md"


def test_it_is_told_when_passages_are_read_and_when_whole_documents_are(shelf, limits, sampling):
    model = FakeChatModel(replies=(REFUSAL, "Dogs are not allowed in the office. [2]"))
    documents = tuple(shelf.document(number) for number in range(1, len(shelf.books) + 1))
    told = []
    listener = Listener(on_plan=lambda mode, *_: told.append(mode))
    answerer = Answerer(shelf.retriever(), model, limits, sampling, listener, documents)
    answerer.answer(Question("q1", "Who may bring dogs?", "auto"))
    assert told == ["rag", "long"]


def test_a_question_that_needs_everything_goes_to_whole_documents_at_once(ask):
    answer, model = ask("How many periods are there?", "Two periods are named. [1]")
    assert (answer.mode, len(model.prompts)) == ("long", 1)
    assert answer.route.why == "The question asks for a count, and all documents fit."
    assert answer.route.saved == 0


def test_where_not_all_fits_the_cited_documents_are_read_whole(ask, shelf):
    shelf.books["long.txt"] = ["word " * 900]
    answer, model = ask("Who may bring dogs?", REFUSAL, "Dogs are not allowed. [1]")
    assert answer.mode == "long"
    assert "long.txt" not in {passage.document_name for passage in answer.passages}
    assert len(model.prompts) == 2


def test_where_nothing_fits_the_passages_stand_and_say_so(ask):
    answer, model = ask("Who may bring dogs?", REFUSAL, effective=20)
    assert (answer.mode, answer.refused, len(model.prompts)) == ("rag", True, 1)
    assert "do not fit into 20 tokens, which is what the model was measured to read well" in answer.route.why
    assert answer.route.saved is None


def test_a_cap_that_was_never_measured_says_so(ask, shelf):
    shelf.books = {"long.txt": ["Gates close at nine. " + "word " * 9000]}
    answer, _ = ask("How many gates are there?", "Gates close at nine. [1]", windows=(512, 16384))
    assert "is trusted with until `muniment window` measures it" in answer.route.why


def test_what_the_server_does_not_say_is_not_summed(ask):
    answer, _ = ask("How long are invoices kept?", "Invoices are kept for ten years. [1]")
    silent = replace(answer, tokens=Tokens())
    assert route_of("?", [silent], Whole(100, 200, measured=False)).spent is None
