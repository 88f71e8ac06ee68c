"""Settings, models and checks as HTML: read only, every word of them escaped. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from app.answering.pack import usable_windows
from app.doctor import Check
from app.llm.types import InstalledModel
from app.llm.watch import ServerState
from app.records.judges import Judge
from app.settings import SettingRow
from app.web.amounts import size_words

ORIGINS = {"default": "default", "file": "muniment.toml", "environment": "environment", "argument": "command line"}

STYLE = """
<style>
.facts { width: 100%; border-collapse: collapse; font-size: .9375rem; }
.facts caption { text-align: left; opacity: .8; padding-bottom: .5rem; }
.facts th { text-align: left; font-weight: 600; font-size: .8125rem; opacity: .8; padding: .25rem 1rem .25rem 0; }
.facts td { vertical-align: top; padding: .6rem 1rem .6rem 0; overflow-wrap: anywhere;
            border-top: 1px solid color-mix(in srgb, currentColor 16%, transparent); }
.facts td.number, .facts td:first-child code { white-space: nowrap; }
.facts code, .checks code { font-size: .875em; background: color-mix(in srgb, currentColor 7%, transparent);
                            color: inherit; padding: .1em .35em; border-radius: 4px; overflow-wrap: anywhere; }
.facts .about { opacity: .85; }
.facts details { margin-top: .3rem; font-size: .875rem; }
.facts summary { cursor: pointer; width: fit-content; text-decoration: underline; text-underline-offset: 3px;
                 text-decoration-color: color-mix(in srgb, currentColor 40%, transparent); }
.facts summary:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; border-radius: 2px; }
.facts details p { margin: .35rem 0 0; }
.facts .changed { font-weight: 600; }
.facts .quiet td:first-child { opacity: .75; }
ul.checks { list-style: none; margin: 0; padding: 0; }
ul.checks li { display: grid; grid-template-columns: 5.5rem 1fr; gap: 0 1rem; padding: .7rem 0;
             margin: 0; font-size: 1rem; border-top: 1px solid color-mix(in srgb, currentColor 16%, transparent); }
.checks .state { font-size: .875rem; display: flex; gap: .5rem; align-items: baseline; }
.checks .state::before { content: ""; width: .55em; height: .55em; border-radius: 50%; flex: none;
                         box-sizing: border-box; border: 1.5px solid currentColor; }
.checks .ok .state::before { background: currentColor; }
.checks .ok .state { opacity: .8; }
.checks .missing .state { font-weight: 600; }
.checks .name { overflow-wrap: anywhere; }
.checks .missing .name, .checks .optional .name { font-weight: 600; }
.checks .advice { grid-column: 2; opacity: .9; overflow-wrap: anywhere; }
@media (max-width: 640px) {
  .facts thead { display: none; }
  .facts tr { display: block; padding: .6rem 0;
              border-top: 1px solid color-mix(in srgb, currentColor 16%, transparent); }
  .facts td { display: block; border: 0; padding: .1rem 0; }
  .facts td[data-label]::before { content: attr(data-label) ": "; opacity: .75; font-size: .875rem; }
  ul.checks li { grid-template-columns: 1fr; }
  .checks .advice { grid-column: 1; }
}
</style>
"""


def settings_html(rows: Iterable[SettingRow]) -> str:
    """A table of every setting: value, where it came from, what it is about, and how to change it."""
    body = "".join(
        f"<tr><td><code>{escape(row.name)}</code></td>"
        f'<td data-label="value"{_changed(row)}>{escape(row.value) or "<em>empty</em>"}</td>'
        f'<td class="number" data-label="from">{ORIGINS[row.origin]}</td>'
        f'<td><span class="about">{with_code(row.about[:1].upper() + row.about[1:])}.</span>{_how_to(row)}</td></tr>'
        for row in rows
    )
    return _table(("Setting", "Value", "From", "What it is"), body)


def models_html(
    server: ServerState, windows: Sequence[int], effective: Mapping[str, int], judges: Mapping[str, Judge]
) -> str:
    """A table of every model the server has, with its windows, and why the refused ones are.

    `effective` has the windows, in tokens, that models were measured to read well, and `judges` how well they judge, by
    their digests.
    """
    usable = "".join(
        _model_row(model, server, windows, _measured(model.description.digest, effective, judges))
        for model in server.usable
    )
    refused = "".join(
        f'<tr class="quiet"><td>{escape(model.description.name)}</td>{_size_cell(model)}'
        f'<td colspan="4">Not used: {escape(model.refusal)}</td></tr>'
        for model in server.refused
    )
    return _table(("Model", "On disk", "Trained window", "Asked for", "Loaded now", ""), usable + refused)


def checks_html(checks: Iterable[Check]) -> str:
    """A list of checks, each with its remedy."""
    return f'<ul class="checks">{"".join(map(_check_item, checks))}</ul>'


def with_code(text: str) -> str:
    """Escape a sentence for HTML; what stands between backticks becomes code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _table(heads: Sequence[str], body: str) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    return f'<table class="facts"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _changed(row: SettingRow) -> str:
    return "" if row.origin == "default" else ' class="changed"'


def _how_to(row: SettingRow) -> str:
    if row.name == "data":
        ways = "<p>Start with <code>--data DIR</code>, or set <code>MUNIMENT_DATA</code>.</p>"
    else:
        variables = f"<code>{escape(row.variable)}</code>" + (" or <code>OLLAMA_HOST</code>" * _has_own_variable(row))
        ways = (
            f"<p>In muniment.toml: <code>{escape(row.line)}</code></p>"
            f"<p>Or in the environment, which wins: {variables}</p>"
        )
    return f"<details><summary>change</summary>{ways}</details>"


def _has_own_variable(row: SettingRow) -> bool:
    return row.name == "ollama_host"


def _measured(digest: str, effective: Mapping[str, int], judges: Mapping[str, Judge]) -> list[str]:
    reach, judge = effective.get(digest), judges.get(digest)
    judging = "judges" if judge and judge.least_readiness is not None else "cannot judge"
    return [
        *([f"reads well up to {reach:,} tokens, as measured"] if reach else []),
        *([f"{judging} whether passages answer, as measured"] if judge else []),
    ]


def _model_row(model: InstalledModel, server: ServerState, windows: Sequence[int], measured: Sequence[str]) -> str:
    description = model.description
    trained = f"{description.trained_window:,}" if description.trained_window else "not told"
    asked = ", ".join(f"{window:,}" for window in usable_windows(tuple(windows), description.trained_window))
    notes = [*(["answers where none is chosen"] if description.name == server.automatic else []), *measured]
    return (
        f"<tr><td><strong>{escape(description.name)}</strong></td>{_size_cell(model)}"
        f'<td class="number" data-label="trained window">{trained}</td>'
        f'<td class="number" data-label="asked for">{asked}</td>'
        f'<td data-label="loaded now">{_loaded(model)}</td><td>{"; ".join(notes)}</td></tr>'
    )


def _size_cell(model: InstalledModel) -> str:
    size = model.description.size
    return f'<td class="number" data-label="on disk">{size_words(size) if size else "not told"}</td>'


def _loaded(model: InstalledModel) -> str:
    loaded = model.loaded
    if loaded is None:
        return "not loaded"
    parts = [f"window {loaded.window:,}" if loaded.window else "window not told"]
    if loaded.size:
        parts.append(f"{size_words(loaded.size)} of memory")
    if loaded.size and loaded.on_gpu is not None:
        share = 100 * loaded.on_gpu // loaded.size
        parts.append(f"{share} % on the graphics card" if share else "on the processor")
    return ", ".join(parts)


def _check_item(check: Check) -> str:
    state, words = ("missing", "missing") if check.required else ("optional", "not there")
    if check.ok:
        state, words = "ok", "ok"
    name = escape(check.name[:1].upper() + check.name[1:])
    advice = f'<span class="advice">{with_code(check.advice)}</span>' if check.advice else ""
    return f'<li class="{state}"><span class="state">{words}</span><span class="name">{name}</span>{advice}</li>'
