"""A chunk that was found for a question."""

from dataclasses import dataclass

from vectorstore.types import ChunkKey, StoredChunk


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk that may go into the prompt; a neighbour of a found chunk has score 0."""

    stored: StoredChunk
    score: float

    @property
    def key(self) -> ChunkKey:
        """Address of the chunk."""
        return ChunkKey(self.stored.document, self.stored.chunk.ordinal)
