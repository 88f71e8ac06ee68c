import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.language import NAMES, language_of, pairs_of

SENTENCES = {
    "ar": "يجب أن يحتفظ المكتب بجميع العقود لمدة عشر سنوات بعد انتهاء العمل.",
    "cs": "Smlouva se uzavírá na dobu tří let a může být prodloužena o další rok.",
    "da": "Kontrakten løber i tre år og kan ikke opsiges før den er udløbet.",
    "de": "Der Vertrag läuft drei Jahre und kann nicht vor dem Ende gekündigt werden.",
    "el": "Η σύμβαση ισχύει για τρία χρόνια.",
    "en": "The contract runs for three years and cannot be ended before that.",
    "es": "El contrato dura tres años y no se puede rescindir antes de su fin.",
    "fa": "این قرارداد برای سه سال است و نمی‌توان آن را لغو کرد.",
    "fi": "Sopimus on voimassa kolme vuotta, eikä sitä voi irtisanoa, jos maksu on myöhässä.",
    "fr": "Le contrat dure trois ans et ne peut pas être résilié avant son terme.",
    "he": "החוזה תקף לשלוש שנים.",
    "hi": "अनुबंध तीन साल के लिए है।",
    "hu": "A szerződés három évre szól, és nem lehet felmondani a lejárat előtt.",
    "it": "Il contratto dura tre anni e non può essere sciolto prima della fine.",
    "ja": "契約の期間は三年です。",
    "ko": "계약 기간은 삼 년입니다.",
    "nl": "Het contract loopt drie jaar en kan niet worden beëindigd voor het einde.",
    "no": "Avtalen varer i tre år, og den kan ikke sies opp før noe av dette blir betalt.",
    "pl": "Umowa jest zawarta na trzy lata i nie może być rozwiązana przez strony.",
    "pt": "O contrato dura três anos e não pode ser rescindido antes do fim.",
    "ro": "Contractul este valabil pentru trei ani și nu poate fi reziliat după aceea.",
    "ru": "Договор действует три года и не может быть расторгнут раньше.",
    "sv": "Avtalet gäller i tre år och kan inte sägas upp innan det har löpt ut.",
    "ta": "ஒப்பந்தம் மூன்று ஆண்டுகள் நீடிக்கும்.",
    "th": "สัญญามีอายุสามปี",
    "tr": "Sözleşme üç yıl için geçerlidir ve bu süre sonra uzatılabilir.",
    "uk": "Договір діє три роки, і його не може бути розірвано до того.",
    "zh": "合同期限为三年，自 2024 年 1 月 1 日起，由 Marlow Quay Ltd 签署。",
}


def test_there_is_a_sentence_for_every_language():
    assert SENTENCES.keys() == NAMES.keys()


@pytest.mark.parametrize(("language", "sentence"), SENTENCES.items())
def test_a_sentence_tells_its_language(language, sentence):
    assert language_of(sentence) == language


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("de", "Was war Huihui?"),
        ("de", "Wie lange läuft der Vertrag?"),
        ("es", "¿Cuánto dura el contrato?"),
        ("fr", "Quelle est la durée du contrat ?"),
        ("it", "Quanto dura il contratto?"),
        ("pt", "Qual é a duração do contrato?"),
        ("nl", "Hoe lang loopt het contract?"),
        ("ar", "كم مدة العقد؟"),
        ("zh", "合同期限多长？"),
        ("en", "How long does the contract run?"),
    ],
)
def test_a_question_tells_its_language(language, question):
    assert language_of(question) == language


@pytest.mark.parametrize(
    "text", ["", "12 345", "Kilnhaven GmbH, Tel. 12345", "x = α + β, Marlow Quay Limited Partnership"]
)
def test_what_tells_no_language_is_taken_for_another(text):
    assert (language_of(text), language_of(text, otherwise="de")) == ("en", "de")


@given(st.text())
def test_any_text_has_a_language(text):
    assert language_of(text) in NAMES


@pytest.mark.parametrize("text", ["No smoking.", "Late fee: 5 % per month.", "Plan A: $25 per user, plus support."])
def test_english_words_that_other_languages_have_too_are_english(text):
    assert language_of(text) == "en"


@pytest.mark.parametrize(("run", "pairs"), [("合同期限", ("合同", "同期", "期限")), ("税", ("税",))])
def test_a_glued_run_is_compared_by_its_pairs(run, pairs):
    assert pairs_of(run) == pairs
