"""The status line at the foot of the sidebar: who answers, who embeds, what the room holds. A click opens doctor.

The browser asks our own route for it, and only while the page is in sight: that costs the server a fraction of what a
fragment that runs again and again would, and goes on while a page waits for an answer.
"""

from dataclasses import asdict

import streamlit as st

from app.status import describe_status
from app.web.current import assistant
from app.web.told import told

ASK_SECONDS = 5

_HTML = """
<button type="button" class="status">
  <span class="line answers"><span class="dot" aria-hidden="true"></span><span class="words"></span></span>
  <span class="line embeds"></span>
  <span class="line holds"></span>
  <span class="unseen">Opens doctor.</span>
</button>
"""

_CSS = """
.status { position: relative; display: block; width: 100%; padding: .5rem .625rem; border: 1px solid transparent;
          background: var(--st-background-color);
          border-radius: var(--st-base-radius); color: var(--st-text-color); font-family: var(--st-font);
          font-size: .8125rem; line-height: 1.45; text-align: left; cursor: pointer;
          font-variant-numeric: tabular-nums; }
.status:hover { border-color: var(--st-border-color); }
.status:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
.line { display: block; overflow-wrap: anywhere; padding-left: 1rem; }
.embeds, .holds { opacity: .8; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.answers { position: relative; }
.dot { position: absolute; left: 0; top: .38em; width: .55em; height: .55em; border-radius: 50%;
       box-sizing: border-box; border: 1.5px solid var(--st-text-color); opacity: .6; }
.on .dot { background: var(--st-primary-color); border-color: var(--st-primary-color); opacity: 1; }
"""

_JS = """
const timers = new WeakMap();
export default function ({ parentElement, setTriggerValue, data: [data] }) {
  const button = parentElement.querySelector('.status');
  const show = (status) => {
    button.classList.toggle('on', status.light === 'on');
    button.querySelector('.words').textContent = status.answers;
    button.querySelector('.embeds').textContent = status.embeds;
    button.querySelector('.holds').textContent = status.holds;
  };
  const ask = async () => {
    if (document.hidden) return;
    try {
      const response = await fetch('/api/status');
      if (response.ok) show(await response.json());
    } catch {
      show({ light: 'off', answers: 'Muniment does not answer: is it still running?', embeds: '', holds: '' });
    }
  };
  show(data.status);
  button.onclick = () => setTriggerValue('opened', true);
  clearInterval(timers.get(parentElement));
  timers.set(parentElement, setInterval(ask, data.seconds * 1000));
  document.addEventListener('visibilitychange', ask);
  return () => { clearInterval(timers.get(parentElement)); document.removeEventListener('visibilitychange', ask); };
}
"""

_component = st.components.v2.component("muniment_status", html=_HTML, css=_CSS, js=_JS)


def show_status() -> None:
    """Draw the status line in the sidebar; goes to doctor when it was clicked."""
    data = {"status": asdict(describe_status(assistant())), "seconds": ASK_SECONDS}
    with st.sidebar.container(key="status"):
        result = _component(data=told(data), key="status line", on_opened_change=lambda: None)
    if result.opened:
        st.switch_page("doctor_page.py")
