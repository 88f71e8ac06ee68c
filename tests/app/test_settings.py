from pathlib import Path

import pytest

from app.settings import Settings, SettingsError, load_settings, setting_fields


def room(folder: Path, text: str) -> Path:
    (folder / "muniment.toml").write_text(text, encoding="utf-8")
    return folder


def test_defaults_hold_where_nothing_is_set(tmp_path):
    settings = load_settings(tmp_path, {})
    assert settings == Settings(data=tmp_path)
    assert settings.address == "127.0.0.1"


def test_environment_wins_over_the_file_and_origins_tell_which(tmp_path):
    room(tmp_path, 'answer_tokens = 300\nmodel = "a"\n')
    settings = load_settings(tmp_path, {"MUNIMENT_MODEL": "b"})
    assert (settings.answer_tokens, settings.model) == (300, "b")
    assert settings.origins == {"data": "argument", "answer_tokens": "file", "model": "environment"}


def test_the_address_of_ollama_is_read_from_its_own_variable(tmp_path):
    assert load_settings(tmp_path, {"OLLAMA_HOST": "10.0.0.5:11434"}).ollama_host == "10.0.0.5:11434"


def test_windows_are_read_from_a_list_or_from_commas(tmp_path):
    assert load_settings(room(tmp_path, "windows = [2048, 4096]"), {}).windows == (2048, 4096)
    assert load_settings(tmp_path, {"MUNIMENT_WINDOWS": "1024,8192"}).windows == (1024, 8192)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("colour = 1", "'colour' .* is not a setting", id="unknown key"),
        pytest.param('answer_tokens = "many"', "answer_tokens .* expected something like 512", id="wrong kind"),
        pytest.param("port = true", "port .* expected", id="a boolean is not a number"),
        pytest.param('llm = "cloud"', "choose one of ollama, fake, none", id="not a choice"),
        pytest.param("windows = [100]", "none below 512", id="window too small"),
        pytest.param("answer_tokens = 200000", "must be smaller than the largest", id="no room for the question"),
        pytest.param('data = "x"', "cannot say where the data folder is", id="data inside data"),
        pytest.param("= nonsense", "is not a TOML file", id="not TOML"),
    ],
)
def test_a_wrong_file_is_refused_with_the_reason(tmp_path, text, message):
    with pytest.raises(SettingsError, match=message):
        load_settings(room(tmp_path, text), {})


def test_an_unknown_variable_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="'colour'"):
        load_settings(tmp_path, {"MUNIMENT_COLOUR": "red"})


def test_every_setting_says_what_it_is_about():
    assert all(about for _, _, about in setting_fields())
