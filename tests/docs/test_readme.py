"""The README cannot lie: its settings, commands, files and benchmarks are those of the program."""

import re
from pathlib import Path

import pytest

from app.arguments import build_parser
from app.settings import setting_fields

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(name):
    return README.split(f"<!-- {name}: ", 1)[1].split(f"<!-- end of {name}", 1)[0]


def test_every_setting_is_in_the_table_with_its_default_and_meaning():
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", section("settings"), re.MULTILINE)
    assert [(name, about) for name, _, about in rows] == [(name, about) for name, _, about in setting_fields()]
    written = {name: default.strip("`") for name, default, _ in rows}
    for name, default, _ in setting_fields():
        shown = ", ".join(map(str, default)) if isinstance(default, tuple) else str(default)
        assert written[name] in (shown, "empty" if default == "" else shown, "the platform's data folder")


def test_every_file_is_in_the_tree_once():
    listed = re.findall(r"^  (\S+\.py)  ?\S?", section("tree"), re.MULTILINE)
    files = {
        str(path.relative_to(ROOT))
        for folder in ("app", "ingest", "vectorstore")
        for path in (ROOT / folder).rglob("*.py")
        if path.name != "__init__.py"
    }
    assert len(listed) == len(set(listed))
    assert set(listed) - {"ingest/parse/__init__.py"} == files


def test_every_command_is_in_the_table_with_its_help():
    commands = next(action for action in build_parser()._actions if action.dest == "command")
    for choice in commands._choices_actions:
        assert re.search(rf"^\| `muniment {choice.dest}\b.*\| {re.escape(choice.help)}", README, re.MULTILINE), (
            choice.dest
        )


@pytest.mark.parametrize("target", sorted(set(re.findall(r"^(?:make|\.venv/bin/python -m) (\w[\w.-]*)", README, re.M))))
def test_every_make_target_and_module_named_exists(target):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    module = ROOT / (target.replace(".", "/") + ".py")
    assert target == "pytest" or re.search(rf"^{target}:", makefile, re.MULTILINE) or module.exists()


@pytest.mark.parametrize("page", ["README.md", "docs/figures.md"])
def test_every_benchmark_named_exists(page):
    named = re.findall(r"python -m benchmarks\.(\w+)", (ROOT / page).read_text(encoding="utf-8"))
    assert named
    assert [name for name in named if not (ROOT / "benchmarks" / f"{name}.py").exists()] == []


def test_every_link_leads_somewhere():
    for link in re.findall(r"\]\((?!http)([^)#]+)", README):
        assert (ROOT / link).exists(), link
