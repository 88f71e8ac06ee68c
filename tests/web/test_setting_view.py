import re

import pytest

from app.doctor import Check
from app.llm.types import InstalledModel, Loaded, ModelDescription
from app.llm.watch import ServerState
from app.records.judges import Judge
from app.settings import Settings, load_settings, setting_rows
from app.web.amounts import size_words, time_words
from app.web.setting_view import checks_html, models_html, settings_html, with_code


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_every_setting_says_its_value_where_it_came_from_and_how_to_change_it(tmp_path):
    (tmp_path / "muniment.toml").write_text("answer_tokens = 300\n", encoding="utf-8")
    settings = load_settings(tmp_path, {"MUNIMENT_MODEL": 'a"b'})
    told = words(settings_html(setting_rows(settings)))
    assert "answer_tokens 300 muniment.toml" in told
    assert "model a&quot;b environment" in told
    assert "answer_tokens = 300 Or in the environment, which wins: MUNIMENT_ANSWER_TOKENS" in told
    assert "MUNIMENT_OLLAMA_HOST or OLLAMA_HOST" in told
    assert "--data DIR" in told


def test_the_line_to_write_is_read_back_as_it_is_now(tmp_path):
    settings = Settings(data=tmp_path, model='back\\slash "quoted"', windows=(2048, 8192), temperature=0.5)
    lines = [row.line for row in setting_rows(settings) if row.line]
    (tmp_path / "muniment.toml").write_text("\n".join(lines), encoding="utf-8")
    assert load_settings(tmp_path, {}) == settings


def test_models_show_their_three_windows_and_refusals_their_reason():
    usable = InstalledModel(
        ModelDescription("ollama", "llama3.1:8b", "d", 4_920_000_000, 8192), "", Loaded(4096, 1000, 500)
    )
    refused = InstalledModel(ModelDescription("ollama", "<b>", "e", None, None), "It is <i>no</i> chat model.", None)
    server = ServerState("ollama", "", "1", (refused, usable), "llama3.1:8b")
    judges = {"d": Judge("d", "llama3.1:8b", 0.9, 0.1, 48, 1.0)}
    html = models_html(server, (4096, 8192, 16384), {"d": 2048, "other": 512}, judges)
    assert (
        "llama3.1:8b 4.9 GB 8,192 4,096, 8,192 window 4,096, 1.0 kB of memory, 50 % on the graphics card "
        "answers where none is chosen; reads well up to 2,048 tokens, as measured; "
        "judges whether passages answer, as measured"
    ) in words(html)
    judges = {"d": Judge("d", "llama3.1:8b", 0.6, None, 48, 1.0)}
    assert "cannot judge whether passages answer" in words(models_html(server, (4096,), {}, judges))
    assert "&lt;b&gt; not told Not used: It is &lt;i&gt;no&lt;/i&gt; chat model." in words(html)


def test_checks_show_what_is_missing_and_escape_what_servers_say():
    html = checks_html(
        [
            Check("room x", ok=True),
            Check("disk", ok=False, advice="Free <some> space."),
            Check("chat model", ok=False, advice="Run `ollama serve`.", required=False),
        ]
    )
    assert words(html) == ("ok Room x missing Disk Free &lt;some&gt; space. not there Chat model Run ollama serve .")


def test_code_in_a_sentence_is_marked_and_nothing_else():
    assert with_code("Run `a <b>` & see") == "Run <code>a &lt;b&gt;</code> &amp; see"


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (98_363_007, "98 MB"),
        (4_920_000_000, "4.9 GB"),
        (43_000_000_000, "43 GB"),
        (9_990_000, "10 MB"),
        (999_600_000, "1.0 GB"),
    ],
)
def test_sizes_are_said_as_the_library_says_them(size, said):
    assert size_words(size) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(9.2, "9 s"), (59.6, "1 min"), (110, "1 min 50 s"), (3600, "1 h"), (7500, "2 h 5 min")],
)
def test_times_are_said_in_their_two_largest_units(seconds, said):
    assert time_words(seconds) == said
