"""The guard before everything served: which hosts and origins may ask, and what a page may load.

Streamlit checks neither Host nor Origin on own routes, and a page open in the same browser can reach 127.0.0.1: without
this, any web site could read the room (DNS rebinding) or act in it (a form or fetch from a foreign page).
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vectorstore.room import TOKEN_HEADER

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class Guard:
    """ASGI middleware: refuses foreign hosts and origins, and sends the content-security policy with every response."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str], policy: str) -> None:
        self._app = app
        self._hosts = hosts
        self._headers = {
            "Content-Security-Policy": policy,
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        reason = refusal(scope, Headers(scope=scope), self._hosts)
        if reason and scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": reason})
        elif reason:
            await PlainTextResponse(reason, status_code=403)(scope, receive, send)
        else:
            await self._app(scope, receive, self._with_headers(send))

    def _with_headers(self, send: Send) -> Send:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        return send_with_headers


def refusal(scope: Scope, headers: Mapping[str, str], hosts: frozenset[str]) -> str:
    """Why a request is refused, "" where it may pass. Pure.

    A host we do not serve is a rebound name. A foreign Origin, or none on something that acts, is a foreign page,
    unless the token header is there: no page can know the token, and its route checks it.
    """
    host, origin = headers.get("host", ""), headers.get("origin")
    if host.lower() not in hosts:
        return f"This server does not answer for the host {host!r}."
    if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
        return "Requests from other sites are refused."
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin") and not _is_navigation(headers, scope):
        return "Requests from other sites are refused."
    acts = scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS
    if acts and origin is None and TOKEN_HEADER.lower() not in headers:
        return "A request that acts must say where it comes from."
    return ""


def _is_navigation(headers: Mapping[str, str], scope: Scope) -> bool:
    """Whether somebody followed a link to a page of ours: that shows it to them and gives the other site nothing."""
    return headers.get("sec-fetch-mode") == "navigate" and not scope["path"].startswith("/api/")


def allowed_hosts(address: str, port: int) -> frozenset[str]:
    """Values of the Host header that mean this server: loopback names and the address that it listens on."""
    return frozenset(f"{name}:{port}" for name in (*LOOPBACK, address.lower()))


def content_security_policy() -> str:
    """What a page may load: only from here. The one inline script of Streamlit's own page is allowed by its hash."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    allowed = " ".join(f"'sha256-{digest}'" for digest in hashes)
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' blob: 'wasm-unsafe-eval' {allowed}".strip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )
