"""The change log as the pages read it: what the data say otherwise than before.

What a first reading takes in is not a change: the rows of the first run, and of any source the measures that
it told of when it was read for the first time. Change rows have the shape of `tracker.store.reader.Reader`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from tracker.site.measures import ENGLISH
from tracker.store import Reader
from tracker.store.reader import with_values
from tracker.store.rows import IDS, Row, fetch

A_PAGE = 100
#: What a change can be of, in the words of the table `changes`.
KINDS = ("answer", "status", "event", "measure", "treaty", "treaty_action")
_CHANGE = "changes.id AS entry, at, entity, entity_id AS id, place, field, old, new, source, url"
_NEWS = """(changes.run > (SELECT min(id) FROM runs) AND NOT (
  field IN ('first seen', 'first read') AND source IS NOT NULL AND changes.run = (
    SELECT min(s.run) FROM source_runs s WHERE s.source = changes.source AND s.last_success IS NOT NULL)))"""


def latest(
    reader: Reader,
    limit: int,
    place: str | None = None,
    before: int | None = None,
    kind: str | None = None,
    criterion: str | None = None,
) -> list[Row]:
    """Changes, the newest first; `before` is the `entry` to go on from, `kind` one of `KINDS`; of a
    `criterion` there are only answers."""
    return _where(
        reader,
        """(?1 IS NULL OR place = ?1) AND (?2 IS NULL OR changes.id < ?2) AND (?4 IS NULL OR entity = ?4)
           AND (?5 IS NULL OR entity = 'answer' AND entity_id = place || '/' || ?5)
           ORDER BY changes.id DESC LIMIT ?3""",
        [place, before, limit, kind, criterion],
    )


def of_measure(reader: Reader, name: str, limit: int) -> list[Row]:
    return _where(reader, "entity_id = ? ORDER BY changes.id DESC LIMIT ?", [name, limit])


def _where(reader: Reader, test: str, parameters: Sequence[Any]) -> list[Row]:
    """Rows with `old` and `new` as values. `test` is ours, never a visitor's."""
    sql = f"SELECT {_CHANGE} FROM changes WHERE {_NEWS} AND {test}"  # noqa: S608
    return [with_values(row) for row in fetch(reader.db, sql, parameters)]


def first_reading(reader: Reader) -> dict[str, Any]:
    """When the first run began (None: there was none) and how many bills, laws and others were taken in by
    first readings."""
    sql = f"""SELECT (SELECT min(started) FROM runs) AS at, count(DISTINCT entity_id) AS measures
              FROM changes WHERE entity = 'measure' AND NOT {_NEWS}"""  # noqa: S608
    return fetch(reader.db, sql)[0]


def named(reader: Reader, changes: Iterable[Row]) -> dict[str, Row]:
    """What changes are of, by id, as a list tells of it: a measure's `title`, `title_en`, `lang`, `number`
    and `citation`; a treaty's `title`."""
    ids = json.dumps(sorted({row["id"] for row in changes}))
    measures = f"""SELECT m.id, m.title, m.lang, m.number, m.citation, {ENGLISH} FROM measures m
                   WHERE m.id IN {IDS}"""  # noqa: S608
    treaties = f"SELECT id, title FROM treaties WHERE id IN {IDS}"  # noqa: S608
    return {row["id"]: row for sql in (measures, treaties) for row in fetch(reader.db, sql, [ids])}
