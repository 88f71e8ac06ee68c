import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.frames import (
    Frame,
    FrameReader,
    decode_chunks,
    decode_document,
    decode_pages,
    encode_chunks,
    encode_document,
    encode_pages,
    write_frame,
)
from vectorstore.types import Chunk, Heading, Page, ParsedDocument

PAGES = (
    Page(1, "i", "Täg “one”", "text", 0, (Heading(0, 1, "Täg"),)),
    Page(2, "ii", "", "failed", 10),
)
CHUNKS = [Chunk(0, "Täg “one”", 0, 9, 1, 1, ("Täg",), "a doc")]


@pytest.fixture
def pipe():
    read, write = os.pipe()
    yield read, write
    os.close(read)


def test_frames_arrive_as_they_were_sent(pipe):
    read, write = pipe
    frames = [Frame({"kind": "progress", "done": 1}), Frame({"kind": "result"}, b"\x00body"), Frame({})]
    for frame in frames:
        write_frame(write, frame)
    os.close(write)
    reader = FrameReader(read)
    assert [reader.read() for _ in frames] == frames
    with pytest.raises(EOFError, match="closed the pipe"):
        reader.read()


@given(cut=st.integers(1, 30))
def test_a_frame_that_comes_in_pieces_is_put_together(cut):
    read, write = os.pipe()
    write_frame(write, Frame({"kind": "result"}, b"body"))
    whole = os.read(read, 1000)
    reader = FrameReader(read)
    os.write(write, whole[:cut])
    reader.fill()
    assert reader.take() is None
    os.write(write, whole[cut:])
    reader.fill()
    assert reader.take() == Frame({"kind": "result"}, b"body")
    os.close(read)
    os.close(write)


def test_documents_and_chunks_survive_the_way():
    parsed = ParsedDocument(PAGES, "A title", ((1, "Täg", 1),), (("Author", "Ä"),))
    assert decode_document(encode_document(parsed, CHUNKS)) == (parsed, CHUNKS)
    assert decode_pages(encode_pages(PAGES)) == PAGES
    assert decode_chunks(encode_chunks(CHUNKS), PAGES) == CHUNKS
