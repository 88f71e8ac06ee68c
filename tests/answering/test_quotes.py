from app.answering.quotes import cited_quotes, quoted_text, rank_sentences, telling, without_places
from app.answering.types import Passage

TEXT = "Invoices are kept for ten years. Contracts are kept for seven years. Dogs are not allowed."


def test_the_sentence_that_answers_comes_first(shelf, as_passage):
    quotes = rank_sentences("How long are contracts kept?", [as_passage(TEXT)], shelf.encoder)
    assert quotes[0].evidence.text == "Contracts are kept for seven years."
    assert len(quotes) == 3


def test_the_same_wording_is_shown_once(shelf, as_passage):
    quotes = rank_sentences("dogs", [as_passage(TEXT), as_passage(TEXT)], shelf.encoder)
    assert [quote.evidence.marker for quote in quotes] == [1, 1, 1]


def test_a_quote_is_cited_word_for_word_with_its_page(shelf, as_passage):
    passages = [as_passage("One."), as_passage(TEXT, page=14, place="Records")]
    [citation] = cited_quotes(rank_sentences("Are dogs allowed?", passages, shelf.encoder)[:1], passages)
    assert (citation.marker, citation.page, citation.place) == (2, 14, "Records")
    assert citation.quote == citation.sentence == "Dogs are not allowed."
    assert (citation.verdict, citation.by) == ("supported", "program")


def test_quotes_are_written_one_a_line_with_their_markers(shelf, as_passage):
    passages = [as_passage("Invoices are kept\nfor ten years.")]
    quotes = rank_sentences("invoices", passages, shelf.encoder)[:1]
    assert quoted_text(quotes) == "“Invoices are kept for ten years.” [1]"


def test_no_passages_give_no_quotes(shelf):
    assert rank_sentences("dogs", [], shelf.encoder) == []


def test_a_sentence_longer_than_the_encoder_reads_is_ranked_too(shelf, as_passage):
    long = "We go on " + "and on " * shelf.encoder.max_tokens + "for ever."
    quotes = rank_sentences("go on and on", [as_passage(f"Dogs are not allowed. {long}")], shelf.encoder)
    assert quotes[0].evidence.text == long


def test_a_follow_up_is_answered_before_the_question_that_completes_it(shelf, as_passage):
    text = "Invoices are kept for ten years. Contracts are kept by lawyers."
    together = "For how many years are invoices kept? And contracts by?"
    [first, *_] = rank_sentences(together, [as_passage(text)], shelf.encoder)
    [own, *_] = rank_sentences(together, [as_passage(text)], shelf.encoder, "And contracts by?")
    assert [first.evidence.text, own.evidence.text] == [
        "Invoices are kept for ten years.",
        "Contracts are kept by lawyers.",
    ]


def test_a_sentence_with_a_figure_comes_before_a_heading_where_one_is_asked_for(shelf, as_passage):
    text = "What Lessons are paid for\n\nUp to $1000 is paid for lessons in a year."
    quotes = rank_sentences("How much is paid for lessons?", [as_passage(text)], shelf.encoder)
    assert quotes[0].evidence.text == "Up to $1000 is paid for lessons in a year."


def test_headings_are_not_shown_beside_a_refusal_where_there_are_sentences(shelf, as_passage):
    headings = as_passage("Dogs and Cats\n\nVisitors with Dogs:\n\n4.3 Dogs at work\n\n2. Dogs")
    sentence = as_passage("Dogs are not allowed.\n\nRoom 12\n\n4.5 dogs a day\n\nHunde sind verboten。")
    shown = telling(rank_sentences("dogs", [headings, sentence], shelf.encoder))
    sentences = {"Dogs are not allowed.", "Room 12", "4.5 dogs a day", "Hunde sind verboten。"}
    assert {quote.evidence.text for quote in shown} == sentences
    only = rank_sentences("dogs", [headings], shelf.encoder)
    assert telling(only) == only


def test_a_heading_of_the_passage_is_no_quote_where_there_is_anything_else(shelf):
    text = "House rules\n\nDogs\n\nDogs wait outside.\n\nLandlord\n\nLind & Co"
    passage = Passage(1, "rules.md", text, 0, len(text), ((1, 0),), "House rules › Dogs")
    ranked = rank_sentences("dogs", [passage], shelf.encoder)
    shown = {quote.evidence.text for quote in without_places(ranked, [passage])}
    assert shown == {"Dogs wait outside.", "Landlord", "Lind & Co"}
    dated = Passage(1, "rules.md", "Rules (2021)\n\nDogs wait.", 0, 24, ((1, 0),), "Rules (2021)")
    named = {quote.evidence.text for quote in without_places(rank_sentences("rules", [dated], shelf.encoder), [dated])}
    assert named == {"Dogs wait."}
    title = Passage(1, "rules.md", "Dogs", 0, 4, ((1, 0),), "House rules › Dogs")
    only = rank_sentences("dogs", [title], shelf.encoder)
    assert without_places(only, [title]) == only


def test_a_row_of_a_table_is_quoted_with_the_names_of_its_columns(shelf, as_passage):
    passages = (as_passage("| Item | A day |\n| Pump | EUR 165 |"),)
    best = rank_sentences("What does a pump cost a day?", passages, shelf.encoder)[:1]
    assert quoted_text(best) == "“Pump · A day: EUR 165” [1]"
    assert [citation.quote for citation in cited_quotes(best, passages)] == ["| Pump | EUR 165 |"]


def test_the_names_of_columns_are_no_quote(shelf, as_passage):
    passages = (as_passage("| Item | A day | A week |\n| Pump | EUR 165 | EUR 690 |"),)
    assert [quote.evidence.text for quote in rank_sentences("Which item?", passages, shelf.encoder)] == [
        "| Pump | EUR 165 | EUR 690 |"
    ]
