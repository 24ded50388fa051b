"""Commands that serve: up, serve, schedule, export.

Ctrl-C is how serving and scheduling end, not a fault: both suppress KeyboardInterrupt.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import click

from tracker import refresh, schedule, settings
from tracker.cli import common
from tracker.cli.common import DONE, Nothing, database_option
from tracker.site.where import Base
from tracker.store import open_database
from tracker.store.database import require_sqlite


def _with_address(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say where to listen."""
    port = click.option(
        "--port", default=8001, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on."
    )
    host = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
    return host(port(command))


@click.command()
@_with_address
@click.option("--immutable", is_flag=True, help="The file is a snapshot that nobody writes to.")
@database_option
def serve(host: str, port: int, immutable: bool, database: Path | None) -> None:
    """Serve the site; refresh nothing."""
    base = _public()
    path = settings.database_path(database)
    # A snapshot is not opened here: in a folder that cannot be written to only its own way of reading works.
    if not (immutable and path.exists()):
        path = common.ready(database)
    _serve(path, host, port, base, immutable=immutable)


@click.command("schedule")
@click.option("--until-closed", is_flag=True, hidden=True, help="Stop when standard input ends.")
@database_option
def schedule_command(until_closed: bool, database: Path | None) -> None:
    """Refresh what is due, every few minutes, until stopped."""
    with suppress(KeyboardInterrupt):
        schedule.run(settings.database_path(database), sys.stdin.fileno() if until_closed else None)


@click.command()
@_with_address
@click.option(
    "--once", is_flag=True, help="Build the database and refresh once in the background; do not schedule."
)
@database_option
def up(host: str, port: int, once: bool, database: Path | None) -> None:
    """Build the database if needed, then serve it while a second process refreshes and schedules."""
    base = _public()
    path = settings.database_path(database)
    _build(path)
    # The server hands SIGTERM on to us when it has closed; without a handler the child would outlive us.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(DONE))
    arguments = ["refresh", "--due"] if once else ["schedule", "--until-closed"]
    command = [sys.executable, "-m", "tracker", *arguments, "--db", str(path)]
    # Nothing is ever written to the child: its input ends when we do, however we do.
    with subprocess.Popen(command, stdin=subprocess.PIPE) as child:  # noqa: S603 - our own command, no shell
        try:
            _serve(path, host, port, base)
        finally:
            child.terminate()


def _build(path: Path) -> None:
    """The database with the curated data; where these cannot be read now, the one that is there does."""
    with common.told_as_nothing(path):
        require_sqlite()
    try:
        known = common.curated()
    except Nothing as error:
        if not path.exists():
            raise
        click.echo(f"{error.message}\nserving the last good data", err=True)
        return
    try:
        with common.locked(path), closing(open_database(path)) as db:
            refresh.open_writer(db, known, common.declared().values(), common.clock())
    except common.Busy:
        click.echo("another run is under way; serving what is there", err=True)


def _public() -> Base | None:
    """The public address of the site, where it is set. Raises click.UsageError."""
    given = settings.base_url()
    try:
        return Base.public(given) if given else None
    except ValueError as error:
        raise click.UsageError(f"TRACKER_BASE_URL is {error}") from None


def _serve(path: Path, host: str, port: int, base: Base | None, *, immutable: bool = False) -> None:
    import uvicorn

    # Datasette is slow to import; the other commands do without it.
    from tracker.site.app import build
    from tracker.site.gzipped import Gzipped

    app = Gzipped(build(path, immutable=immutable, base=base).app())
    click.echo(f"http://{host}:{port}/", err=True)
    with suppress(KeyboardInterrupt):
        uvicorn.run(app, host=host, port=port, log_level="warning")


@click.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--base-url",
    "base_url",
    help="Where the files will be served: a path such as /repo/, or better https://host/repo/: only then are "
    "there a sitemap and whole addresses in the feeds and for embedding. Default: TRACKER_BASE_URL, else /.",
)
@database_option
def export_command(folder: Path, base_url: str | None, database: Path | None) -> None:
    """Write the whole site as files to FOLDER (new or empty), for any web host."""
    from tracker.site import export

    path = common.existing(database)
    try:
        base = (_public() or Base()) if base_url is None else Base.parse(base_url)
        with common.told_as_nothing(path):
            written = export.export(path, folder, base, common.clock())
    except (ValueError, FileExistsError) as error:
        raise click.UsageError(str(error)) from None
    except export.NotCopied as error:
        raise Nothing(f"{path}: {error}") from None
    click.echo(f"{written.files} files, {written.size / 1e6:.1f} MB: {folder}")
