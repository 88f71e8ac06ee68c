import pytest

from app.answering.cite import cite
from app.answering.terms import read_terms
from app.answering.types import Passage, Verdict
from app.answering.verify import compare
from vectorstore.language import language_of


def verdict(claim: str, text: str) -> Verdict:
    cited = cite(claim, [Passage(1, "a.pdf", text, 0, len(text), ((1, 0),), "")])
    return cited.citations[0].verdict if cited.citations else "unsupported"


def is_contradicted(claim: str, text: str) -> bool:
    language = language_of(text)
    return compare(read_terms(claim, language), read_terms(text, language), read_terms("")).contradicted


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        pytest.param(
            "The supplier may assign this agreement.",
            "The Supplier shall not, without the prior written consent of the Customer, assign this Agreement.",
            id="insertion",
        ),
        pytest.param(
            "Employees may share patient data.",
            "Employees may not, under any circumstances, share patient data.",
            id="insertion_that_denies",
        ),
        pytest.param(
            "The drug is approved for children.", "The drug is not (yet) approved for children.", id="brackets"
        ),
        pytest.param(
            "The policy covers dental treatment.",
            "The policy covers all treatment except dental treatment.",
            id="except",
        ),
        pytest.param(
            "The supplier is liable for indirect losses.",
            "The supplier is liable for direct losses but is in no event liable for indirect losses.",
            id="in_no_event",
        ),
        pytest.param("Smoking is allowed in the building.", "Smoking is prohibited in the building.", id="participle"),
        pytest.param("Smoking is allowed.", "Smoking is prohibited.", id="participle_at_the_end"),
        pytest.param(
            "The guarantee covers water damage.", "Water damage is excluded from the guarantee.", id="excluded"
        ),
        pytest.param(
            "Children may be given the drug.", "The drug is contraindicated in children.", id="contraindicated"
        ),
        pytest.param("Staff may take files home.", "Staff are forbidden to take files home.", id="forbidden"),
        pytest.param(
            "The supplier may assign this agreement.",
            "The Supplier is not entitled, without written consent, to assign this Agreement.",
            id="later_insertion",
        ),
        pytest.param("The plan does not exclude surgery.", "The plan excludes surgery.", id="not_exclude"),
        pytest.param("Surgery is not excluded.", "Surgery is excluded.", id="not_excluded"),
        pytest.param("Surgery is excluded.", "Surgery is not excluded.", id="is_not_excluded"),
        pytest.param(
            "El inquilino puede subarrendar la vivienda.",
            "El inquilino no podrá, sin consentimiento escrito, subarrendar la vivienda.",
            id="es_insertion",
        ),
        pytest.param("Die Bank haftet für den Schaden.", "Die Bank haftet für den Schaden keinesfalls.", id="de_never"),
        pytest.param("Visitors enter without a guide.", "Visitors enter with a guide.", id="without"),
        pytest.param("Visitors enter with a guide.", "Visitors enter without a guide.", id="with"),
        pytest.param("Die Bank haftet für diesen Schaden.", "Die Bank haftet für diesen Schaden nicht.", id="de_end"),
        pytest.param("Die Bank haftet für diesen Schaden nicht.", "Die Bank haftet für diesen Schaden.", id="de_claim"),
        pytest.param("Das Rauchen ist im Haus erlaubt.", "Das Rauchen ist im Haus verboten.", id="de_verb"),
        pytest.param("De bank vergoedt deze schade.", "De bank vergoedt deze schade niet.", id="nl_end"),
        pytest.param("Banken erstatter ikke skaden på et hus.", "Banken erstatter skaden på et hus.", id="da_claim"),
        pytest.param("Banken erstatter skaden på et hus.", "Skaden på et hus erstatter banken ikke.", id="da_end"),
        pytest.param("Il est permis de fumer dans la cour.", "Il est interdit de fumer dans la cour.", id="fr_verb"),
        pytest.param("Se permite fumar en el edificio.", "Se prohíbe fumar en el edificio.", id="es_verb"),
        pytest.param("员工可以携带手机进入实验室。", "员工不可以携带手机进入实验室。", id="zh"),
        pytest.param("员工不可以携带手机进入实验室。", "员工可以携带手机进入实验室。", id="zh_claim"),
        pytest.param("公司批准该计划。", "公司未批准该计划。", id="zh_not_yet"),
        pytest.param("社員は携帯電話を持ち込むことができます。", "社員は携帯電話を持ち込むことができません。", id="ja"),
        pytest.param(
            "직원은 휴대폰을 가지고 들어갈 수 있습니다.", "직원은 휴대폰을 가지고 들어갈 수 없습니다.", id="ko"
        ),
        pytest.param("The bank extended the loan.", "The bank failed to extend the loan.", id="failed"),
        pytest.param("The bank extended the loan.", "The bank declined to extend the loan.", id="declined"),
        pytest.param("The loan was extended.", "The board denied that the loan was extended.", id="denied_that"),
        pytest.param("The patient has chest pain.", "The patient denies chest pain.", id="denies_pain"),
        pytest.param("The patient is in pain.", "The patient is free of pain.", id="free_of"),
        pytest.param("The director has legal capacity.", "The director lacks legal capacity.", id="lacks"),
        pytest.param("The loan bears interest.", "The loan is interest-free.", id="interest_free"),
        pytest.param(
            "The seller has the right to terminate.", "The seller waives the right to terminate.", id="waives"
        ),
        pytest.param("The seller may terminate.", "The buyer may terminate; the seller may not.", id="ellipsis"),
        pytest.param("The seller may leave.", "The buyer may leave but the seller cannot.", id="ellipsis_but"),
        pytest.param("Interns get a bonus.", "All staff other than interns get a bonus.", id="other_than"),
        pytest.param("Interns get a bonus.", "Save for interns, all staff get a bonus.", id="save_for"),
        pytest.param(
            "All staff including interns get a bonus.",
            "All staff, with the exception of interns, get a bonus.",
            id="with_the_exception_of",
        ),
        pytest.param("Der Patient hat Schmerzen.", "Der Patient verneint Schmerzen.", id="de_denies"),
        pytest.param("Der Patient hat Schmerzen.", "Der Patient ist frei von Schmerzen.", id="de_free_of"),
        pytest.param(
            "Der Käufer hat ein Recht auf Minderung.",
            "Der Käufer verzichtet auf das Recht auf Minderung.",
            id="de_waives",
        ),
        pytest.param("Der Käufer zahlte den Preis.", "Der Käufer versäumte es, den Preis zu zahlen.", id="de_failed"),
        pytest.param(
            "Praktikanten erhalten einen Bonus.",
            "Alle Mitarbeiter mit Ausnahme der Praktikanten erhalten einen Bonus.",
            id="de_exception",
        ),
        pytest.param("Chaque salarié est admis dans la salle.", "Personne n'est admis dans la salle.", id="fr_nobody"),
    ],
)
def test_what_the_text_denies_is_not_supported(claim: str, text: str) -> None:
    assert is_contradicted(claim, text)
    assert verdict(claim, text) == "unsupported"


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        pytest.param(
            "The guarantee does not cover water damage.", "Water damage is excluded from the guarantee.", id="en"
        ),
        pytest.param("No, staff may not take files home.", "Staff are forbidden to take files home.", id="forbidden"),
        pytest.param("Staff may enter the archive.", "No one except the staff may enter the archive.", id="exception"),
        pytest.param(
            "Smoking is not prohibited here on the roof.", "Smoking on the roof is not prohibited.", id="twice"
        ),
        pytest.param(
            "Die Bank haftet für diesen Schaden nicht.", "Die Bank haftet nicht für diesen Schaden.", id="de_order"
        ),
        pytest.param(
            "Die Frist beträgt nicht mehr als 30 Tage.", "Die Frist beträgt höchstens 30 Tage.", id="de_limit"
        ),
        pytest.param("El plazo no es superior a 30 días.", "El plazo es de 30 días como máximo.", id="es_limit"),
        pytest.param("Le délai n'est pas supérieur à 30 jours.", "Le délai est de 30 jours au plus.", id="fr_limit"),
        pytest.param("Il termine non è superiore a 30 giorni.", "Il termine è di 30 giorni al massimo.", id="it_limit"),
        pytest.param("De termijn is niet langer dan 30 dagen.", "De termijn is 30 dagen.", id="nl_limit"),
        pytest.param("The tenant does not pay the rent.", "The tenant fails to pay the rent.", id="fails_to"),
        pytest.param("The tenant must pay the rent.", "The tenant must not fail to pay the rent.", id="not_fail"),
        pytest.param("Revenue declined to 5 million.", "Revenue declined to 5 million in May.", id="declined_to_5"),
        pytest.param("A denied claim can be appealed.", "A denied claim can be appealed in court.", id="denied_claim"),
        pytest.param("Staff get a bonus.", "All staff except interns get a bonus.", id="those_not_excepted"),
        pytest.param("The seller may not terminate.", "The buyer may terminate; the seller may not.", id="ellipsis"),
        pytest.param("The buyer may terminate.", "The buyer may terminate; the seller may not.", id="who_may"),
        pytest.param("员工不得携带手机进入实验室。", "员工禁止携带手机进入实验室。", id="zh"),
        pytest.param("每位员工的假期不得超过20天。", "每位员工的假期最多20天。", id="zh_limit"),
        pytest.param(
            "Chaque salarié reçoit 30 jours de congé.",
            "Chaque personne reçoit 30 jours de congé par an.",
            id="fr_person",
        ),
    ],
)
def test_what_the_text_says_with_another_negation_or_none_is_supported(claim: str, text: str) -> None:
    assert verdict(claim, text) == "supported"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "不仅员工可以加班，而且未来没收手机"),
        ("zh", "员工不得不加班"),
        ("ja", "申請しなければなりません"),
        ("ja", "申請するかもしれない"),
    ],
)
def test_signs_that_only_look_like_a_negation_deny_nothing(language: str, text: str) -> None:
    assert read_terms(text, language).denied == set()


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("Smoking is not allowed in the building.", "Smoking is prohibited in the building."),
        ("Smoking is prohibited.", "Smoking is not allowed in the building."),
        ("Children may not be given the drug.", "The drug is contraindicated in children."),
        ("Rauchen ist im Haus nicht erlaubt.", "Rauchen ist im Haus verboten."),
        ("Die Bank haftet nicht.", "Die Bank haftet nicht für den Schaden durch Feuer."),
    ],
)
def test_two_denials_in_other_words_agree(claim: str, text: str) -> None:
    assert not is_contradicted(claim, text)
    assert verdict(claim, text) != "unsupported"


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        pytest.param("No, they trade, and they pay.", set(), id="an_answer_opens_no_insertion"),
        pytest.param("Whether paid or not, they trade, and rest.", set(), id="half_a_question"),
        pytest.param("They may not, however, trade shares.", {"trad", "shar"}, id="insertion"),
        pytest.param("At no time may they trade.", {"trad"}, id="at_no_time"),
        pytest.param("The fee excludes tax.", {"tax"}, id="verb"),
    ],
)
def test_how_far_a_denial_reaches(text: str, denied: set[str]) -> None:
    assert read_terms(text).denied == denied
