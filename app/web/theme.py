"""How the pages look: a reading room. Colours and type for light and dark, and what Streamlit has no option for.

Paper-white or near-black ground, one ink-green accent, serif for headings and quoted text, sans for the rest: both
families are the ones that Streamlit ships, so no font is fetched.
"""

from collections.abc import Mapping

import streamlit as st

NARROW = "800px"
"""Up to this width there is no room for a page beside the conversation."""

_LIGHT = {
    "primaryColor": "#1f5c46",
    "backgroundColor": "#fbfaf6",
    "secondaryBackgroundColor": "#f0ede4",
    "textColor": "#20261f",
    "borderColor": "#d8d3c5",
    "linkColor": "#1f5c46",
    "codeTextColor": "#20261f",
    "codeBackgroundColor": "#f0ede4",
    "dataframeHeaderBackgroundColor": "#f0ede4",
    "redTextColor": "#9c2f22",
    "redBackgroundColor": "#f7e6e1",
    "yellowTextColor": "#6f4e00",
    "yellowBackgroundColor": "#f7efd4",
    "greenTextColor": "#1f5c46",
    "greenBackgroundColor": "#e3eee6",
    "blueTextColor": "#24506b",
    "blueBackgroundColor": "#e4edf1",
}

_DARK = {
    "primaryColor": "#6fc3a2",
    "backgroundColor": "#151916",
    "secondaryBackgroundColor": "#1f2521",
    "textColor": "#e7e4da",
    "borderColor": "#39413b",
    "linkColor": "#8fd0b0",
    "codeTextColor": "#e7e4da",
    "codeBackgroundColor": "#1f2521",
    "dataframeHeaderBackgroundColor": "#1f2521",
    "redTextColor": "#f0a394",
    "redBackgroundColor": "#3b211c",
    "yellowTextColor": "#e8cd82",
    "yellowBackgroundColor": "#352d15",
    "greenTextColor": "#8fd0b0",
    "greenBackgroundColor": "#1b3127",
    "blueTextColor": "#9cc7e0",
    "blueBackgroundColor": "#1b2c36",
}

_BOTH: Mapping[str, object] = {
    "font": "sans-serif",
    "headingFont": "serif",
    "baseRadius": "6px",
    "buttonRadius": "6px",
    "showWidgetBorder": True,
    "headingFontSizes": ["2rem", "1.5rem", "1.25rem", "1.1rem", "1rem", "0.9rem"],
    "headingFontWeights": [600, 600, 600, 600, 600, 600],
}

_SIDEBAR = {"light": {"backgroundColor": "#f3f0e8"}, "dark": {"backgroundColor": "#111512"}}


def theme_options() -> dict[str, object]:
    """Streamlit's options for both themes, by their full names; the reader's system chooses between them."""
    options: dict[str, object] = {"theme.showSidebarBorder": True}
    for name, colours in (("light", _LIGHT), ("dark", _DARK)):
        options |= {f"theme.{name}.{key}": value for key, value in (*_BOTH.items(), *colours.items())}
        options |= {f"theme.{name}.sidebar.{key}": value for key, value in _SIDEBAR[name].items()}
    return options


_STYLE = """
<style>
/* Numbers stand in columns: tabular figures everywhere. */
.stApp { font-variant-numeric: tabular-nums; }
.stMainBlockContainer { padding-top: 3.25rem; padding-bottom: 2rem; max-width: 100rem; }
h1, h2, h3 { letter-spacing: -0.01em; }

/* Streamlit writes white on its primary buttons, which the light green of the dark theme does not bear. */
[data-testid="stBaseButton-primary"]:not(:disabled) { color: light-dark(LIGHT_GROUND, DARK_GROUND); }

/* Where Streamlit does not show what has the focus. */
[data-testid="stSidebarNavLink"]:focus-visible, [data-testid="stPageLink-NavLink"]:focus-visible,
[data-testid="stMain"]:focus-visible { outline: 2px solid light-dark(LIGHT_ACCENT, DARK_ACCENT); outline-offset: -2px; }

/* The name stands over the navigation. */
[data-testid="stSidebarHeader"]::before {
  content: "Muniment"; font: 600 1.35rem "Source Serif", Georgia, serif; letter-spacing: -0.01em;
  padding-left: 0.5rem; flex: 1;
}

/* The status line stays at the bottom left, whatever stands above it. */
[data-testid="stSidebarUserContent"] { padding-bottom: 1rem; }
[data-testid="stSidebarContent"] { display: flex; flex-direction: column; }
[data-testid="stSidebarUserContent"], [data-testid="stSidebarUserContent"] > div {
  flex: 1; display: flex; flex-direction: column;
}
[data-testid="stSidebarUserContent"] > div > [data-testid="stVerticalBlock"] { flex: 1; }
[data-testid="stLayoutWrapper"]:has(> .st-key-status) { margin-top: auto; position: sticky; bottom: 0; }

/* A question is set apart from the answer by its ground alone. */
[data-testid="stChatMessage"] { background: transparent; padding: 0.25rem 0; gap: 0.75rem; }
[data-testid="stChatMessage"]:has([aria-label="Chat message from user"]) { margin-top: 0.75rem; }
[data-testid="stChatMessage"] [data-testid="stText"] { unicode-bidi: plaintext; text-align: start; }

/* It has nothing to show. */
.st-key-newest { position: absolute; }

/* A conversation alone is as wide as one likes to read. */
.st-key-conversation, .st-key-bottom { max-width: 54rem; margin-inline: auto; }
.stBottom:has(.st-key-bottom_beside) { width: calc(51% + 1rem); align-self: flex-start; }
.stBottom:has(.st-key-bottom_beside) [data-testid="stBottomBlockContainer"] { padding-right: 0; }
.st-key-bottom, .st-key-bottom_beside { gap: 0.5rem; }
.st-key-chat_title h3 { font-size: 1.1rem; padding: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.st-key-chat_title { border-bottom: 1px solid rgba(128, 128, 128, 0.25); padding-bottom: 0.35rem; }

/* The page beside the answer stays in sight while the conversation scrolls; on a narrow screen it covers it. */
[data-testid="stLayoutWrapper"]:has(> .st-key-evidence) { position: sticky; top: 3.75rem; }
/* It may reach down beside the question box, which is under the conversation only. */
[data-testid="stColumn"]:has(.st-key-evidence) { margin-bottom: -15rem; }
.st-key-evidence { max-height: calc(100vh - 4.25rem); overflow-y: auto; gap: 0.25rem; padding: 2px; }
@media (max-width: NARROW) {
  [data-testid="stLayoutWrapper"]:has(> .st-key-evidence) { position: static; }
  [data-testid="stColumn"]:has(.st-key-evidence) { margin-bottom: 0; }
  .st-key-evidence {
    position: fixed; inset: 3.5rem 0 0 0; z-index: 900; max-height: none; padding: 0.75rem 1rem 6rem;
    background: var(--st-background-color, Canvas); border-top: 1px solid rgba(128, 128, 128, 0.4);
  }
  .stBottom:has(.st-key-bottom_beside) { width: 100%; }
  .stBottom:has(.st-key-bottom_beside) [data-testid="stBottomBlockContainer"] { padding-right: 1rem; }
  .stMainBlockContainer { padding-left: 1rem; padding-right: 1rem; }
}
.st-key-chat_links a p { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 400; }
.st-key-chat_links a:not(:has(strong)):not(:hover) { background: transparent; }
</style>
"""


def apply_style() -> None:
    """Put the common stylesheet into the page."""
    words = {"NARROW": NARROW}
    for name, colours in (("LIGHT", _LIGHT), ("DARK", _DARK)):
        words |= {f"{name}_ACCENT": colours["primaryColor"], f"{name}_GROUND": colours["backgroundColor"]}
    style = _STYLE
    for word, value in words.items():
        style = style.replace(word, value)
    st.html(style)


def hide_on_narrow_screens(key: str) -> None:
    """Show a container only where there is room beside the conversation: elsewhere it would cover it unasked."""
    st.html(f"<style>@media (max-width: {NARROW}) {{ .st-key-{key} {{ display: none; }} }}</style>")
