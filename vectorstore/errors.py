"""Errors of the store. Every message says what happened and what to do next.

StoreError
├── RoomTaken          another process owns the data folder
├── SchemaTooNew       a newer version of the program wrote the data folder
├── SignatureMismatch  vectors of another embedding model than the room's
├── UnknownDocument    no such document (any more)
├── UnknownPage        a document has no page of this number
├── UnknownJob         no such job (any more)
├── NotEmbedded        a document is to be published before all its chunks have vectors
├── OriginalMissing    the original file of a document is not in the room
└── IndexBroken        an index cannot be read; it is rebuilt from the catalog
"""


class StoreError(Exception):
    """The store could not do what it was asked."""


class RoomTaken(StoreError):
    """Another process owns the data folder."""


class SchemaTooNew(StoreError):
    """A newer version of the program wrote the data folder."""


class SignatureMismatch(StoreError):
    """Vectors of another embedding model than the room's were given."""


class UnknownDocument(StoreError):
    """No such document, or it is being erased."""

    def __init__(self, document_id: int) -> None:
        super().__init__(f"There is no document {document_id} (any more). List the documents to see what is there.")
        self.document_id = document_id


class UnknownPage(StoreError):
    """A document has no page (or section) of this number."""

    def __init__(self, name: str, number: int, pages: int) -> None:
        super().__init__(f"{name}: there is no page {number}: it has {pages}.")


class UnknownJob(StoreError):
    """No such job, or it went with its document."""

    def __init__(self, job_id: int) -> None:
        super().__init__(f"There is no job {job_id} (any more). List the jobs to see what is there.")
        self.job_id = job_id


class NotEmbedded(StoreError):
    """A document is to be published before all its chunks have vectors."""


class OriginalMissing(StoreError):
    """The original file of a document is not in the room."""


class IndexBroken(StoreError):
    """An index cannot be read; the catalog has everything needed to rebuild it."""
