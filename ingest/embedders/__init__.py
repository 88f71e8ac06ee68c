"""The ways to turn text into vectors. `ingest.embed` chooses; the libraries' own types stay in here."""
