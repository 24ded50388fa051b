"""Commands that read the sources: refresh, reparse, sources, sources probe, parse, captures export."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from tracker import parse, refresh, settings
from tracker.captures import CaptureStore
from tracker.cli import common
from tracker.cli.common import DONE, NOTHING, TROUBLE, Nothing, database_option, json_option, print_json, show
from tracker.page import Unreadable
from tracker.refresh.due import due_sources
from tracker.source.declare import Source
from tracker.store import Reader, open_database
from tracker.web import Live, Replay, Web

_TROUBLED = frozenset({"failed", "degraded", "blocked"})


def live() -> Web:
    """The sites, or the server on this machine that stands in for them. Raises click.UsageError."""
    try:
        return Live(upstream=os.environ.get("TRACKER_UPSTREAM") or None)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def take_keys() -> None:
    """The keys of TRACKER_KEYS_FILE. Raises click.UsageError."""
    known = {source.key for source in common.declared().values() if source.key}
    try:
        settings.take_keys(known)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


@click.command("refresh")
@click.argument("source_ids", nargs=-1, metavar="[SOURCE]...")
@click.option("--due", is_flag=True, help="Only sources whose interval has passed; busy is no error.")
@click.option(
    "--replay",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Answer every request from a capture set (a folder with index.jsonl); ask no site.",
)
@click.option(
    "--until", callback=common.day, help="With --replay: as the sites stood on that day (YYYY-MM-DD)."
)
@database_option
@json_option
def refresh_command(
    source_ids: tuple[str, ...],
    due: bool,
    replay: Path | None,
    until: date | None,
    database: Path | None,
    as_json: bool,
) -> None:
    """Read the sources and bring the database up to date."""
    if until and not replay:
        raise click.UsageError("--until goes with --replay")
    take_keys()

    def web(_captures: CaptureStore) -> Web:
        if replay is None:
            return live()
        try:
            return Replay(replay, until)
        except (ValueError, OSError) as error:
            raise click.UsageError(str(error)) from None

    job = _Job(source_ids, due, "replay" if replay else "live", web, as_json)
    sys.exit(job.run(settings.database_path(database)))


@click.command()
@click.argument("source_ids", nargs=-1, metavar="[SOURCE]...")
@database_option
@json_option
def reparse(source_ids: tuple[str, ...], database: Path | None, as_json: bool) -> None:
    """Read the stored captures again, after a parser was mended. No request is made."""
    job = _Job(source_ids, False, "reparse", refresh.Stored, as_json)
    sys.exit(job.run(settings.database_path(database)))


@dataclass(frozen=True)
class _Job:
    """One run from the command line: lock, open, read, tell."""

    source_ids: tuple[str, ...]
    due: bool
    mode: str
    web: Callable[[CaptureStore], Web]
    as_json: bool

    def run(self, path: Path) -> int:
        for name in self.source_ids:
            common.source_named(name)
        try:
            with common.locked(path, wait=0 if self.due else None):
                return self._run(path, common.declared())
        except common.Busy:
            if not self.due:
                raise
            if self.as_json:
                print_json(refresh.Run(outcome="busy").to_json())
            return DONE

    def _run(self, path: Path, all_sources: Mapping[str, Source]) -> int:
        known = common.curated()
        with (
            closing(open_database(path)) as db,
            _captures_beside(path) as captures,
        ):
            writer = refresh.open_writer(db, known, all_sources.values(), common.clock())
            names = self.source_ids or tuple(all_sources)
            if self.due:
                ready = due_sources(db, common.clock())
                names = tuple(name for name in names if name in ready)
                if not names:
                    self._tell(refresh.Run())
                    return DONE
            with closing(self.web(captures)) as web:
                run = refresh.run_sources(
                    writer,
                    [all_sources[name] for name in names],
                    known,
                    web,
                    captures,
                    mode=self.mode,
                    clock=common.clock,
                    report=_progress,
                )
            self._tell(run)
            return self._exit_code(run, Reader(db, common.clock()))

    def _tell(self, run: refresh.Run) -> None:
        if self.as_json:
            print_json(run.to_json())
            return
        if not sys.stdout.isatty() and run.outcome == "done":
            return  # silence in cron
        click.echo(f"run {run.id}: {run.outcome}")
        show(run.sources, ("id", "outcome", "requests", "measures", "changed", "seconds"))
        for source in run.sources:
            same: dict[str, list[str | None]] = {}
            for issue in source["issues"]:
                if issue["kind"] != "not_in_set":
                    said = f"{source['id']}: {issue['kind']}: {issue['detail']}"
                    same.setdefault(said, []).append(issue["url"])
            for said, (first, *others) in same.items():
                rest = f" and {len(others)} more" if others else ""
                click.echo(f"{said} ({first}{rest})", err=True)

    def _exit_code(self, run: refresh.Run, reader: Reader) -> int:
        if run.outcome == "failed":
            return NOTHING
        rows = reader.sources()
        states = {row["id"]: row["state"] for row in rows}
        troubled = any(s["outcome"] in _TROUBLED and states[s["id"]] != "manual" for s in run.sources)
        # A replay says nothing of how fresh the sites are.
        stale = self.mode == "live" and any(
            row["stale"] for row in rows if row["state"] in ("active", "degraded")
        )
        return TROUBLE if troubled or stale else DONE


@contextmanager
def _captures_beside(database: Path) -> Iterator[CaptureStore]:
    """The capture store of a database. Raises Nothing, naming the store's own file."""
    path = settings.captures_path(database)
    with common.told_as_nothing(path):
        store = CaptureStore(path)
    with closing(store):
        yield store


def _progress(line: str) -> None:
    if sys.stderr.isatty():
        click.echo(line, err=True)


@click.group("sources", invoke_without_command=True)
@database_option
@json_option
@click.pass_context
def sources_command(context: click.Context, database: Path | None, as_json: bool) -> None:
    """The health of each source. Exit code 1 if an active one is stale or in trouble."""
    if context.invoked_subcommand:
        return
    with common.reading(database) as reader:
        rows = reader.sources()
    columns = ("id", "place", "state", "last_success", "next_due", "stale", "measures", "reason")
    show(rows, columns, as_json)
    trouble = any(
        row["state"] == "degraded" or row["stale"] for row in rows if row["state"] in ("active", "degraded")
    )
    sys.exit(TROUBLE if trouble else DONE)


@sources_command.command("probe")
@click.argument("source_id", metavar="SOURCE")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--requests",
    default=refresh.REQUESTS,
    show_default=True,
    type=click.IntRange(min=1),
    help="Pages to ask for at most.",
)
@json_option
def probe_command(source_id: str, folder: Path, requests: int, as_json: bool) -> None:
    """Ask a source for a few pages and keep the answers in FOLDER, a capture set.

    It says what each page yields and changes no database. Exit code 1 if a page could not be read.
    """
    source = common.source_named(source_id)
    take_keys()
    if source.key and not os.environ.get(source.key):
        raise Nothing(f"{source_id} needs a key: set {source.key}")
    with closing(live()) as web:
        try:
            found = refresh.probe(source, common.curated(), web, folder, common.clock(), requests)
        except FileExistsError as error:
            raise click.UsageError(str(error)) from None
    if as_json:
        print_json(found.to_json())
    else:
        show(found.pages, ("url", "status", "measures", "found", "requests", "issues"))
        for issue in found.issues:
            click.echo(f"{issue.kind.value}: {issue.detail} ({issue.url})", err=True)
    sys.exit(DONE if found.verified else TROUBLE)


@click.command("parse")
@click.argument("source_id", metavar="SOURCE")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--url", help="The address the file answers. Default: told from its bytes.")
@json_option
def parse_command(source_id: str, file: Path, url: str | None, as_json: bool) -> None:
    """One file through a source's readers. No database is touched, no site asked."""
    source = common.source_named(source_id)
    try:
        items = parse.parse_file(source, file, url)
    except parse.NoReader as error:
        raise click.UsageError(f"{file}: {error}") from None
    except parse.BadSet as error:
        raise click.UsageError(str(error)) from None
    except Unreadable as fault:
        click.echo(parse.unreadable_line(file, url, fault), err=True)
        sys.exit(TROUBLE)
    legislatures = {item.id: item for item in common.curated().legislatures}
    measures = parse.to_json(items, source, legislatures, common.clock().date())
    for line in parse.remarks(items):
        click.echo(line, err=True)
    columns = ("id", "kind", "status", "status_date", "introduced", "passed", "assented", "title")
    show(measures, columns, as_json)


@click.group()
def captures() -> None:
    """The stored answers of the sites."""


@captures.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@database_option
def export_captures(folder: Path, database: Path | None) -> None:
    """Write all captures to FOLDER as a capture set that `refresh --replay` reads."""
    path = settings.captures_path(settings.database_path(database))
    if not path.exists():
        raise Nothing(f"{path} does not exist: run `tracker refresh` first")
    with common.told_as_nothing(path), closing(CaptureStore(path)) as store:
        try:
            store.export(folder)
        except (FileExistsError, ValueError) as error:
            raise Nothing(str(error)) from None
