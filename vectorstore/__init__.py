"""Where documents and chunks live: the catalog (the record of truth), two indexes, and the store over all of them."""
