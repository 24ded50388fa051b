"""The command line. `--help` is its documentation; exit codes are a contract.

0: done. 1: done, but some active source failed or went stale. 2: wrong usage. 3: nothing could be done.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from tracker import __version__, knowledge, parse, refresh, schedule, settings
from tracker.captures import CaptureStore
from tracker.knowledge import codebook, findings
from tracker.page import Unreadable
from tracker.refresh.due import due_sources
from tracker.source import catalogue
from tracker.source.declare import Source
from tracker.store import Reader, SchemaTooOld, open_database, open_for_reading
from tracker.store.claims import judged
from tracker.store.database import require_sqlite
from tracker.web import Live, Replay, Web

# Wrong usage is click's own: 2.
DONE, TROUBLE, NOTHING = 0, 1, 3
#: How long named sources wait for a run that is under way, in seconds.
WAIT = 60
_TROUBLED = frozenset({"failed", "degraded", "blocked"})

database_option = click.option(
    "--db",
    "database",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Path of tracker.db. Default: TRACKER_DB, else data/tracker.db of a checkout, else the data folder.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


class Nothing(click.ClickException):
    """Nothing could be done: exit code 3."""

    exit_code = NOTHING


def _clock() -> datetime:
    return datetime.now(UTC)


def _day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a day: expected YYYY-MM-DD") from None


def _knowledge() -> knowledge.Knowledge:
    folder = settings.data_folder()
    try:
        return knowledge.load(folder)
    except knowledge.BadData as error:
        lines = [
            f"{folder / p.file}:{p.line}: {p.field}: expected {p.expected}, found {p.found}"
            for p in error.problems
        ]
        raise Nothing("the curated data cannot be read; nothing was loaded\n" + "\n".join(lines)) from None


@contextmanager
def _reading(database: Path | None) -> Iterator[Reader]:
    path = settings.database_path(database)
    if not path.exists():
        raise Nothing(f"{path} does not exist: run `tracker refresh` first")
    db = None
    try:
        db = open_for_reading(path)
        yield Reader(db, _clock())
    except (SchemaTooOld, sqlite3.DatabaseError) as error:
        raise Nothing(f"{path}: {error}") from None
    finally:
        if db is not None:
            db.close()


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def _table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Rows as aligned columns; nothing at all for no rows."""
    texts = [[_cell(row[name]) for name in columns] for row in rows]
    if not texts:
        return
    widths = [max(len(row[i]) for row in [list(columns), *texts]) for i in range(len(columns))]
    for row in [list(columns), *texts]:
        click.echo("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="tracker")
def cli() -> None:
    """Which countries have law against organ trafficking, and which have bills pending.

    Exit codes: 0 done; 1 done, but some active source failed or went stale; 2 wrong usage; 3 nothing
    could be done.
    """
    logging.basicConfig(
        level=os.environ.get("TRACKER_LOG", "WARNING"), format="%(levelname)s %(name)s: %(message)s"
    )


# -- reading the sources ---------------------------------------------------------------------------


@cli.command("refresh")
@click.argument("source_ids", nargs=-1, metavar="[SOURCE]...")
@click.option("--due", is_flag=True, help="Only sources whose interval has passed; busy is no error.")
@click.option(
    "--replay",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Answer every request from a capture set (a folder with index.jsonl); ask no site.",
)
@click.option("--until", callback=_day, help="With --replay: as the sites stood on that day (YYYY-MM-DD).")
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

    def web(_captures: CaptureStore) -> Web:
        if replay is None:
            return Live(upstream=os.environ.get("TRACKER_UPSTREAM") or None)
        return Replay(replay, until)

    job = _Job(source_ids, due, "replay" if replay else "live", web, as_json)
    sys.exit(job.run(settings.database_path(database)))


@cli.command()
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
        all_sources = catalogue.sources()
        unknown = [name for name in self.source_ids if name not in all_sources]
        if unknown:
            raise click.UsageError(f"no source {', '.join(unknown)}: known are {', '.join(all_sources)}")
        try:
            with refresh.run_lock(settings.lock_path(path), wait=0 if self.due else WAIT):
                return self._run(path, all_sources)
        except refresh.Busy as busy:
            if not self.due:
                raise Nothing(str(busy)) from None
            if self.as_json:
                _print_json(refresh.Run(outcome="busy").to_json())
            return DONE
        except (SchemaTooOld, sqlite3.DatabaseError) as error:
            raise Nothing(f"{path}: {error}") from None

    def _run(self, path: Path, all_sources: Mapping[str, Source]) -> int:
        known = _knowledge()
        db = open_database(path)
        captures = CaptureStore(settings.captures_path(path))
        try:
            writer = refresh.open_writer(db, known, all_sources.values(), _clock())
            names = self.source_ids or tuple(all_sources)
            if self.due:
                ready = due_sources(db, _clock())
                names = tuple(name for name in names if name in ready)
                if not names:
                    self._tell(refresh.Run())
                    return DONE
            web = self._open_web(captures)
            try:
                run = refresh.run_sources(
                    writer,
                    [all_sources[name] for name in names],
                    known,
                    web,
                    captures,
                    mode=self.mode,
                    clock=_clock,
                    report=self._progress,
                )
            finally:
                web.close()
            self._tell(run)
            return self._exit_code(run, Reader(db, _clock()))
        finally:
            captures.close()
            db.close()

    def _open_web(self, captures: CaptureStore) -> Web:
        try:
            return self.web(captures)
        except (ValueError, OSError) as error:
            raise click.UsageError(str(error)) from None

    def _progress(self, line: str) -> None:
        if sys.stderr.isatty():
            click.echo(line, err=True)

    def _tell(self, run: refresh.Run) -> None:
        if self.as_json:
            _print_json(run.to_json())
            return
        if not sys.stdout.isatty() and run.outcome == "done":
            return  # silence in cron
        click.echo(f"run {run.id}: {run.outcome}")
        columns = ("id", "outcome", "requests", "measures", "changed", "seconds")
        _table([{**s, "id": s["id"]} for s in run.sources], columns)
        for source in run.sources:
            for issue in source["issues"]:
                if issue["kind"] != "not_in_set":
                    click.echo(
                        f"{source['id']}: {issue['kind']}: {issue['detail']} ({issue['url']})", err=True
                    )

    def _exit_code(self, run: refresh.Run, reader: Reader) -> int:
        if run.outcome == "failed":
            return NOTHING
        states = {row["id"]: row["state"] for row in reader.sources()}
        troubled = any(s["outcome"] in _TROUBLED and states[s["id"]] != "manual" for s in run.sources)
        # A replay says nothing of how fresh the sites are.
        stale = self.mode == "live" and any(
            row["stale"] for row in reader.sources() if row["state"] in ("active", "degraded")
        )
        return TROUBLE if troubled or stale else DONE


# -- serving ---------------------------------------------------------------------------------------

serve_options = (
    click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on."),
    click.option(
        "--port", default=8001, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on."
    ),
)


def _with_serve_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(serve_options):
        command = option(command)
    return command


@cli.command()
@_with_serve_options
@click.option("--immutable", is_flag=True, help="The file is a snapshot that nobody writes to.")
@database_option
def serve(host: str, port: int, immutable: bool, database: Path | None) -> None:
    """Serve the site; refresh nothing."""
    path = settings.database_path(database)
    if not path.exists():
        raise Nothing(f"{path} does not exist: run `tracker refresh` or `tracker up` first")
    _serve(path, host, port, immutable=immutable)


@cli.command("schedule")
@click.option("--parent", type=int, hidden=True, help="Stop when this process is gone.")
@database_option
def schedule_command(parent: int | None, database: Path | None) -> None:
    """Refresh what is due, every few minutes, until stopped."""
    schedule.run(settings.database_path(database), parent)


@cli.command()
@_with_serve_options
@click.option(
    "--once", is_flag=True, help="Build the database and refresh once in the background; do not schedule."
)
@database_option
def up(host: str, port: int, once: bool, database: Path | None) -> None:
    """Build the database if needed, then serve it while a second process refreshes and schedules."""
    path = settings.database_path(database)
    try:
        require_sqlite()
        with refresh.run_lock(settings.lock_path(path), wait=WAIT):
            db = open_database(path)
            refresh.open_writer(db, _knowledge(), catalogue.sources().values(), _clock())
            db.close()
    except refresh.Busy:
        click.echo("another run is under way; serving what is there", err=True)
    except (SchemaTooOld, sqlite3.DatabaseError) as error:
        raise Nothing(f"{path}: {error}") from None
    except Nothing as error:
        if not path.exists():
            raise
        click.echo(f"{error.message}\nserving the last good data", err=True)
    # The server hands SIGTERM on to us when it has closed; without a handler the child would outlive us.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(DONE))
    arguments = ["refresh", "--due"] if once else ["schedule", "--parent", str(os.getpid())]
    command = [sys.executable, "-m", "tracker", *arguments, "--db", str(path)]
    with subprocess.Popen(command) as child:  # noqa: S603 - our own command, no shell
        try:
            _serve(path, host, port)
        finally:
            child.terminate()


def _serve(path: Path, host: str, port: int, *, immutable: bool = False) -> None:
    import uvicorn

    # Datasette is slow to import; the other commands do without it.
    from tracker.site.app import build

    click.echo(f"http://{host}:{port}/", err=True)
    uvicorn.run(build(path, immutable=immutable).app(), host=host, port=port, log_level="warning")


# -- asking ----------------------------------------------------------------------------------------


@cli.command()
@click.argument("place", required=False)
@click.option("--on", callback=_day, help="The day asked about (YYYY-MM-DD). Default: today.")
@click.option("--criterion", help="Only this criterion, e.g. transplant_abroad.")
@database_option
@json_option
def status(
    place: str | None, on: date | None, criterion: str | None, database: Path | None, as_json: bool
) -> None:
    """What holds in PLACE (an ISO code such as CA), or everywhere, on a day."""
    with _reading(database) as reader:
        places, criteria = reader.known_places(), reader.known_criteria()
        code = place.upper() if place else None
        if code and code not in places:
            raise click.UsageError(f"no place {place!r}: expected an ISO 3166 code such as CA or GB-SCT")
        if criterion and criterion not in criteria:
            raise click.UsageError(f"no criterion {criterion!r}: expected one of {', '.join(criteria)}")
        rows = reader.status(code, str(on or _clock().date()), criterion)
    if as_json:
        _print_json(rows)
    else:
        _table(rows, ("place", "name", "criterion", "answer", "since", "because", "pending", "basis"))


@cli.command("claims")
@click.option("--on", callback=_day, help="The day that counts as today (YYYY-MM-DD).")
@database_option
@json_option
def claims_command(on: date | None, database: Path | None, as_json: bool) -> None:
    """What others assert, tested against our answers for the time each speaks of and for today.

    A verdict is holds, held_then (it held for its time; today it does not, or that is open), contradicted, or
    undecided. Claims are data, in data/claims.yml.
    """
    with _reading(database) as reader:
        rows = judged(reader.db, on or _clock().date())
    if as_json:
        _print_json(rows)
    else:
        _table(rows, ("id", "date", "verdict", "then", "now", "who", "text"))


@cli.command()
@click.option("--since", callback=_day, help="Only what changed on or after this day (YYYY-MM-DD).")
@database_option
@json_option
def changes(since: date | None, database: Path | None, as_json: bool) -> None:
    """What changed, newest first."""
    with _reading(database) as reader:
        rows = reader.changes(str(since) if since else None)
    if as_json:
        _print_json(rows)
    else:
        _table(rows, ("at", "entity", "id", "field", "old", "new"))


@cli.group("sources", invoke_without_command=True)
@database_option
@json_option
@click.pass_context
def sources_command(context: click.Context, database: Path | None, as_json: bool) -> None:
    """The health of each source. Exit code 1 if an active one is stale or in trouble."""
    if context.invoked_subcommand:
        return
    with _reading(database) as reader:
        rows = reader.sources()
    if as_json:
        _print_json(rows)
    else:
        _table(rows, ("id", "place", "state", "last_success", "next_due", "stale", "measures", "reason"))
    trouble = any(
        row["state"] == "degraded" or row["stale"] for row in rows if row["state"] in ("active", "degraded")
    )
    sys.exit(TROUBLE if trouble else DONE)


@sources_command.command("probe")
@click.argument("source_id", metavar="SOURCE")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--requests", default=refresh.REQUESTS, show_default=True, help="Pages to ask for at most.")
@json_option
def probe_command(source_id: str, folder: Path, requests: int, as_json: bool) -> None:
    """Ask a source for a few pages and keep the answers in FOLDER, a capture set.

    It says what each page yields and changes no database. Exit code 1 if a page could not be read.
    """
    source = catalogue.sources().get(source_id)
    if source is None:
        raise click.UsageError(f"no source {source_id}: known are {', '.join(catalogue.sources())}")
    if source.key and not os.environ.get(source.key):
        raise Nothing(f"{source_id} needs a key: set {source.key}")
    try:
        web = Live(upstream=os.environ.get("TRACKER_UPSTREAM") or None)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    try:
        found = refresh.probe(source, _knowledge(), web, folder, _clock(), requests)
    except FileExistsError as error:
        raise click.UsageError(str(error)) from None
    finally:
        web.close()
    if as_json:
        _print_json(found.to_json())
    else:
        _table(found.pages, ("url", "status", "measures", "found", "requests", "issues"))
        for issue in found.issues:
            click.echo(f"{issue.kind.value}: {issue.detail} ({issue.url})", err=True)
    sys.exit(DONE if found.verified else TROUBLE)


@cli.command("parse")
@click.argument("source_id", metavar="SOURCE")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--url", help="The address the file answers. Default: told from its bytes.")
@json_option
def parse_command(source_id: str, file: Path, url: str | None, as_json: bool) -> None:
    """One file through a source's readers. No database is touched, no site asked."""
    source = catalogue.sources().get(source_id)
    if source is None:
        raise click.UsageError(f"no source {source_id}: known are {', '.join(catalogue.sources())}")
    try:
        items = parse.parse_file(source, file, url)
    except parse.NoReader as error:
        raise click.UsageError(f"{file}: {error}") from None
    except Unreadable as fault:
        click.echo(parse.unreadable_line(file, url, fault), err=True)
        sys.exit(TROUBLE)
    legislatures = {item.id: item for item in _knowledge().legislatures}
    measures = parse.to_json(items, source, legislatures, _clock().date())
    for line in parse.remarks(items):
        click.echo(line, err=True)
    if as_json:
        _print_json(measures)
    else:
        _table(measures, ("id", "kind", "status", "status_date", "introduced", "passed", "assented", "title"))


@cli.command()
def classify() -> None:
    """Judge titles: lines `lang<TAB>title` in, `label<TAB>terms` out. `?` is a language."""
    judge = refresh.judge_of(_knowledge())
    for number, line in enumerate(sys.stdin, 1):
        lang, tab, title = line.rstrip("\r\n").partition("\t")
        if not tab:
            raise click.UsageError(f"line {number}: expected lang<TAB>title, found {line.strip()!r:.60}")
        verdict = judge.title(lang or "?", title)
        click.echo(f"{verdict.relevance.value}\t{'; '.join(verdict.terms)}")


# -- looking after it ------------------------------------------------------------------------------


@cli.command()
@click.option("--findings", "list_all", is_flag=True, help="List every finding with its file and line.")
def check(list_all: bool) -> None:
    """Check the curated data and the sources' declarations. Exit code 1 if anything is wrong.

    What could be better is counted as findings. More of a kind than data/findings.yml allows is wrong too.
    """
    complaints = list(catalogue.complaints())
    try:
        known = knowledge.load(settings.data_folder())
    except knowledge.BadData as error:
        complaints += [
            f"data/{p.file}:{p.line}: {p.field}: expected {p.expected}, found {p.found}"
            for p in error.problems
        ]
    else:
        refresh.judge_of(known)
        counts = (len(known.places), len(known.measures), len(catalogue.sources()))
        click.echo("{} places, {} curated measures, {} sources".format(*counts))
        complaints += _tell_findings(known, list_all)
    for line in complaints:
        click.echo(line, err=True)
    sys.exit(TROUBLE if complaints else DONE)


def _tell_findings(known: knowledge.Knowledge, list_all: bool) -> Iterator[str]:
    """Print the findings by kind; the complaints are those of each kind that has grown."""
    found = findings.findings(known)
    tally = findings.tally(found, known.ceilings)
    rows = [{"finding": kind, "number": number, "ceiling": most} for kind, (number, most) in tally.items()]
    _table(rows, ("finding", "number", "ceiling"))
    if list_all:
        click.echo("\n".join(_finding_line(finding) for finding in found))
    for kind, (number, most) in tally.items():
        if number > most:
            yield f"{kind}: {number} found, {most} allowed: {kind.meaning} Which are new is not known. All:"
            yield from (_finding_line(finding) for finding in found if finding.kind is kind)
        elif number < most:
            click.echo(f"{kind}: fewer than allowed; lower it to {number} in data/findings.yml")


def _finding_line(finding: findings.Finding) -> str:
    what = f"{finding.measure}: {finding.detail}" if finding.measure else finding.detail
    return f"data/{finding.file}:{finding.line}: {finding.kind}: {finding.place}: {what}"


@cli.command("codebook")
def codebook_command() -> None:
    """Print the format of the curated data and the words allowed, as Markdown.

    It is kept as docs/codebook.md: `tracker codebook > docs/codebook.md` after a change of the models.
    """
    click.echo(codebook.text(), nl=False)


@cli.command()
@click.argument("record_id", required=False)
@database_option
@json_option
def review(record_id: str | None, database: Path | None, as_json: bool) -> None:
    """List records that wait for review; with RECORD_ID, let that one through."""
    path = settings.database_path(database)
    if record_id is None:
        with _reading(database) as reader:
            held = reader.held()
        if as_json:
            _print_json(held)
        else:
            _table(held, ("id", "origin", "reason", "seen", "url"))
        return
    if not path.exists():
        raise Nothing(f"{path} does not exist: run `tracker refresh` first")
    try:
        with refresh.run_lock(settings.lock_path(path), wait=WAIT):
            db = open_database(path)
            writer = refresh.open_writer(db, _knowledge(), catalogue.sources().values(), _clock())
            with writer.transaction():
                writer.start_run("review")
                accepted = writer.accept_held(record_id)
                writer.finish_run("done", writer.at, record_id)
            db.close()
    except refresh.Busy as busy:
        raise Nothing(str(busy)) from None
    if not accepted:
        raise click.UsageError(f"no record {record_id!r} waits for review")


@cli.group()
def captures() -> None:
    """The stored answers of the sites."""


@captures.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@database_option
def export_captures(folder: Path, database: Path | None) -> None:
    """Write all captures to FOLDER as a capture set that `refresh --replay` reads."""
    store = CaptureStore(settings.captures_path(settings.database_path(database)))
    try:
        store.export(folder)
    except (FileExistsError, ValueError) as error:
        raise Nothing(str(error)) from None
    finally:
        store.close()


@cli.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@database_option
def backup(folder: Path, database: Path | None) -> None:
    """Copy both databases to FOLDER, consistently, while they are in use."""
    path = settings.database_path(database)
    if not path.exists():
        raise Nothing(f"{path} does not exist")
    folder.mkdir(parents=True, exist_ok=True)
    # Bodies are written before the rows that name them, so the store is copied after the database.
    for original, name in ((path, "tracker.db"), (settings.captures_path(path), "captures.db")):
        if original.exists():
            _copy(original, folder / name)


@cli.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@database_option
def restore(folder: Path, database: Path | None) -> None:
    """Put a backup back, into the live files: a running site shows it without a restart."""
    path = settings.database_path(database)
    if not (folder / "tracker.db").exists():
        raise click.UsageError(f"{folder} holds no tracker.db")
    try:
        with refresh.run_lock(settings.lock_path(path), wait=WAIT):
            path.parent.mkdir(parents=True, exist_ok=True)
            for original, name in ((path, "tracker.db"), (settings.captures_path(path), "captures.db")):
                if (folder / name).exists():
                    _copy(folder / name, original)
    except refresh.Busy as busy:
        raise Nothing(str(busy)) from None
    except sqlite3.DatabaseError as error:
        raise Nothing(f"{folder}: {error}") from None


@cli.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--base-url",
    "base_url",
    default="/",
    show_default=True,
    help="Where the files will be served: a path such as /repo/, or better https://host/repo/: only then are "
    "there a sitemap and whole addresses in the feeds and for embedding.",
)
@database_option
def export_command(folder: Path, base_url: str, database: Path | None) -> None:
    """Write the whole site as files to FOLDER (new or empty), for any web host."""
    from tracker.site import export

    path = settings.database_path(database)
    if not path.exists():
        raise Nothing(f"{path} does not exist: run `tracker refresh` first")
    try:
        written = export.export(path, folder, export.Base.parse(base_url), _clock())
    except (ValueError, FileExistsError) as error:
        raise click.UsageError(str(error)) from None
    except (export.NotCopied, SchemaTooOld, sqlite3.DatabaseError) as error:
        raise Nothing(f"{path}: {error}") from None
    click.echo(f"{written.files} files, {written.size / 1e6:.1f} MB: {folder}")


def _copy(source: Path, target: Path) -> None:
    """SQLite's own backup: whole states only, safe under readers and a writer."""
    with sqlite3.connect(source) as old, sqlite3.connect(target) as new:
        old.backup(new)
    old.close()
    new.close()


def main() -> None:
    """Entry point of the `tracker` command."""
    cli(prog_name="tracker")
