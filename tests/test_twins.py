"""One bill told by two services that name its session differently is one measure, or the pair is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from tests import site_data
from tests.test_store import TODAY, URL, bill, started
from tracker.history import Record
from tracker.refresh.opening import described
from tracker.store import Commit, Incoming, Writer, open_database
from tracker.store.rows import fetch
from tracker.store.twins import alike, same, years
from tracker.vocabulary import Alias, IssueKind, Kind, Measure

ONE, OTHER = "xa_openstates", "xa_legiscan"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "tracker.db")
    yield opened
    opened.close()


@pytest.fixture
def writer(db: Database) -> Writer:
    writer = started(db)
    with writer.transaction():
        writer.sync_sources(
            described(site_data.source(name, "XA", name, "https://laws.example/")) for name in (ONE, OTHER)
        )
    return writer


def told(writer: Writer, source: str, measure: Measure) -> Commit:
    with writer.transaction():
        return writer.commit(source, [Incoming(Record(source, measure, TODAY), URL)])


def h_2404(session: str, *days: str, **more: Any) -> Measure:
    return bill(*days, **{"id_": f"xa-{session}-h-2404", "session": session, "number": "H 2404", **more})


def measures(db: Database) -> list[str]:
    return [row["id"] for row in fetch(db, "SELECT id FROM measures ORDER BY id")]


@pytest.mark.parametrize(
    ("session", "days", "found"),
    [
        ("2025", (), (2025, 2025)),
        ("2025-2026", (), (2025, 2026)),
        ("20252026", (), (2025, 2026)),
        ("2025rs", ("2024-12-01",), (2025, 2025)),
        ("194th", ("2025-02-27", "2026-01-08"), (2025, 2026)),
        ("57th-2nd-regular", (), None),
    ],
)
def test_the_years_of_a_session(session: str, days: tuple[str, ...], found: tuple[int, int] | None) -> None:
    assert years(h_2404(session, *days)) == found


@pytest.mark.parametrize(
    ("more", "one", "sure"),
    [
        ({}, True, True),
        ({"number": "H2404"}, True, True),
        ({"number": "H.2404"}, True, True),
        ({"number": "S 2404"}, False, False),
        ({"number": None}, False, False),
        ({"session": "2023", "number": "H 2404"}, False, False),
        ({"kind": Kind.RESOLUTION}, False, False),
        ({"title": "An Act on fish"}, True, False),
        ({"title": "ORGAN TRAFFICKING  bill."}, True, True),
        ({"title": "An Act on fish", "days": ("2025-02-27",)}, True, True),
    ],
)
def test_which_bills_are_one(more: dict[str, Any], one: bool, sure: bool) -> None:
    days, kind = more.pop("days", ("2025-03-01",)), more.pop("kind", Kind.BILL)
    first = h_2404("194th", "2025-02-27")
    other = h_2404(more.pop("session", "2025"), *days, **more)
    other = Measure(**{**vars(other), "kind": kind})
    assert alike(first, other) is alike(other, first) is one
    assert (one and same(first, other)) is sure


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_services_tell_one_bill(db: Database, writer: Writer, order: tuple[int, int]) -> None:
    records = [(ONE, h_2404("194th", "2025-02-27")), (OTHER, h_2404("2025", "2025-02-27"))]
    for at in order:
        assert told(writer, *records[at]).issues == []
    first, second = (records[at][1].id for at in order)
    assert measures(db) == [first]
    assert second in [row["alias"] for row in fetch(db, "SELECT alias FROM aliases")]
    assert told(writer, *records[order[1]]).changed == 0


def test_two_that_were_kept_apart_become_one_when_they_agree(db: Database, writer: Writer) -> None:
    told(writer, ONE, h_2404("194th", "2025-02-27"))
    apart = told(writer, OTHER, h_2404("2025", "2025-03-03", title="Relative to hospitals"))
    assert [issue.kind for issue in apart.issues] == [IssueKind.UNRESOLVED_ALIAS]
    assert "xa-194th-h-2404" in apart.issues[0].detail
    assert len(measures(db)) == 2
    assert told(writer, OTHER, h_2404("2025", "2025-02-27")).issues == []
    assert [row["measure"] for row in fetch(db, "SELECT DISTINCT measure FROM records")] == [
        "xa-194th-h-2404"
    ]


def test_a_number_used_again_is_another_bill(db: Database, writer: Writer) -> None:
    told(writer, ONE, h_2404("193rd", "2023-02-27"))
    assert told(writer, OTHER, h_2404("2025", "2025-02-27")).issues == []
    assert measures(db) == ["xa-193rd-h-2404", "xa-2025-h-2404"]


def test_one_source_knows_its_own_bills_apart(db: Database, writer: Writer) -> None:
    """A special session of the same year uses the same numbers."""
    told(writer, ONE, h_2404("2025", "2025-02-27"))
    assert told(writer, ONE, h_2404("2025s1", "2025-02-27")).issues == []
    assert len(measures(db)) == 2


def test_a_name_in_common_needs_no_number(db: Database, writer: Writer) -> None:
    told(writer, ONE, h_2404("194th", "2025-02-27", aliases=(Alias(id="xa-2025-h-2404"),)))
    told(writer, OTHER, h_2404("2025", "2025-05-01", title="Relative to hospitals"))
    assert measures(db) == ["xa-194th-h-2404"]
