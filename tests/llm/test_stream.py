import json
import threading
from dataclasses import replace

import pytest

from app.llm.connection import Connection
from app.llm.errors import DoesNotFit, ModelMissing, ModelRefused, ServerFailed, ServerNotRunning, StreamBroken
from app.llm.ollama import OllamaServer, keep_alive
from app.llm.stream import OllamaStream, completion_of
from app.llm.types import Completion, GenerationOptions, Message


def collect(stream):
    """The pieces of a stream and the error that ended it, if any."""
    pieces = []
    try:
        pieces.extend(stream)
    except (StreamBroken, ServerFailed) as error:
        return pieces, error
    return pieces, None


def test_text_comes_in_pieces_and_the_completion_at_the_end(replay, chat_model, question, options):
    replay.play("chat_stream")
    stream = chat_model.stream(question, options)
    assert stream.completion is None
    text = "".join(stream)
    assert text.startswith('The passage states that "invoices are kept" but')
    assert text.endswith("how long they're kept. It")
    assert stream.completion.done_reason == "length"
    assert stream.completion.accepted == 55
    assert stream.completion.generated == 24
    assert stream.completion.cached is None
    assert stream.completion.load > 0


def test_an_answer_that_reached_its_end_stopped(replay, chat_model, question, options):
    replay.play("after_runner_died")
    stream = chat_model.stream(question, options)
    assert "".join(stream) == "The retention period for invoices is ten years."
    assert stream.completion.done_reason == "stop"
    assert stream.completion.prefill == pytest.approx(0.324, abs=0.001)


def test_what_the_server_leaves_out_is_none(replay, chat_model, question, options):
    replay.play("empty_messages")
    stream = chat_model.stream(question, options)
    assert list(stream) == []
    assert stream.completion == Completion("stop", None, None, None, None, None, None)


def test_every_request_says_the_window_and_forbids_cutting(replay, chat_model, question, options):
    replay.play("chat_stream")
    list(chat_model.stream(question, options))
    (body,) = replay.bodies()
    assert body["options"] == {"num_ctx": 2048, "num_predict": 24, "temperature": 0.0, "seed": 7}
    assert body["truncate"] is False
    assert body["shift"] is False
    assert body["messages"][1] == {"role": "user", "content": "How long are invoices kept?"}
    assert "think" not in body


@pytest.mark.parametrize(("text", "sent"), [("5m", "5m"), ("-1", -1), ("0", 0), ("3600", 3600), ("-1m", "-1m")])
def test_how_long_a_model_stays_is_sent_as_the_server_reads_it(text, sent):
    assert keep_alive(text) == sent


def test_options_for_experts_do_not_override_the_window(replay, chat_model, question):
    replay.play("chat_stream")
    extra = {"num_ctx": 9, "repeat_penalty": 1.1}
    list(chat_model.stream(question, GenerationOptions(window=2048, max_tokens=24, extra=extra)))
    assert replay.bodies()[0]["options"]["num_ctx"] == 2048
    assert replay.bodies()[0]["options"]["repeat_penalty"] == 1.1


def test_a_newer_server_tells_how_much_was_cached():
    completion = completion_of(
        {"prompt_eval_count": 100, "prompt_eval_cached_count": 90, "prompt_eval_duration": 5_000_000_000}
    )
    assert (completion.accepted, completion.cached, completion.prefill) == (100, 90, 5.0)


def test_thoughts_are_not_part_of_the_answer(replay, chat_model, question, options):
    thought = {"message": {"role": "assistant", "content": "", "thinking": "hm"}, "done": False}
    said = {"message": {"role": "assistant", "content": "Ten."}, "done": False}
    replay.plan("/api/chat", 200, [json.dumps(part) + "\n" for part in (thought, said, {"done": True})])
    assert list(chat_model.stream(question, options)) == ["Ten."]


def test_a_model_with_thoughts_is_told_not_to_think(replay, chat_model, question, options):
    shown = json.loads("".join(line for line in replay.answer("/api/show")[1]))
    replay.plan("/api/show", 200, [json.dumps(shown | {"capabilities": ["completion", "thinking"]})])
    replay.play("chat_stream")
    list(chat_model.stream(question, options))
    assert replay.bodies()[0]["think"] is False


def test_a_prompt_longer_than_the_window_is_refused(replay, chat_model, question, options):
    replay.play("overflow_refused")
    stream = chat_model.stream(question, options)
    with pytest.raises(DoesNotFit, match=r"longer than the window of smollm2:135m.*larger window"):
        list(stream)
    assert stream.completion.done_reason == "broken"


def test_a_runner_that_dies_midway_leaves_what_came(replay, chat_model, question, options):
    replay.play("runner_dies")
    stream = chat_model.stream(question, options)
    pieces, error = collect(stream)
    assert pieces == ["One", " thousand", " is"]
    assert isinstance(error, StreamBroken)
    assert "unexpected EOF" in error.what
    assert stream.completion.done_reason == "broken"


@pytest.mark.parametrize(("lines", "expected"), [(0, []), (4, ["The", " passage", " states", " that"])])
def test_a_connection_that_ends_leaves_what_came(replay, chat_model, question, options, lines, expected):
    replay.play("chat_stream", cut_after=lines)
    pieces, error = collect(chat_model.stream(question, options))
    assert pieces == expected
    assert isinstance(error, StreamBroken)
    assert "ended midway" in error.what


def test_an_answer_without_its_last_line_is_broken(replay, chat_model, question, options):
    replay.play("client_stops")
    pieces, error = collect(chat_model.stream(question, options))
    assert pieces[:2] == ["One", " thousand"]
    assert "without its last line" in str(error)


@pytest.mark.parametrize(
    ("recording", "error", "words"),
    [
        ("missing_model", ModelMissing, "does not have the model"),
        ("think_unsupported", ModelRefused, "does not support thinking"),
        ("bad_option", ServerFailed, "must be of type integer"),
        ("no_model", ServerFailed, "model is required"),
    ],
)
def test_every_recorded_refusal_is_explained(replay, recording, error, words, question):
    replay.play(recording)
    with pytest.raises(error, match=words):
        list(OllamaStream(Connection(replay.host), {"model": "smollm2:135m", "messages": []}))


def test_a_model_that_the_server_lacks_is_named_with_the_command_to_get_it(replay, question, options):
    model = OllamaServer(replay.host).chat_model("llama3.2:1b")
    with pytest.raises(ModelMissing, match=r"ollama pull llama3\.2:1b"):
        model.stream(question, options)


def test_nobody_at_the_address(question, options):
    with pytest.raises(ServerNotRunning, match=r"Nobody answers at 127\.0\.0\.1:9\. Start Ollama"):
        OllamaServer("127.0.0.1:9").chat_model("smollm2:135m").stream(question, options)


def test_a_line_that_is_no_json_object_is_not_ollama(replay, chat_model, question, options):
    replay.plan("/api/chat", 200, ["<html>hello</html>\n"])
    with pytest.raises(ServerFailed, match="does not speak like Ollama"):
        list(chat_model.stream(question, options))


def test_closing_before_the_iteration_sends_nothing(replay, chat_model, question, options):
    stream = chat_model.stream(question, options)
    stream.close()
    assert list(stream) == []
    assert stream.completion.done_reason == "cancelled"
    assert replay.bodies() == []


def test_closing_midway_keeps_what_came(replay, chat_model, question, options):
    replay.play("chat_stream")
    stream = chat_model.stream(question, options)
    pieces = iter(stream)
    assert next(pieces) == "The"
    stream.close()
    assert list(pieces) == []
    assert stream.completion.done_reason == "cancelled"
    assert replay.bodies("/api/generate") == []


def test_closing_while_the_prompt_is_read_ends_the_request_at_once(replay, chat_model, question, options):
    replay.plan("/api/chat", 200, [], held=True)
    replay.play("unknown_option")  # the model answers the short question after: it is free
    stream = chat_model.stream(question, options)
    threading.Thread(target=lambda: replay.arrived.wait(10) and stream.close()).start()
    assert list(stream) == []
    assert stream.completion.done_reason == "cancelled"
    assert replay.hung_up.wait(10)
    assert replay.bodies()[-1]["options"]["num_predict"] == 1
    assert replay.bodies("/api/generate") == []


def test_a_model_that_goes_on_reading_for_nobody_is_unloaded(replay, chat_model, question, options, monkeypatch):
    monkeypatch.setattr("app.llm.release.PATIENCE_SECONDS", 0.05)
    replay.plan("/api/chat", 200, [], held=True)
    replay.plan("/api/chat", 200, [], held=True)
    stream = chat_model.stream(question, options)
    threading.Thread(target=lambda: replay.arrived.wait(10) and stream.close()).start()
    assert list(stream) == []
    assert replay.bodies("/api/generate") == [{"model": "smollm2:135m", "keep_alive": 0, "stream": False}]


def test_leaving_the_iteration_ends_the_request(replay, chat_model, question, options):
    replay.play("chat_stream")
    stream = chat_model.stream(question, options)
    pieces = iter(stream)
    next(pieces)
    pieces.close()
    assert stream.completion.done_reason == "cancelled"


def test_two_answers_at_once_do_not_mix(replay, chat_model, options):
    replay.play("chat_stream")
    replay.play("chat_stream")
    streams = [chat_model.stream([Message("user", "one")], options) for _ in range(2)]
    texts = [[], []]
    for first, second in zip(*streams, strict=True):
        texts[0].append(first)
        texts[1].append(second)
    assert texts[0] == texts[1]
    assert len(texts[0]) == 24


def test_what_could_have_come_first_is_told_where_it_is_asked_for(replay, chat_model, question, options):
    replay.play("logprobs")
    stream = chat_model.stream(question, replace(options, alternatives=2))
    list(stream)
    assert [token for token, _ in stream.completion.first] == ["The", "In"]
    assert stream.completion.first[0][1] == pytest.approx(-0.9028, abs=0.0001)
    (body,) = replay.bodies()
    assert (body["logprobs"], body["top_logprobs"]) == (True, 2)


def test_else_the_server_is_not_asked_for_it(replay, chat_model, question, options):
    replay.play("chat_stream")
    stream = chat_model.stream(question, options)
    list(stream)
    assert stream.completion.first == ()
    assert "logprobs" not in replay.bodies()[0]
