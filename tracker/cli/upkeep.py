"""Commands that look after the data: check, codebook, review, backup, restore."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

import click

from tracker import examples, knowledge, refresh, settings
from tracker.cli import common
from tracker.cli.common import DONE, TROUBLE, Nothing, database_option, json_option, show
from tracker.knowledge import baseline, codebook, findings
from tracker.source import catalogue
from tracker.store import copies, open_database
from tracker.vocabulary import FindingKind


@click.command()
@click.option("--findings", "list_all", is_flag=True, help="List every finding with its file and line.")
@click.option("--accept", is_flag=True, help="Write data/findings.yml anew: what is found now is known.")
def check(list_all: bool, accept: bool) -> None:
    """Check the curated data and the sources' declarations. Exit code 1 if anything is wrong.

    What could be better is a finding. One that data/findings.yml does not name is new, and wrong too.
    """
    complaints: list[str] = []
    calendars: list[str] | None = None
    try:
        known = knowledge.load(settings.data_folder())
    except knowledge.BadData as error:
        complaints += [f"data/{problem}" for problem in error.problems]
    else:
        calendars = [legislature.id for legislature in known.legislatures]
        refresh.judge_of(known)
        counts = (len(known.places), len(known.measures), len(catalogue.names()))
        click.echo("{} places, {} curated measures, {} sources".format(*counts))
        found = findings.findings(known)
        if accept:
            known = _accepted(known, found)
        complaints += _tell_findings(known, found, list_all)
    complaints += catalogue.complaints(calendars)
    complaints += _of_the_examples()
    for line in complaints:
        click.echo(line, err=True)
    sys.exit(TROUBLE if complaints else DONE)


def _of_the_examples() -> Iterator[str]:
    """They lie in a checkout alone, and are read where the modules can be loaded."""
    if folder := settings.examples_folder():
        with suppress(catalogue.BrokenModule, AttributeError):
            yield from examples.complaints(folder, catalogue.sources())


def _accepted(known: knowledge.Knowledge, found: Sequence[findings.Finding]) -> knowledge.Knowledge:
    """The knowledge with these findings as its baseline, once that is written."""
    folder = settings.data_folder()
    (folder / baseline.FILE).write_text(baseline.text(found), "utf-8")
    differs = baseline.compared(found, known.baseline)
    click.echo(f"data/{baseline.FILE}: {len(differs.new)} lines more, {len(differs.mended)} taken out")
    return knowledge.load(folder)


def _tell_findings(
    known: knowledge.Knowledge, found: Sequence[findings.Finding], list_all: bool
) -> Iterator[str]:
    """Print the findings by kind; the complaints are those that the baseline does not name."""
    differs = baseline.compared(found, known.baseline)
    counts, new = Counter(f.kind for f in found), Counter(f.kind for f in differs.new)
    mended = Counter(kind for kind, _ in differs.mended)
    rows = [
        {"finding": kind, "found": counts[kind], "new": new[kind], "mended": mended[kind]}
        for kind in FindingKind
    ]
    show(rows, ("finding", "found", "new", "mended"))
    if list_all:
        click.echo("\n".join(map(_finding_line, found)))
    for kind, position in differs.mended:
        file, line = known.lines[f"findings.{kind}.{position}"]
        what = known.baseline[kind][position]
        click.echo(f"data/{file}:{line}: {kind}: {what}: mended, the line can go")
    yield from (f"new: {_finding_line(finding)}. {finding.kind.meaning}" for finding in differs.new)


def _finding_line(finding: findings.Finding) -> str:
    what = f"{finding.measure}: {finding.detail}" if finding.measure else finding.detail
    return f"data/{finding.file}:{finding.line}: {finding.kind}: {finding.place}: {what}"


@click.command("codebook")
def codebook_command() -> None:
    """Print the format of the curated data and the words allowed, as Markdown.

    It is kept as docs/codebook.md: `tracker codebook > docs/codebook.md` after a change of the models.
    """
    click.echo(codebook.text(common.curated()), nl=False)


@click.command()
@click.argument("record_id", required=False)
@database_option
@json_option
def review(record_id: str | None, database: Path | None, as_json: bool) -> None:
    """List records that wait for review; with RECORD_ID, let that one through."""
    if record_id is None:
        with common.reading(database) as reader:
            held = reader.held()
        show(held, ("id", "origin", "reason", "seen", "url"), as_json)
        return
    path = common.ready(database)
    with common.locked(path), closing(open_database(path)) as db:
        writer = refresh.open_writer(db, common.curated(), common.declared().values(), common.clock())
        with writer.transaction():
            writer.start_run("review")
            accepted = writer.accept_held(record_id)
            writer.finish_run("done", writer.at, record_id)
    if not accepted:
        raise click.UsageError(f"no record {record_id!r} waits for review")


def _files(path: Path) -> tuple[tuple[Path, str], ...]:
    """Both databases, each with its name in a backup. Bodies are written before the rows that name them, so
    the store is copied after the database."""
    return (path, "tracker.db"), (settings.captures_path(path), "captures.db")


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@database_option
def backup(folder: Path, database: Path | None) -> None:
    """Copy both databases to FOLDER, consistently, while they are in use.

    A damaged or empty database, or one that lost half of its rows since, is not copied (exit code 3); what a
    copy replaces stands beside it (`.previous`).
    """
    path = common.existing(database)
    folder.mkdir(parents=True, exist_ok=True)
    _copied((original, folder / name) for original, name in _files(path) if original.exists())


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@database_option
def restore(folder: Path, database: Path | None) -> None:
    """Put a backup back, into the live files: a running site shows it without a restart.

    A damaged or empty backup, or one with less than half of the rows that are there, is refused (exit code
    3); what was there stands beside it (`.previous`).
    """
    path = settings.database_path(database)
    if not (folder / "tracker.db").exists():
        raise click.UsageError(f"{folder} holds no tracker.db")
    with common.locked(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        there = [pair for pair in _files(path) if (folder / pair[1]).exists()]
        for original, name in _files(path):
            if (original, name) not in there:
                click.echo(f"{folder} holds no {name}: {original} is left as it is", err=True)
        _copied((folder / name, original) for original, name in there)


def _copied(pairs: Iterable[tuple[Path, Path]]) -> None:
    """Copy each first file over the second: all of them, or where one is not to be copied none."""
    pairs = list(pairs)
    try:
        for source, target in pairs:
            copies.compared(source, target)
        for source, target in pairs:
            with common.told_as_nothing(source):
                copies.copy(source, target)
    except copies.Unsound as fault:
        raise Nothing(str(fault)) from None
