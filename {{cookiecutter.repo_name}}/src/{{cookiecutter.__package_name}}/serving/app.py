"""The application: which path is answered by what."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.resources import files
from operator import attrgetter
from pathlib import Path

from fastapi import FastAPI, Response
from starlette.routing import Route

from .guard import Guard
from .metrics import CONTENT_TYPE
from .predict import Predict
from .reload import watch
from .state import State

KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}


def create_app(state: State) -> Guard:
    """Make the ASGI application around the state.

    FastAPI's own pages of documentation load their code from elsewhere, so they are left out: the
    page at / and /openapi.json take their place.
    """
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        watcher = asyncio.create_task(watch(state))
        yield
        watcher.cancel()
        try:
            with suppress(asyncio.CancelledError):
                await watcher
        finally:
            if state.log:
                await asyncio.to_thread(state.log.close)

    app = FastAPI(title="scoring", docs_url=None, redoc_url=None, lifespan=lifespan,
                  redirect_slashes=False)
    app.openapi = lambda: state.openapi
    predict = Predict(state)
    app.router.routes.append(Route("/predict", predict, methods=["POST"]))
    _add_readings(app, state)
    for file in sorted(files(__package__).joinpath("page").iterdir(), key=attrgetter("name")):
        if kind := KINDS.get(Path(file.name).suffix):
            path = "/" if file.name == "page.html" else f"/page/{file.name}"
            _add_file(app, path, file.read_bytes(), kind)
    return Guard(app, predict, state)


def _add_readings(app: FastAPI, state: State) -> None:
    @app.get("/model")
    async def model() -> Response:
        return Response(state.info, media_type="application/json")

    @app.get("/metrics")
    async def metrics() -> Response:
        return Response(state.metrics.text(), media_type=CONTENT_TYPE)

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/ready")
    async def ready() -> dict[str, str]:
        return {"status": "ready", "version": state.served.info.version}


def _add_file(app: FastAPI, path: str, content: bytes, kind: str) -> None:
    @app.get(path)
    async def file() -> Response:
        return Response(content, media_type=kind)
