"""`muniment serve`: the pages and our own routes on one port, behind the guard."""

import os
import secrets
import threading
from dataclasses import replace
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from app.api import routes
from app.assistant import Assistant, build_assistant
from app.settings import Settings
from app.web import current
from app.web.guard import Guard, allowed_hosts, content_security_policy
from app.web.theme import theme_options
from vectorstore.room import ServerInfo

STREAMLIT_OPTIONS = {
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    "client.showErrorLinks": False,
    "client.showErrorDetails": "none",  # a traceback in the page could quote a document
    "runner.magicEnabled": False,
    "runner.postScriptGC": False,  # a full collection after each run costs 20 polling pages most of a core
    "server.headless": True,
    "server.fileWatcherType": "none",
    "server.enableXsrfProtection": True,
}


def serve(settings: Settings, port: int | None = None) -> None:
    """Own the room and serve it until the process is told to end. Raises RoomTaken when it is served already."""
    if port is not None:
        settings = replace(settings, port=port, origins={**settings.origins, "port": "argument"})
    port = settings.port
    assistant = build_assistant(settings, print)
    try:
        token = secrets.token_urlsafe(32)
        assistant.announce(ServerInfo(port, token, os.getpid()))
        # Behind the first page: loading models must not keep it waiting.
        threading.Thread(target=_warm_up, args=(assistant,), name="warm up", daemon=True).start()
        print(f"Muniment serves {settings.data} at http://{settings.address}:{port}", flush=True)
        application(assistant, token, settings.address, port).run(
            config=STREAMLIT_OPTIONS | theme_options() | {"server.address": settings.address, "server.port": port}
        )
    finally:
        assistant.close()


def _warm_up(assistant: Assistant) -> None:
    assistant.start_jobs()
    assistant.warm_drawing()


def application(assistant: Assistant, token: str, address: str, port: int) -> st.App:
    """The ASGI application: Streamlit's pages, our routes, and the guard before both."""
    current.use(assistant)
    guard = Middleware(Guard, hosts=allowed_hosts(address, port), policy=content_security_policy())
    return st.App(Path(__file__).parent / "main.py", routes=routes(current.assistant, token), middleware=[guard])
