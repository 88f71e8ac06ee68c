"""The way of a document: load, parse, chunk, embed, store."""
