"""Rerankers of the owner's own, named by the setting `reranker`; the libraries' own types stay in here."""
