import pytest

from app.web.guard import allowed_hosts, content_security_policy, refusal

HOSTS = allowed_hosts("127.0.0.1", 8501)
HOME = {"host": "127.0.0.1:8501"}


def ask(headers, path="/api/page/1/1.png", method="GET", kind="http"):
    return refusal({"type": kind, "path": path, "method": method}, HOME | headers, HOSTS)


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "[::1]:8501", "LOCALHOST:8501"])
def test_our_own_names_pass(host):
    assert ask({"host": host}) == ""


@pytest.mark.parametrize("host", ["evil.example:8501", "127.0.0.1:9999", "", "127.0.0.1.evil.example:8501"])
def test_a_rebound_name_is_refused(host):
    assert "does not answer for the host" in ask({"host": host})


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"origin": "https://evil.example"}, id="foreign origin"),
        pytest.param({"origin": "null"}, id="sandboxed frame"),
        pytest.param({"origin": "http://localhost:3000"}, id="another server on this machine"),
        pytest.param({"sec-fetch-site": "cross-site"}, id="image in a foreign page"),
        pytest.param({"sec-fetch-site": "same-site"}, id="another port of this machine"),
    ],
)
def test_a_foreign_page_gets_nothing_of_own_routes(headers):
    assert "other sites" in ask(headers)


def test_a_link_from_elsewhere_opens_a_page_but_no_own_route():
    followed = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert ask(followed, path="/documents") == ""
    assert "other sites" in ask(followed)


def test_what_acts_must_say_where_it_comes_from():
    assert "must say where" in ask({}, "/api/upload", "POST")
    assert "must say where" in ask({}, "/_stcore/stream", kind="websocket")
    assert ask({"origin": "http://127.0.0.1:8501"}, "/api/upload", "POST") == ""
    assert ask({"x-muniment-token": "any, the route checks it"}, "/api/command", "POST") == ""


def test_the_policy_lets_a_page_load_nothing_from_elsewhere():
    policy = content_security_policy()
    assert "default-src 'self'" in policy
    assert "http" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
