"""`muniment serve`: the pages and our own routes on one port, behind the guard."""

import asyncio
import os
import secrets
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from app.settings import Settings
from app.web import current
from app.web.guard import Guard, allowed_hosts, content_security_policy
from app.web.theme import theme_options
from vectorstore.room import Room, ServerInfo

if TYPE_CHECKING:
    from app.assistant import Assistant

Lifespan = Callable[[st.App], AbstractAsyncContextManager[dict[str, Any] | None]]
"""What is entered when the server listens and left when it ends."""

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
    """Own the room and serve it until the process is told to end.

    The server listens first and opens the room behind the first page. Raises RoomTaken when it is served already, and
    what build_assistant raises.
    """
    if port is not None:
        settings = replace(settings, port=port, origins={**settings.origins, "port": "argument"})
    port = settings.port
    room = Room(settings.data)
    room.lock()
    try:
        token = secrets.token_urlsafe(32)
        room.write_server(ServerInfo(port, token, os.getpid()))
        print(f"Muniment serves {settings.data} at http://{settings.address}:{port}", flush=True)

        @asynccontextmanager
        async def lifespan(_: st.App) -> AsyncIterator[None]:
            # Once the server listens: what is imported now would only keep the first page waiting. Apart from what
            # Streamlit needs for the icon, before it sends the first word: the browser is busy with itself till then.
            threading.Thread(target=_import_for_icon, name="import for the icon", daemon=True).start()
            current.open_behind(lambda progress: _open(settings, room, progress), _stop_serving)
            yield

        application(token, settings.address, port, lifespan).run(
            config=STREAMLIT_OPTIONS | theme_options() | {"server.address": settings.address, "server.port": port}
        )
    except KeyboardInterrupt:
        if (failure := current.failure()) is not None:
            raise failure from None
        raise
    finally:
        current.close()
        room.unlock()


def _open(settings: Settings, room: Room, progress: current.Progress) -> "Assistant":
    # Here, since these import the whole program, for seconds.
    from app.assistant import build_assistant

    assistant = build_assistant(settings, progress, room=room)
    # Beside the first page: loading models must not keep it waiting.
    threading.Thread(target=_warm_up, args=(assistant,), name="warm up", daemon=True).start()
    return assistant


def _import_for_icon() -> None:
    import numpy as np  # noqa: F401
    import PIL.Image  # noqa: F401  # Streamlit has PIL and NumPy imported for whatever picture is the page's icon


def _warm_up(assistant: "Assistant") -> None:
    assistant.intake.start()
    assistant.drawing.warm()


def _stop_serving() -> None:
    """End the server from another thread, as a person at the terminal would."""
    signal.raise_signal(signal.SIGINT)


class OwnRoutes:
    """Our own routes as one ASGI application; what comes before the room is open waits for it."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._router: Router | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if self._router is None:
            await asyncio.to_thread(current.assistant)
            from app.api import routes  # here, since it imports the whole program

            self._router = Router(routes(current.assistant, self._token))
        await self._router(scope, receive, send)


def application(token: str, address: str, port: int, lifespan: Lifespan) -> st.App:
    """The ASGI application: Streamlit's pages, our routes, and the guard before both; `lifespan` is entered first."""
    guard = Middleware(Guard, hosts=allowed_hosts(address, port), policy=content_security_policy())
    own = Route("/api/{rest:path}", OwnRoutes(token))
    return st.App(Path(__file__).parent / "main.py", routes=[own], middleware=[guard], lifespan=lifespan)
