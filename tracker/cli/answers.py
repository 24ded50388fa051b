"""Commands that answer: status, worklist, claims, changes, classify."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from tracker import refresh
from tracker.cli import common
from tracker.cli.common import database_option, json_option, show
from tracker.cli.places import code_of
from tracker.store.claims import judged
from tracker.store.worklist import worklist as tasks
from tracker.vocabulary import SinceKind


@click.command()
@click.argument("place", required=False)
@click.option("--on", callback=common.day, help="The day asked about (YYYY-MM-DD). Default: today.")
@click.option("--criterion", help="Only this criterion; a wrong name is answered with all names.")
@database_option
@json_option
def status(
    place: str | None, on: date | None, criterion: str | None, database: Path | None, as_json: bool
) -> None:
    """What holds in PLACE, or everywhere, on a day.

    PLACE is a code (CA, CAN, US-TX) or any usual name: UK, "South Korea", Deutschland. A name of several
    places, or nearly a name, is answered with a list and never with a guess.
    """
    with common.reading(database) as reader:
        criteria = reader.known_criteria()
        code = code_of(place, reader.known_places()) if place else None
        if criterion and criterion not in criteria:
            raise click.UsageError(f"no criterion {criterion!r}: expected one of {', '.join(criteria)}")
        rows = reader.status(code, str(on or common.clock().date()), criterion)
    shown = ("place", "name", "criterion", "answer", "since", "because", "pending", "basis")
    show(rows if as_json else [_plainly(row) for row in rows], shown, as_json)


def _plainly(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row for the table: how a first day is known beside it, and each law with its own where it differs."""
    own = {law["measure"]: began for law in row["laws"] if (began := _began(law)) != _began(row)}
    laws = [f"{name} ({own[name]})" if own.get(name) else name for name in row["because"]]
    return {**row, "since": _began(row), "because": laws}


def _began(told: Mapping[str, Any]) -> str:
    if told["since_kind"] == SinceKind.NOT_ESTABLISHED:
        first, last = told["since_window"]
        return f"not established, {first or '..'}/{last}"
    at_latest = "at the latest " if told["since_kind"] == SinceKind.AT_LATEST else ""
    return f"{at_latest}{told['since']}" if told["since"] else ""


@click.command()
@click.argument("place", required=False)
@database_option
@json_option
def worklist(place: str | None, database: Path | None, as_json: bool) -> None:
    """What somebody should look at next, in PLACE or everywhere, the most harmful first."""
    with common.reading(database) as reader:
        rows = tasks(reader, code_of(place, reader.known_places()) if place else None)
    shown = ("task", "place", "criterion", "measure", "last_looked", "due", "detail", "url")
    show(rows, shown, as_json)


@click.command()
@click.option("--on", callback=common.day, help="The day that counts as today (YYYY-MM-DD).")
@database_option
@json_option
def claims(on: date | None, database: Path | None, as_json: bool) -> None:
    """What others assert, tested against our answers for the time each speaks of and for today.

    A verdict is holds, held_then (it held for its time; today it does not, or that is open), contradicted, or
    undecided. Claims are data, in data/claims.yml.
    """
    with common.reading(database) as reader:
        rows = judged(reader.db, on or common.clock().date())
    show(rows, ("id", "date", "verdict", "then", "now", "who", "text"), as_json)


@click.command()
@click.option("--since", callback=common.day, help="Only what changed on or after this day (YYYY-MM-DD).")
@database_option
@json_option
def changes(since: date | None, database: Path | None, as_json: bool) -> None:
    """What changed, newest first."""
    with common.reading(database) as reader:
        rows = reader.changes(str(since) if since else None)
    show(rows, ("at", "entity", "id", "field", "old", "new"), as_json)


@click.command()
def classify() -> None:
    """Judge titles: lines `lang<TAB>title` in, `label<TAB>terms` out. `?` is a language."""
    judge = refresh.judge_of(common.curated())
    for number, line in enumerate(sys.stdin, 1):
        lang, tab, title = line.rstrip("\r\n").partition("\t")
        if not tab:
            raise click.UsageError(f"line {number}: expected lang<TAB>title, found {line.strip()!r:.60}")
        verdict = judge.title(lang or "?", title)
        click.echo(f"{verdict.relevance.value}\t{'; '.join(verdict.terms)}")
