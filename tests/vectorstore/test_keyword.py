"""Words are found in the forms of their own language, whatever the language of the others in the index."""

import pytest

from vectorstore.keyword import KeywordIndex
from vectorstore.types import Chunk, ChunkKey

TEXTS = {
    1: "The invoices are sent to the customers after the delivery of the houses.",
    2: "Die Rechnungen werden nach der Lieferung der Häuser an die Kunden geschickt.",
    3: "Las facturas se envían a los clientes después de la entrega de las casas.",
    4: "تُرسل الفواتير إلى العملاء بعد تسليم المنازل من قبل المكتب.",
    5: "房屋交付之后，发票将寄给客户。",
    6: "통지 기간은 삼 개월입니다.",
}


def chunk(ordinal: int, text: str) -> Chunk:
    return Chunk(ordinal, text, 0, len(text), 1, 1, (), "")


@pytest.fixture
def index():
    index = KeywordIndex(None)
    for document, text in TEXTS.items():
        index.put(document, [chunk(0, text)])
    yield index
    index.close()


def found(index, question):
    return [key.document for key, _ in index.matching(question, 10)]


@pytest.mark.parametrize(
    ("question", "document"),
    [
        pytest.param("invoice", 1, id="english"),
        pytest.param("Wann kommt die Rechnung für das Haus?", 2, id="german"),
        pytest.param("Rechnung", 2, id="a-word-that-tells-no-language"),
        pytest.param("When does the Rechnung come?", 2, id="a-word-of-another-language"),
        pytest.param("¿Cuándo se envió la factura al cliente?", 3, id="spanish"),
        pytest.param("متى يرسل المكتب الفاتورة إلى عميل؟", 4, id="arabic"),
        pytest.param("发票寄给谁？", 5, id="chinese"),
        pytest.param("기간", 6, id="korean"),
    ],
)
def test_inflected_words_are_found(index, question, document):
    assert document in found(index, question)[:2]


def test_each_part_of_a_paper_in_two_languages_is_found_by_its_own_words():
    index = KeywordIndex(None)
    index.put(1, [chunk(0, TEXTS[1]), chunk(1, TEXTS[2])])
    assert index.matching("invoice", 10)[0][0] == ChunkKey(1, 0)
    assert index.matching("Wann kommt die Rechnung?", 10)[0][0] == ChunkKey(1, 1)
    index.close()


def test_a_part_that_tells_no_language_has_that_of_its_paper():
    index = KeywordIndex(None)
    index.put(1, [chunk(0, TEXTS[2]), chunk(1, "Lieferscheine 12345")])
    assert [key.ordinal for key, _ in index.matching("Lieferschein", 10)] == [1]
    index.close()


def test_the_language_of_each_document_is_told(index):
    assert index.languages() == {1: "en", 2: "de", 3: "es", 4: "ar", 5: "zh", 6: "ko"}


def test_an_empty_index_has_no_languages():
    index = KeywordIndex(None)
    assert index.languages() == {}
    index.close()
