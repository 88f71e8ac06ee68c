"""Making a document findable: text, chunks and vectors are in the catalog; then the indexes; the flag last.

The indexes in memory, that is. Those on disk follow in batches (see `Indexes.flush`), each of which the catalog knows
of before and after. So a process that dies leaves nothing half done: what has its flag is found after the next start,
on disk if its batch was complete, in memory if none was begun, in indexes built anew if it died in the middle of one.
"""

from collections.abc import Callable
from dataclasses import dataclass

from vectorstore.catalog import Catalog
from vectorstore.errors import NotEmbedded
from vectorstore.indexes import Indexes
from vectorstore.passages import Passages
from vectorstore.types import Document


@dataclass(frozen=True, slots=True)
class Committer:
    """Does the steps; all of them may be done again. Whoever calls holds the store's lock."""

    catalog: Catalog
    passages: Passages
    indexes: Indexes
    on_step: Callable[[str], None]

    def publish(self, document: Document, source: str) -> None:
        """Make a document the current one of its source, and findable if it is not yet.

        Raises NotEmbedded if chunks lack vectors, UnknownDocument if the document was deleted meanwhile.
        """
        if document.state == "ready":
            self.catalog.switch_source(document.id, source)
            return
        self._require_vectors(document)
        self.on_step("commit: add to the indexes")
        self.indexes.add(document.space, document.id)
        self.on_step("commit: set the flag")
        self.catalog.set_ready(document.id, source)
        self.on_step("commit: flush")
        self.indexes.flush_if_many(document.space)

    def _require_vectors(self, document: Document) -> None:
        missing = len(self.passages.without_vectors(document.id, self.indexes.generation))
        if missing or document.state != "embedding":
            raise NotEmbedded(
                f"Document {document.id} is in state {document.state!r} and {missing} of its chunks have no vectors: "
                "put its text and all vectors, then publish it."
            )
