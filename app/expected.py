"""Errors whose message is meant for the person."""

from app.llm.errors import ModelError
from app.rerankers.errors import RerankerUnavailable
from app.settings import SettingsError
from ingest.embedders.errors import EmbedderUnavailable
from ingest.load import LoadError
from ingest.parse import ParseError
from ingest.sandbox import WorkerDied
from vectorstore.errors import StoreError

EXPECTED = (
    *(SettingsError, StoreError, LoadError, ParseError, WorkerDied, ModelError),
    *(EmbedderUnavailable, RerankerUnavailable),
)
"""The edges show what these say, and go on."""
