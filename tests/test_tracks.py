"""How far a bill has come, by made bills of one and of two chambers."""

from __future__ import annotations

from typing import Any

import pytest

from tracker.site import tracks
from tracker.site.i18n import speaking

TWO = {"lower": "House", "upper": "Senate"}
ONE = {"legislature": "Assembly"}


def bill(*steps: tuple[str, str | None], chambers: dict[str, str], origin: str | None = None) -> Any:
    events = [
        {"stage": stage, "chamber": chamber, "role": "counts", "later": False} for stage, chamber in steps
    ]
    return {"events": events, "chambers": chambers, "origin_chamber": origin}


@pytest.mark.parametrize(
    ("made", "at", "here", "ahead"),
    [
        (bill(("introduced", "lower"), chambers=TWO), 0, "Introduced", 4),
        (bill(("introduced", "lower"), ("committee", "lower"), chambers=TWO), 1, "Committee", 4),
        (bill(("introduced", "lower"), ("passed_chamber", "lower"), chambers=TWO), 2, "Senate", 3),
        (bill(("introduced", "upper"), ("committee", "lower"), chambers=TWO, origin="upper"), 2, "House", 3),
        (
            bill(("passed_chamber", "lower"), ("passed_chamber", "upper"), chambers=TWO),
            3,
            "Passed by both",
            1,
        ),
        (bill(("introduced", "legislature"), chambers=ONE), 0, "Introduced", 2),
        (bill(("first_reading", "legislature"), chambers=ONE), 1, "First reading", 2),
        (bill(("first_reading", "legislature"), ("passed", "legislature"), chambers={}), 2, "Passed", 1),
        # Nothing is known of its legislature but which chamber acted.
        (bill(("report", "upper"), chambers={}), 1, "Report", 4),
    ],
)
def test_where_a_bill_stands(made: Any, at: int, here: str, ahead: int) -> None:
    track = tracks.track(made)
    assert track is not None
    assert (track.at, track.here, len(track.ahead)) == (at, here, ahead)
    assert track.ahead[-1] == "Passed is not law: it still needs assent, promulgation or the gazette."


def test_a_step_that_is_still_to_come_is_not_taken() -> None:
    made = bill(("introduced", "lower"), ("passed_chamber", "lower"), chambers=TWO)
    made["events"][1]["later"] = True
    track = tracks.track(made)
    assert track is not None
    assert track.at == 0
    made["events"][0]["role"] = "memory_only"
    assert tracks.track(made) is None


def test_the_picture_runs_as_the_language_does() -> None:
    track = tracks.track(bill(("introduced", "lower"), chambers=TWO))
    assert track is not None
    assert track.dots() == [(0, 10), (1, 70), (2, 130), (3, 190), (4, 250)]
    with speaking("ar"):
        assert track.dots() == [(0, 250), (1, 190), (2, 130), (3, 70), (4, 10)]
