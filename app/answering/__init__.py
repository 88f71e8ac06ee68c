"""The way of a question: condense, retrieve, fuse, expand, pack, generate, cite, verify."""
