"""Question sets put through modes and models: what is right, what it costs, how far a model reads."""
