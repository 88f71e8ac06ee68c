"""Chats as files: each question with its answer, its sources word for word, and how it was made. Pure functions."""

from app.export.markdown import export_markdown
from app.export.web_page import export_html
from app.export.word import export_docx

__all__ = ["export_docx", "export_html", "export_markdown"]
