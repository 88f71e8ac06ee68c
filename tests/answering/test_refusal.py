import pytest

from app.answering.prompts import REFUSAL
from app.answering.refusal import may_refuse, without_refusal


@pytest.mark.parametrize(
    "reply",
    [
        REFUSAL,
        "not in these documents",
        f'"{REFUSAL}"',
        f"**{REFUSAL}**",
        f"{REFUSAL} [1]",
        f"{REFUSAL} The passages speak of invoices only.",
        "Nicht in diesen Dokumenten.",
        "**No está en estos documentos.** [1]",
        "Pas dans ces documents. Les passages parlent de factures.",
        "Non è in questi documenti.",
        "Não está nestes documentos.",
        "Niet in deze documenten",
        "ليس في هذه الوثائق.",
        "这些文件中没有。[1]",
    ],
)
def test_a_refusal_line_leaves_nothing(reply):
    assert without_refusal(reply) == ""


@pytest.mark.parametrize(
    "reply",
    [
        "The passages do not contain information about parking.",
        "There is no information about parking in the provided passages.",
        "The provided documents don’t mention a parking space. [2]",
        "Die Passagen enthalten keine Informationen über Parkplätze.",
        "In den Dokumenten wird ein Parkplatz nicht erwähnt. [1]",
        "Los documentos no mencionan un aparcamiento.",
        "No hay información sobre el aparcamiento en los pasajes proporcionados.",
        "Les documents ne mentionnent pas de parking.",
        "Il n’y a aucune information sur le parking dans ces passages.",
        "I documenti non menzionano un parcheggio.",
        "Non ci sono informazioni sul parcheggio nei testi.",
        "Os documentos não mencionam um estacionamento.",
        "Não há informações sobre estacionamento nos documentos.",
        "De documenten bevatten geen informatie over parkeren.",
        "لا توجد معلومات عن موقف السيارات في الوثائق.",
        "文件中没有提到停车位。",
        "The date is not in these documents.",
        "Die Frist ist nicht in diesen Dokumenten genannt.",
        "El plazo no está en estos documentos.",
        "De termijn staat niet in deze documenten. [1]",
        "لم يُذكر الموعد في الوثائق.",
    ],
)
def test_a_refusal_in_other_words_is_noticed(reply):
    assert without_refusal(reply) == reply
    assert may_refuse(reply)


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        pytest.param("Ten years. [1]", "Ten years. [1]", id="answer"),
        pytest.param(f"Ten years. [1] {REFUSAL}", "Ten years. [1]", id="line-copied-to-the-end"),
        pytest.param(f"Ten years. [1]\n\n{REFUSAL}\n", "Ten years. [1]", id="line-copied-below"),
        pytest.param(
            "The rent is not in these documents. It is in the lease. [1]",
            "The rent is not in these documents. It is in the lease. [1]",
            id="line-in-a-sentence",
        ),
        pytest.param("Dogs are not in these offices. [1]", "Dogs are not in these offices. [1]", id="alike"),
        pytest.param(
            "The documents must not be given to others. [1]",
            "The documents must not be given to others. [1]",
            id="denies-something-else",
        ),
        pytest.param(
            "The handbook does not state a limit. Ten days are usual. [1]",
            "The handbook does not state a limit. Ten days are usual. [1]",
            id="goes-on",
        ),
        pytest.param(
            "Die Unterlagen dürfen nicht weitergegeben werden. [1]",
            "Die Unterlagen dürfen nicht weitergegeben werden. [1]",
            id="denies-something-else-in-german",
        ),
        pytest.param(
            "El contrato no se puede rescindir. [1]", "El contrato no se puede rescindir. [1]", id="a-spanish-no"
        ),
        pytest.param("Il n’y a pas de délai. [1]", "Il n’y a pas de délai. [1]", id="a-french-no"),
        pytest.param("合同没有期限。[1]", "合同没有期限。[1]", id="a-chinese-no"),
        pytest.param("No deposit is given back. [1]", "No deposit is given back. [1]", id="a-no-of-its-own"),
        pytest.param(
            "Not in these documents, but in annex B, is the price. [1]",
            "Not in these documents, but in annex B, is the price. [1]",
            id="line-that-goes-on",
        ),
        pytest.param("", "", id="empty"),
    ],
)
def test_an_answer_stays_without_the_refusal_line(reply, answer):
    assert without_refusal(reply) == answer


@pytest.mark.parametrize(
    "answer",
    [
        "Ten years. [1]",
        "The rent is not in these documents. It is in the lease. [1]",
        "Dogs are not in these offices. [1]",
        "The documents must not be given to others. [1]",
        "The handbook does not state a limit. Ten days are usual. [1]",
        "Die Unterlagen dürfen nicht weitergegeben werden. [1]",
        "El contrato no se puede rescindir. [1]",
        "Il n’y a pas de délai. [1]",
        "合同没有期限。[1]",
        "No deposit is given back. [1]",
        "",
    ],
)
def test_a_denial_of_something_else_is_no_refusal(answer):
    assert not may_refuse(answer)
