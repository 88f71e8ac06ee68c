import threading

import numpy as np
import pytest

from ingest.tokens import TextTooLong, load_counter


def cosines(ours, theirs):
    return np.sum(ours * theirs, axis=1)


def test_vectors_agree_with_sentence_transformers(compiled, reference, passages, questions):
    texts = [*passages, *questions]
    found = cosines(compiled.embed(texts), reference.embed(texts))
    assert found.mean() >= 0.995
    assert found.min() >= 0.985


def test_rankings_agree_with_sentence_transformers(compiled, reference, passages, questions):
    ours, theirs = compiled.embed(passages), reference.embed(passages)
    for question, answer in questions.items():
        near = ours @ compiled.embed_query(question)
        expected = theirs @ reference.embed_query(question)
        assert np.argmax(near) == np.argmax(expected) == answer
        assert np.corrcoef(near, expected)[0, 1] > 0.998


def test_a_vector_does_not_depend_on_its_company_or_place(compiled, passages):
    together = compiled.embed([*passages, "word " * 200, ""])
    backwards = compiled.embed([*passages, "word " * 200, ""][::-1])[::-1]
    alone = np.concatenate([compiled.embed([text]) for text in passages])
    assert together == pytest.approx(backwards, abs=1e-4)
    assert together[: len(passages)] == pytest.approx(alone, abs=1e-4)


def test_a_question_gets_the_vector_of_the_same_passage(compiled, passages):
    assert compiled.embed_query(passages[0]) == pytest.approx(compiled.embed(passages[:1])[0], abs=1e-4)


def test_every_row_has_length_one(compiled):
    rows = compiled.embed(["", "a", "word " * 254])
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert rows.dtype == np.float32


def test_no_texts_give_no_rows(compiled):
    assert compiled.embed([]).shape == (0, 384)


def test_a_passage_over_the_window_is_refused_whole(compiled):
    compiled.embed(["word " * 254])
    with pytest.raises(TextTooLong, match="A text of 257 tokens does not fit a model that reads 256"):
        compiled.embed(["short", "word " * 255])


def test_the_end_of_a_long_question_is_read(compiled, passages):
    filler = "the " * 300
    vector = compiled.embed_query(filler + " ".join(passages[2:4]))
    about_gearbox, about_leaves = compiled.embed_query(passages[2]), compiled.embed_query(passages[11])
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)
    assert vector @ about_gearbox > vector @ about_leaves + 0.1


def test_its_tokenizer_file_counts_as_it_does(compiled, passages):
    assert load_counter(compiled.tokenizer_path, compiled.prefix)(passages) == compiled.count_tokens(passages)


def test_threads_get_what_one_would(compiled, passages):
    expected, found = compiled.embed(passages), {}

    def work(name):
        found[name] = compiled.embed(passages) if name % 2 else np.stack([compiled.embed_query(t) for t in passages])

    threads = [threading.Thread(target=work, args=(name,)) for name in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    for rows in found.values():
        assert rows == pytest.approx(expected, abs=1e-4)


def test_a_question_does_not_wait_for_the_documents(compiled):
    documents = threading.Thread(target=compiled.embed, args=(["word " * 254] * 300,))
    documents.start()
    for _ in range(3):
        compiled.embed_query("Who signed the lease?")
    assert documents.is_alive()
    documents.join()
