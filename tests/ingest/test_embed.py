import pytest

from ingest.embed import make_embedder
from ingest.embedders import minilm
from ingest.embedders.errors import EmbedderUnavailable


def test_fake_needs_no_model(tmp_path):
    embedder = make_embedder("fake", tmp_path)
    assert embedder.embed(["the rent", "is due"]).shape == (2, embedder.dimension)


def test_minilm_is_converted_on_first_use_and_found_on_the_second(tmp_path):
    embedder = make_embedder("minilm", tmp_path)
    assert embedder.backend == "OpenVINO int8 (all-MiniLM-L6-v2)"
    made = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert (make_embedder("minilm", tmp_path).embed_query("rent") == embedder.embed_query("rent")).all()
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == made


def test_without_a_place_for_the_converted_model_torch_serves_under_the_same_signature(tmp_path):
    file = tmp_path / "file"
    file.write_text("not a folder")
    embedder = make_embedder("minilm", file / "cache")
    assert embedder.backend.startswith("torch, slow: the fast backend failed")
    assert embedder.signature_name == minilm.SIGNATURE_NAME
    assert embedder.embed(["the rent"]).shape == (1, 384)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(EmbedderUnavailable, match=r"There is no sentence-transformers model at .*missing"):
        make_embedder(str(tmp_path / "missing"), tmp_path)


def test_ollama_is_asked_at_the_address_given(tmp_path, free_port):
    with pytest.raises(EmbedderUnavailable, match="did not answer about the embedding model nomic"):
        make_embedder("ollama:nomic", tmp_path, ollama_host=f"127.0.0.1:{free_port}")
