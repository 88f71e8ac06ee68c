"""Making a document findable: catalog first, indexes next, the document's flag and its source's switch last.

A document whose process died in between is found in state 'indexing'. The indexes of its space are then built anew
(Chroma may have died while writing its files), and the steps are done again.
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
    """Does the steps; each of them may be done again. Whoever calls holds the store's lock."""

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
        if self.catalog.indexed_before(document.id):
            self.indexes.rebuild(document.space)  # it may hold chunks of an attempt before this one
        self.on_step("commit: note in the catalog")
        self.catalog.start_indexing(document.id, source)
        self.on_step("commit: write the indexes")
        self.indexes.fill(self.indexes.writable(document.space), [document.id])
        self.on_step("commit: set the flag")
        self.catalog.finish_indexing(document.id, source)

    def finish_unfinished(self) -> None:
        """Publish the documents that a dead process left in the middle."""
        for document in self.catalog.in_state("indexing"):
            self.publish(document, self.catalog.pending_source(document.id))

    def _require_vectors(self, document: Document) -> None:
        missing = len(self.passages.without_vectors(document.id, self.indexes.generation))
        if missing or document.state not in ("embedding", "indexing"):
            raise NotEmbedded(
                f"Document {document.id} is in state {document.state!r} and {missing} of its chunks have no vectors: "
                "put its text and all vectors, then publish it."
            )
