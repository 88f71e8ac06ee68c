"""Where documents and chunks live: the catalog (the record of truth), the vectors, the keyword index, and the store over all three."""
