from app.web.document_choice import narrowed
from vectorstore.types import Document


def document(number, name, folder="", title=""):
    return Document(number, "main", name, folder, "", "", 0, "ready", "", title, 1, (), 1, "", 1)


PAPERS = [
    document(1, "contract.pdf", "/papers/2025", "Maintenance of pumps"),
    document(2, "contract.pdf", "/papers/2026/north"),
    document(3, "handbook.pdf"),
]


def ids(*narrowing):
    return [found.id for found in narrowed(PAPERS, *narrowing)]


def test_all_are_shown_where_nothing_is_asked():
    assert ids("", "") == [1, 2, 3]


def test_words_of_name_and_title_narrow():
    assert ids("Contract pumps", "") == [1]


def test_a_folder_holds_what_lies_below_it_and_not_its_namesakes():
    assert ids("", "/papers/2026") == [2]
    assert ids("", "/papers/202") == []
