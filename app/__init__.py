"""Asking: settings, the Assistant, answering, models, and the edges (web, command line, HTTP)."""
