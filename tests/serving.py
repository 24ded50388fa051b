"""The site on a free port of this machine, at the fixed time of the tests."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from tests import site_data
from tracker.site.app import build


@contextmanager
def serving(database: Path) -> Iterator[str]:
    """The address, without a slash at the end, while it is served."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        app = build(database, now=lambda: site_data.NOW).app()
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 20
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        assert server.started
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)
