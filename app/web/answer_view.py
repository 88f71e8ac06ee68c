"""An answer in the conversation: its text with markers that open pages, its sources, what to know of it, what to do."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from app.answering.archive import ERASED
from app.answering.outcome import route_line
from app.answering.phrases import PageLabels, Phrases, phrases_for
from app.answering.render import answer_html, answer_text, named_unsupported, one_line
from app.answering.types import MODE_NAMES, Answer, Citation
from app.web.evidence import verdict
from app.web.told import told
from vectorstore.language import language_of

_HTML = '<article class="muniment-answer"></article>'

_CSS = """
article { font-family: var(--st-font); color: var(--st-text-color); line-height: 1.6; }
.text p, .text ul, .text ol, .text table { margin: 0 0 .75rem; }
.text > :last-child { margin-bottom: .25rem; }
.text :is(p, li, h1, h2, h3, td, th), .notes li { unicode-bidi: plaintext; text-align: start; }
.text h1, .text h2, .text h3 { font: 600 1.1rem var(--st-heading-font); margin: 1rem 0 .5rem; }
.text table { border-collapse: collapse; } .text td, .text th { border: 1px solid var(--st-border-color);
  padding: .25rem .6rem; text-align: start; }
.text pre { white-space: pre-wrap; }
.text mark { color: inherit; background: var(--st-yellow-background-color); padding: 0 .1em; border-radius: .2em;
  border-bottom: 2px solid var(--st-yellow-text-color); -webkit-box-decoration-break: clone;
  box-decoration-break: clone; }
button, a.action { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer;
  text-decoration: none; }
button:focus-visible, a:focus-visible, summary:focus-visible {
  outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
.marker { font-size: .75em; font-weight: 600; min-width: 1.5em; height: 1.5em; padding: 0 .3em; margin: 0 .1em;
  vertical-align: .25em; line-height: 1.4; border-radius: .4em; color: var(--st-link-color);
  border: 1px solid color-mix(in srgb, var(--st-link-color) 45%, transparent); }
.marker:hover, .chip:hover, .chosen {
  background: color-mix(in srgb, var(--st-primary-color) 22%, var(--st-background-color)) !important; }
[data-verdict=partly] { border-style: dashed !important; }
[data-verdict=unsupported] { border-color: var(--st-red-text-color) !important; color: var(--st-red-text-color); }
.state { display: inline-block; font-size: .8125rem; margin-bottom: .5rem; padding: .1rem .6rem; border-radius: 1rem;
  color: var(--st-yellow-text-color); background: var(--st-yellow-background-color); }
.refused .text > p:first-child { font: 600 1.2rem var(--st-heading-font); }
.refused .text > p:not(:first-child) { font-family: var(--st-heading-font); }
.sources { display: flex; flex-wrap: wrap; gap: .4rem; margin: .75rem 0 .5rem; padding: 0; list-style: none; }
.sources li { max-width: 100%; display: flex; }
.chip { font-size: .875rem; padding: .2rem .65rem; border: 1px solid var(--st-border-color); border-radius: 1rem;
  max-width: min(22rem, 100%); overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
  background: var(--st-secondary-background-color); }
.chip b { color: var(--st-link-color); margin-inline-end: .35rem; unicode-bidi: isolate; }
.notes { list-style: none; margin: .5rem 0; padding: 0; font-size: .875rem; }
.notes li { margin: .25rem 0; padding-inline-start: .75rem; border-inline-start: 3px solid var(--st-border-color);
  overflow-wrap: anywhere; }
.notes .bare { border-color: var(--st-yellow-text-color); }
.notes q { font-family: var(--st-heading-font); }
.line { display: flex; flex-wrap: wrap; gap: .15rem .9rem; align-items: baseline; font-size: .8125rem;
  color: color-mix(in srgb, var(--st-text-color) 72%, var(--st-background-color)); margin-top: .25rem; }
.line .action, .line summary, .line > button { color: var(--st-link-color); cursor: pointer; }
.line .facts { color: inherit; text-align: start; }
.line .facts:hover, .line .action:hover { text-decoration: underline; }
details { position: relative; } summary { list-style: none; } summary::-webkit-details-marker { display: none; }
details .menu { position: absolute; z-index: 5; bottom: 1.6rem; inset-inline-start: 0; display: grid; min-width: 8rem;
  background: var(--st-background-color); border: 1px solid var(--st-border-color);
  border-radius: var(--st-base-radius); padding: .3rem .7rem; box-shadow: 0 4px 14px rgb(0 0 0 / .15); }
details .menu a { padding: .2rem 0; }
"""

_JS = """
const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

export default function ({ parentElement, data: [data], setTriggerValue }) {
  const article = parentElement.querySelector('article');
  article.className = 'muniment-answer' + (data.refused ? ' refused' : '');
  article.dataset.state = data.ended;
  article.dataset.answer = data.id;
  article.lang = data.language;
  article.dir = data.rightToLeft ? 'rtl' : 'ltr';
  article.replaceChildren();
  if (data.state) article.append(element('div', { class: 'state' }, data.state));
  const text = element('div', { class: 'text' });
  text.innerHTML = data.html;  // made by our renderer: nothing in it is live
  for (const marker of text.querySelectorAll('.marker')) marker.title = data.worth[marker.dataset.citation];
  article.append(text);
  if (data.sources.length) {
    const named = { class: 'sources', 'aria-label': data.labels.sources };
    article.append(element('ul', named, ...data.sources.map((source) =>
      element('li', {}, element('button', { type: 'button', class: 'chip', title: source.title,
        'data-citation': source.citation, 'data-verdict': source.verdict },
        element('b', {}, source.marker), source.label)))));
  }
  const notes = [
    ...data.unsupported.map((sentence) => element('li', { class: 'bare' }, `${data.noSupport} `,
      element('q', {}, sentence))),
    ...data.warnings.map((warning) => element('li', {}, warning)),
  ];
  if (notes.length) article.append(element('ul', { class: 'notes', 'aria-label': data.labels.to_know }, ...notes));

  const line = element('div', { class: 'line' });
  const act = (name, label, title) => {
    const button = element('button', { type: 'button', class: 'action', 'data-act': name, title }, label);
    button.onclick = () => setTriggerValue('act', name);
    return button;
  };
  if (data.facts) {
    const facts = act('details', data.facts, data.labels.facts_title);
    facts.classList.add('facts');
    line.append(facts);
  }
  const copy = element('button', { type: 'button', class: 'action', 'data-act': 'copy' }, data.labels.copy);
  copy.onclick = async () => {
    await copyText(data.copy);
    copy.textContent = data.labels.copied;
    setTimeout(() => { copy.textContent = data.labels.copy; }, 1500);
  };
  line.append(copy);
  if (data.exports.length) {
    line.append(element('details', {}, element('summary', {}, data.labels.export),
      element('div', { class: 'menu' }, ...data.exports.map((each) =>
        element('a', { class: 'action', href: each.href, download: '' }, each.label)))));
  }
  for (const each of data.actions) line.append(act(each.name, each.label, each.title));
  article.append(line);

  const mark = (chosen) => {
    for (const button of article.querySelectorAll('[data-citation]')) {
      const is = chosen !== null && button.dataset.citation === String(chosen);
      button.classList.toggle('chosen', is);
      button.setAttribute('aria-pressed', String(is));
    }
  };
  mark(data.chosen);
  article.onclick = (event) => {
    const button = event.target.closest('[data-citation]');
    if (!button) return;
    mark(button.dataset.citation);
    setTriggerValue('cite', Number(button.dataset.citation));
  };
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {  // pages that are not served from this machine or by https have no clipboard of their own
    const area = document.body.appendChild(Object.assign(document.createElement('textarea'), { value: text }));
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}
"""

_component = st.components.v2.component("muniment_answer", html=_HTML, css=_CSS, js=_JS)

Act = Callable[[Answer, str], None]
Cite = Callable[[Answer, int], None]


def show_answer(answer: Answer, *, chat: str, chosen: int | None, last: bool, on_act: Act, on_cite: Cite) -> None:
    """Draw an answer; `chosen` is the citation whose page is open, `last` whether it ends the conversation.

    `on_act` hears what a person wants done with it ("details", "go_on", "again", "quotes"), `on_cite` the index of the
    citation whose page is to be opened.
    """
    draw_answer(answer, view_data(answer, chat, chosen, last), on_act, on_cite)


def draw_answer(answer: Answer, data: Mapping[str, Any], on_act: Act, on_cite: Cite) -> None:
    """Draw an answer from what `view_data` says of it, or less: without facts or exports, nothing is said of these."""
    key = f"answer {answer.id}".replace("__", "_ _")  # Streamlit keeps two together for itself, and ids once had them

    def act() -> None:
        on_act(answer, st.session_state[key].act)

    def cite() -> None:
        on_cite(answer, st.session_state[key].cite)

    _component(key=key, data=told(data), on_act_change=act, on_cite_change=cite)


def view_data(answer: Answer, chat: str, chosen: int | None, last: bool) -> dict[str, Any]:
    """What the browser is told of an answer: plain values. Pure."""
    phrases = phrases_for(answer.question)
    labels = phrases.page
    return {
        "language": language_of(answer.question),
        "rightToLeft": phrases.right_to_left,
        "ended": answer.ended_by,
        "id": answer.id,
        "html": answer_html(answer),
        "refused": answer.refused,
        "labels": {
            name: getattr(labels, name) for name in ("sources", "to_know", "facts_title", "copy", "copied", "export")
        },
        "state": _state(answer, labels),
        "sources": [_source(index, citation, phrases) for index, citation in _first_of_each(answer).items()],
        "worth": [verdict(citation, phrases) for citation in answer.citations],
        "unsupported": list(named_unsupported(answer)),
        "noSupport": phrases.no_support,
        "warnings": [*route_lines(answer), *answer.warnings, *([phrases.to_try] if answer.refused else [])],
        "facts": facts_line(answer),
        "copy": answer_text(answer),
        "exports": [
            {"label": label, "href": f"/api/export/{chat}.{ending}?answer={answer.id}"}
            for label, ending in (("Word", "docx"), ("HTML", "html"), ("Markdown", "md"))
        ],
        "actions": _actions(answer, labels) if last else [],
        "chosen": chosen,
    }


def route_lines(answer: Answer) -> list[str]:
    """What the auto mode did, why, and what it took. Pure."""
    line = route_line(answer)
    return [f"{MODE_NAMES['auto']}: {line}"] if line else []


def facts_line(answer: Answer) -> str:
    """The line under an answer: mode, passages, tokens, time."""
    phrases = phrases_for(answer.question)
    labels = phrases.page
    way = MODE_NAMES[answer.mode] if answer.requested != "auto" else f"{MODE_NAMES['auto']}: {MODE_NAMES[answer.mode]}"
    whole = answer.mode == "long"
    one, many = (labels.one_document, labels.documents) if whole else (labels.one_passage, labels.passages)
    parts = [way, phrases.counted(one, many, len(answer.passages))]
    if answer.scope:
        parts.append(phrases.counted(labels.from_one_document, labels.from_documents, len(answer.scope)))
    tokens, timings = answer.tokens, answer.timings
    if tokens.planned is not None and tokens.window is not None:
        read = tokens.accepted if tokens.accepted is not None else tokens.planned
        parts.append(phrases.fill(labels.tokens, read=read, window=tokens.window))
    if timings.first_token is not None:
        parts.append(phrases.fill(labels.first_word, seconds=timings.first_token))
    elif timings.total is not None:
        parts.append(phrases.fill(labels.took, seconds=timings.total))
    if answer.model.name:
        parts.append(answer.model.name)
    return " · ".join(parts)


def is_pdf(citation: Citation) -> bool:
    """Whether a citation's document has pages that can be drawn."""
    return citation.document.lower().endswith(".pdf")


def _first_of_each(answer: Answer) -> dict[int, Citation]:
    """One citation (by its index) for each passage and page: the row of sources names each place once."""
    seen: dict[tuple[int, int], int] = {}
    for index, citation in enumerate(answer.citations):
        seen.setdefault((citation.marker, citation.page), index)
    return {index: answer.citations[index] for index in seen.values()}


def _state(answer: Answer, labels: PageLabels) -> str:
    """What is said of an answer that did not come to its own end."""
    match answer.ended_by:
        case "cancelled":
            return labels.stopped if answer.text else labels.stopped_at_once
        case "broken":
            return labels.broken if answer.text else labels.broken_at_once
        case "length":
            return labels.used_up
        case _:
            return ""


def _source(index: int, citation: Citation, phrases: Phrases) -> Mapping[str, Any]:
    paged = is_pdf(citation)
    where = (
        phrases.fill(phrases.page.page, document=citation.document, page=str(citation.page))
        if paged
        else citation.document
    )
    place = f" · {citation.place}" if citation.place else ""
    return {
        "marker": str(citation.marker),
        "label": where if paged else f"{where}{place}",
        "title": f"{where}{place}: {one_line(citation.shown)}",
        "citation": index,
        "verdict": citation.verdict,
    }


def _actions(answer: Answer, labels: PageLabels) -> list[Mapping[str, str]]:
    actions: list[Mapping[str, str]] = []
    if answer.text == ERASED:
        return actions

    def offer(name: str, label: str, title: str) -> None:
        actions.append({"name": name, "label": label, "title": title})

    if answer.can_go_on and answer.held_back:
        offer("go_on", labels.anyway, labels.anyway_title)
    elif answer.can_go_on:
        offer("go_on", labels.go_on, labels.go_on_title)
    if answer.ended_by != "stop" or answer.refused or answer.does_not_fit:
        offer("again", labels.again, labels.again_title)
    if answer.mode == "rag" and answer.ended_by == "stop" and answer.passages and not answer.does_not_fit:
        offer("long", labels.long, labels.long_title)
    if answer.does_not_fit and answer.mode == "long":
        offer("passages", labels.from_passages, labels.from_passages_title)
    if answer.does_not_fit:
        offer("quotes", labels.as_quotes, labels.as_quotes_title)
    return actions
