"""The saved chats: in the sidebar, newest first, each with its own address; renamed, exported, deleted at the top."""

import streamlit as st

from app.records.chats import Chat
from app.web.current import assistant
from app.web.words import plain

SHOWN = 12
"""Chats in the sidebar; the others are found by searching all of them."""
ALL = "All chats"


def show_chat_list(current: str | None) -> None:
    """The sidebar's chats; `current` is the one that is open."""
    chats = assistant().chats.all()
    if current and st.button("New question", key="new question", icon=":material/edit_square:", type="tertiary"):
        st.switch_page("ask_page.py", query_params={})
    if not chats:
        return
    with st.container(key="chat_links", gap="xsmall"):
        for chat in chats[:SHOWN]:
            _link(chat, current)
    if len(chats) > SHOWN and st.button(f"{ALL} ({len(chats):,})", key="all chats", type="tertiary"):
        find_chat()


@st.dialog(ALL)
def find_chat() -> None:
    """Every chat, found by words of its title."""
    words = st.text_input("Find a chat by its title", key="chat search").lower()
    found = [chat for chat in assistant().chats.all() if words in chat.title.lower()]
    for chat in found[:50]:
        _link(chat, None)
    if len(found) > 50:
        st.caption(f"and {len(found) - 50:,} more: write more of the title")


def show_chat_title(chat: Chat) -> None:
    """The chat's title, and what can be done with all of it."""
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", key="chat_title"):
        st.subheader(plain(chat.title), anchor=False)
        chosen = st.menu_button("This chat", ["Rename", "Export", "Delete"], key="chat menu", type="tertiary")
    if chosen == "Rename":
        rename(chat)
    elif chosen == "Export":
        export(chat)
    elif chosen == "Delete":
        delete(chat)


@st.dialog("Rename this chat")
def rename(chat: Chat) -> None:
    """Ask for another title."""
    title = st.text_input("Title", chat.title, max_chars=120, key="chat title").strip()
    if st.button("Rename", type="primary", disabled=not title, key="rename chat"):
        assistant().chats.rename(chat.id, title)
        st.rerun()


@st.dialog("Export this chat")
def export(chat: Chat) -> None:
    """Offer the whole chat with its sources in each format."""
    st.text("Questions, answers and their sources, word for word. The file holds text of your documents.")
    st.html(
        "<p>"
        + " · ".join(
            f'<a href="/api/export/{chat.id}.{ending}" download>{label}</a>'
            for label, ending in (("Word", "docx"), ("HTML", "html"), ("Markdown", "md"))
        )
        + "</p>"
    )


@st.dialog("Delete this chat")
def delete(chat: Chat) -> None:
    """Ask once, then erase it."""
    st.text(f"“{chat.title}” with {chat.turns} questions and their answers will be erased for good. Documents stay.")
    if st.button("Delete chat", type="primary", key="delete chat"):
        assistant().chats.delete(chat.id)
        st.switch_page("ask_page.py", query_params={})


def _link(chat: Chat, current: str | None) -> None:
    label = plain(chat.title)
    st.page_link("ask_page.py", label=f"**{label}**" if chat.id == current else label, query_params={"chat": chat.id})
