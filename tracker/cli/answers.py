"""Commands that answer: status, claims, changes, classify."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from tracker import refresh
from tracker.cli import common
from tracker.cli.common import database_option, json_option, show
from tracker.cli.places import code_of
from tracker.store.claims import judged


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
    show(rows, ("place", "name", "criterion", "answer", "since", "because", "pending", "basis"), as_json)


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
