"""A chart in a page: a picture of our own that Streamlit's HTML would strip, with its question and its reading."""

import streamlit as st

from app.evaluation.readings import Chart
from app.web.told import told

_HTML = '<figure><figcaption></figcaption><div class="picture"></div><p class="reading"></p></figure>'

_CSS = """
figure { margin: 0; color: var(--st-text-color); font-family: var(--st-font); font-variant-numeric: tabular-nums; }
figcaption { font: 600 1.1rem/1.3 var(--st-heading-font); margin-bottom: .5rem; }
svg { display: block; width: 100%; max-width: 32rem; }
.reading { border-left: 3px solid var(--st-primary-color); padding-left: .75rem; margin: .75rem 0 0; line-height: 1.5;
  font-size: .9375rem; overflow-wrap: anywhere; max-width: 34rem; }
"""

_JS = """
export default function ({ parentElement, data: [data] }) {
  parentElement.querySelector('figcaption').textContent = data.question;
  parentElement.querySelector('.picture').innerHTML = data.svg;  // made by our charts: every word in it is escaped
  parentElement.querySelector('.reading').textContent = data.reading;
}
"""

_component = st.components.v2.component("muniment_chart", html=_HTML, css=_CSS, js=_JS)


def show_chart(chart: Chart, key: str) -> None:
    """Draw a chart."""
    _component(key=key, data=told({"question": chart.question, "svg": chart.svg, "reading": chart.reading}))
