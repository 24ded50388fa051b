"""Claims: each kind of test where it holds, fails and cannot be decided; the shipped claims' verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import fields
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.test_knowledge import FILES, write
from tracker import records
from tracker.claims import (
    OPEN,
    AnswerIs,
    Claim,
    Count,
    Dated,
    Facts,
    Ground,
    ProvisionIs,
    Query,
    Rank,
    StatusIs,
    StepOn,
    Told,
    judge,
)
from tracker.knowledge import BadData, load
from tracker.questions import Place, PlaceKind
from tracker.refresh import open_writer
from tracker.store import open_database, open_for_reading
from tracker.store.claims import judged
from tracker.store.rows import fetch
from tracker.vocabulary import (
    Answer,
    Provision,
    Stage,
    Status,
    Value,
    Window,
)

HEADLINE = "transplant_abroad"
LAW = (Answer.IN_FORCE, Answer.ENACTED)
TODAY = date(2026, 11, 25)


def told(*turns: tuple[str, str], unsure: bool = False) -> list[Told]:
    """Words, each from its day until the next."""
    days = [date.fromisoformat(day) for day, _ in turns]
    return [
        Told(day, end, word, sure=not unsure and word not in OPEN, measures=("xa-law",))
        for day, end, (_, word) in zip(days, [*days[1:], None], turns, strict=True)
    ]


def verdicts(
    query: Query, facts: Facts, when: str = "2020-06-30", today: date = TODAY
) -> tuple[str, str, str]:
    claim = Claim(id="x", who="somebody", date=Window.parse(when), text="It is so.", query=query)
    judgement = judge(claim, facts, today)
    return judgement.verdict.value, judgement.then.verdict.value, judgement.now.verdict.value


def country(code: str, *, counted: bool = True) -> Place:
    return Place(code=code, name=code, kind=PlaceKind.COUNTRY, counted=counted)


# -- answers of places


def answered(words: Sequence[str | None]) -> Facts:
    """Places AA, AB, ... with one answer for all time each; None: no answer at all. ZZ is not counted."""
    codes = [f"A{chr(65 + i)}" for i in range(len(words))]
    spans = {(c, HEADLINE): told(("0001-01-01", w)) for c, w in zip(codes, words, strict=True) if w}
    spans["ZZ", HEADLINE] = told(("0001-01-01", "in_force"))
    return Facts(places={c: country(c, counted=c != "ZZ") for c in [*codes, "ZZ"]}, answers=spans)


@pytest.mark.parametrize(
    ("words", "least", "most", "verdict"),
    [
        (["in_force", "enacted", "none_found"], 2, 2, "holds"),
        (["in_force", "enacted", "unclear"], 2, 2, "undecided"),
        (["in_force", "enacted", "not_checked"], 1, 1, "contradicted"),
        (["in_force", "unclear", "not_checked"], 4, 4, "contradicted"),
        (["in_force", "unclear"], 1, None, "holds"),
        (["in_force", "unclear"], 2, None, "undecided"),
        (["in_force", "pending"], 2, None, "contradicted"),
        (["in_force", None], None, 1, "undecided"),
        (["in_force", "ended"], None, 1, "holds"),
        (["in_force", "enacted", "unclear"], None, 1, "contradicted"),
    ],
)
def test_a_count_is_decided_only_where_open_places_cannot_tip_it(
    words: list[str | None], least: int | None, most: int | None, verdict: str
) -> None:
    count = Count(criterion=HEADLINE, answers=LAW, at_least=least, at_most=most)
    assert verdicts(Query(count=count), answered(words))[1] == verdict


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        (["in_force", "enacted"], "holds"),
        (["in_force", "unclear"], "undecided"),
        (["in_force", None], "undecided"),
        (["none_found", "unclear"], "contradicted"),
    ],
)
def test_all_places_must_agree_and_one_that_does_not_settles_it(
    words: list[str | None], verdict: str
) -> None:
    query = Query(answer=AnswerIs(places=("AA", "AB"), criterion=HEADLINE, answers=LAW))
    assert verdicts(query, answered(words))[1] == verdict


# -- measures


def one(
    spans: Sequence[Told] = (), steps: Sequence[Dated] = (), provisions: Sequence[Provision] = ()
) -> Facts:
    return Facts(
        places={}, statuses={"xa-law": spans}, steps={"xa-law": steps}, provisions={"xa-law": provisions}
    )


def step(stage: Stage, day: str | None) -> Dated:
    return Dated(stage, None, Window.parse(day) if day else None)


BILL = told(("2020-01-01", "pending"), ("2022-04-28", "enacted"), ("2022-07-01", "in_force"))
IS_LAW = (Status.ENACTED, Status.IN_FORCE)


@pytest.mark.parametrize(
    ("facts", "statuses", "verdict"),
    [
        (one(BILL), (Status.PENDING,), "holds"),
        (one(BILL), IS_LAW, "contradicted"),
        (one(told(("2020-01-01", "pending"), unsure=True)), (Status.PENDING,), "undecided"),
        (one(told(("2020-01-01", "unknown"))), (Status.PENDING,), "undecided"),
        (one(), (Status.PENDING,), "undecided"),
        # Before its first known step: no law while it was still to become a bill, else nobody knows.
        (one(told(("2021-01-01", "pending"))), IS_LAW, "contradicted"),
        (one(told(("2021-01-01", "pending"))), (Status.PENDING,), "undecided"),
        (one(told(("2021-01-01", "in_force"))), IS_LAW, "undecided"),
        (
            one(told(("2021-01-01", "pending")), [step(Stage.INTRODUCED, "2021-01-01")]),
            (Status.PENDING,),
            "contradicted",
        ),
    ],
)
def test_a_status_that_is_not_known_decides_nothing(
    facts: Facts, statuses: tuple[Status, ...], verdict: str
) -> None:
    query = Query(status=StatusIs(measures=("xa-law",), statuses=statuses))
    assert verdicts(query, facts)[1] == verdict


@pytest.mark.parametrize(
    ("steps", "stage", "claimed", "verdict"),
    [
        ([step(Stage.ASSENTED, "2022-04-28")], Stage.ASSENTED, "2022-04-24/2022-05-08", "holds"),
        ([step(Stage.ASSENTED, "2022-04-28")], Stage.ASSENTED, "2022-05", "contradicted"),
        ([step(Stage.ASSENTED, "2022-04")], Stage.ASSENTED, "2022-04-28", "undecided"),
        ([step(Stage.ASSENTED, "../2022-04-28")], Stage.ASSENTED, "2022-04-01/2022-04-30", "undecided"),
        ([step(Stage.ASSENTED, None)], Stage.ASSENTED, "2022", "undecided"),
        ([step(Stage.ASSENTED, "2025-03-28")], Stage.INTRODUCED, "2025-04-04", "contradicted"),
        ([step(Stage.ASSENTED, "2025-03-28")], Stage.INTRODUCED, "2025-03-01", "undecided"),
        ([step(Stage.ASSENTED, "2025-03-28")], Stage.REPEALED, "2025-04-04", "undecided"),
    ],
)
def test_a_step_in_the_time_claimed(steps: list[Dated], stage: Stage, claimed: str, verdict: str) -> None:
    query = Query(step=StepOn(measure="xa-law", stage=stage, date=Window.parse(claimed)))
    assert verdicts(query, one(steps=steps))[1] == verdict


def reports(value: Value, **more: Any) -> Provision:
    return Provision(name="reporting_duty", value=value, **more)


@pytest.mark.parametrize(
    ("provisions", "day", "verdict"),
    [
        ([reports(Value.YES)], "2022-05-01", "holds"),
        ([reports(Value.YES)], "2021-05-01", "contradicted"),  # still a bill
        ([reports(Value.NO)], "2022-05-01", "contradicted"),
        ([reports(Value.NO), reports(Value.YES)], "2022-05-01", "holds"),
        ([reports(Value.UNCLEAR)], "2022-05-01", "undecided"),
        ([], "2022-05-01", "undecided"),
        ([reports(Value.YES, until=Window.parse("2023-01-01"))], "2023-01-01", "contradicted"),
        ([reports(Value.YES, since=Window.parse("2023"))], "2023-05-01", "undecided"),
    ],
)
def test_what_a_law_provides(provisions: list[Provision], day: str, verdict: str) -> None:
    provision = ProvisionIs(measure="xa-law", provision="reporting_duty", values=(Value.YES,))
    assert verdicts(Query(provision=provision), one(BILL, provisions=provisions), day)[1] == verdict


# -- a part of a country among the others


def parts(others: Mapping[str, tuple[str, str | None]]) -> Facts:
    """XA-A made its law on 2025-05-06; each other has an answer, the same always, and the day of its law."""
    told_of = {"XA-A": ("in_force", "2025-05-06"), **others}
    return Facts(
        places={
            code: Place(code=code, name=code, kind=PlaceKind.SUBDIVISION, parent="XA") for code in told_of
        },
        answers={
            (code, HEADLINE): [Told(None, None, word, word not in OPEN, (code,) if day else ())]
            for code, (word, day) in told_of.items()
        },
        steps={code: [step(Stage.ASSENTED, day)] for code, (_, day) in told_of.items()},
    )


@pytest.mark.parametrize(
    ("others", "of", "rank", "verdict"),
    [
        ({"XA-B": ("in_force", "2024-01-01")}, 2, 2, "holds"),
        ({"XA-B": ("in_force", "2024-01-01")}, 2, 1, "contradicted"),
        ({"XA-B": ("none_found", None)}, 2, 1, "holds"),
        ({"XA-B": ("not_checked", None)}, 2, 1, "undecided"),
        ({"XA-B": ("not_checked", None), "XA-C": ("in_force", "2024-01-01")}, 3, 1, "contradicted"),
        ({"XA-B": ("none_found", None)}, 3, 1, "undecided"),  # a third part is not held at all
        ({"XA-B": ("unclear", "2024-01-01")}, 2, 2, "undecided"),
        ({"XA-B": ("in_force", "2025")}, 2, 1, "undecided"),
    ],
)
def test_a_rank_has_a_certain_lower_limit(
    others: dict[str, tuple[str, str | None]], of: int, rank: int, verdict: str
) -> None:
    query = Query(rank=Rank(place="XA-A", criterion=HEADLINE, rank=rank, of=of))
    assert verdicts(query, parts(others))[1] == verdict


# -- then and now


@pytest.mark.parametrize(
    ("when", "today", "expected"),
    [
        ("2022-05-01", "2022-05-02", ("holds", "holds", "holds")),
        ("2022-05-01", "2026-11-25", ("held_then", "holds", "contradicted")),
        ("2021-05-01", "2022-05-02", ("contradicted", "contradicted", "holds")),
        ("2022-04", "2022-05-02", ("undecided", "undecided", "holds")),
        ("2022-04-28/2022-06-30", "2022-05-02", ("holds", "holds", "holds")),
    ],
)
def test_the_verdict_is_for_the_claims_own_time(when: str, today: str, expected: tuple[str, ...]) -> None:
    query = Query(status=StatusIs(measures=("xa-law",), statuses=(Status.ENACTED,)))
    assert verdicts(query, one(BILL), when, date.fromisoformat(today)) == expected


def test_a_window_that_straddles_a_change_says_when() -> None:
    query = Query(status=StatusIs(measures=("xa-law",), statuses=(Status.ENACTED,)))
    claim = Claim(id="x", who="somebody", date=Window.parse("2022-04"), text="It is so.", query=query)
    first, *others = judge(claim, one(BILL), TODAY).then.reasons
    assert (first.ground, str(first.on)) == (Ground.CHANGES, "2022-04-28")
    assert [str(reason.on) for reason in others] == ["2022-04-01", "2022-04-28"]


@pytest.mark.parametrize(("when", "said"), [("../2022-04-01", "no first day"), ("2022-04-01", "no test")])
def test_what_cannot_be_tested_is_an_error(when: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        verdicts(Query(), one(BILL), when)


# -- the file


CLAIM = """\
evidence:
  page: {kind: secondary, url: "https://campaign.example/text"}
claims:
  - id: quebec-first
    who: A campaign
    date: 2020-06
    text: Quebec is the first.
    query: {rank: {place: CA-QC, criterion: transplant_abroad, rank: 1, of: 13}}
    see: [ca-law-2022-18]
    evidence: [page]
  - id: one-law
    who: A campaign
    date: 2020-06-30
    text: There is one law.
    query: {count: {criterion: transplant_abroad, answers: [in_force], at_least: 1, at_most: 1}}
    evidence: [memory]
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "expected"),
    [
        ("see: [ca-law-2022-18]", "see: [ca-law-1999-1]", 9, "claims.0.see.0", "the id or an alias"),
        ("CA-QC", "CA-ON", 8, "claims.0.query.rank.place", "the code of a place"),
        ("place: CA-QC", "place: CA", 8, "claims.0.query.rank.place", "a part of a country"),
        ("rank: 1,", "rank: 14,", 8, "claims.0.query.rank.rank", "a number not above of"),
        ("date: 2020-06\n", "date: ../2020-06\n", 6, "claims.0.date", "a date with a first day"),
        ("evidence: [page]", "evidence: [paper]", 10, "claims.0.evidence.0", "a key of this file"),
        ("id: one-law", "id: quebec-first", 11, "claims.1.id", "a name not used before"),
        ("answers: [in_force]", "answers: [unclear]", 15, "claims.1.query.count.answers.0", "certain"),
        ("at_least: 1, at_most: 1", "at_least: 2, at_most: 1", 15, "claims.1.query.count.at_most", "below"),
        (", at_least: 1, at_most: 1", "", 15, "claims.1.query.count", "at_least or at_most"),
        ("criterion: transplant_abroad, a", "criterion: zz, a", 15, "claims.1.query.count.criterion",
         "one of"),
        ("query: {count: {criterion: transplant_abroad, answers: [in_force], at_least: 1, at_most: 1}}",
         "query: {}", 15, "claims.1.query", "exactly one of count, answer"),
        ("of: 13}}", "of: 13, among: 4}}", 8, "claims.0.query.rank.among", "one of the fields: place"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_line_and_field(
    tmp_path: Path, old: str, new: str, line: int, field: str, expected: str
) -> None:
    assert CLAIM.count(old) == 1
    write(tmp_path, FILES | {"claims.yml": CLAIM.replace(old, new)})
    with pytest.raises(BadData) as caught:
        load(tmp_path)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.field) == ("claims.yml", line, field)
    assert expected in problem.expected


def test_claims_are_optional_and_come_in_order(tmp_path: Path) -> None:
    assert load(write(tmp_path, FILES)).claims == ()
    first, second = load(write(tmp_path, FILES | {"claims.yml": CLAIM})).claims
    assert (first.id, second.id, second.query.count and second.query.count.at_most) == (
        "quebec-first",
        "one-law",
        1,
    )


# -- the shipped claims, through the database


@cache
def on(day: str, database: Path) -> dict[str, dict[str, Any]]:
    with closing(open_for_reading(database)) as db:
        return {row["id"]: row for row in judged(db, date.fromisoformat(day))}


@pytest.mark.parametrize(
    ("claim", "verdict", "then", "now"),
    [
        ("seven-have-law", "held_then", "holds", "contradicted"),
        ("the-seven-named", "holds", "holds", "holds"),
        ("seven-in-all-the-world", "contradicted", "contradicted", "contradicted"),
        ("canada-tabling", "held_then", "holds", "contradicted"),
        ("uk-tabling", "undecided", "undecided", "undecided"),
        ("uk-passed-may-2022", "holds", "holds", "holds"),
        ("uk-in-effect-april-2022", "contradicted", "contradicted", "holds"),
        ("pass-s-204", "held_then", "holds", "contradicted"),
        ("china-regulation-in-effect", "holds", "holds", "holds"),
        ("arizona-fifth-state", "contradicted", "contradicted", "contradicted"),
        ("arizona-forbids-payment", "contradicted", "contradicted", "contradicted"),
        ("tennessee-fourth-state", "undecided", "undecided", "undecided"),
        ("tennessee-first-of-its-kind", "contradicted", "contradicted", "contradicted"),
        ("congress-passed-hr-1503", "contradicted", "contradicted", "contradicted"),
        ("two-bills-pending", "contradicted", "contradicted", "contradicted"),
        ("australian-bill-pending", "held_then", "holds", "contradicted"),
        ("four-stop-travel", "holds", "holds", "holds"),
        ("first-federal-law", "contradicted", "contradicted", "contradicted"),
        ("taiwan-recipients", "undecided", "undecided", "undecided"),
    ],
)
def test_the_verdicts_on_the_campaigns_claims(
    claim: str, verdict: str, then: str, now: str, curated: Path
) -> None:
    row = on("2026-11-25", curated)[claim]
    assert (row["verdict"], row["then"], row["now"]) == (verdict, then, now)
    assert row["sources"]


def test_a_verdict_names_what_it_rests_on(curated: Path) -> None:
    rows = on("2026-11-25", curated)
    then, now = rows["seven-have-law"]["reasons"]
    assert set(then["places"]) == {"KR", "BE", "NO", "IT", "TW", "ES", "IL"}
    assert set(now["places"]) - set(then["places"]) == {"CA", "GB"}
    arizona = rows["arizona-fifth-state"]["reasons"][0]
    assert set(arizona["places"]) == {"US-AR", "US-ID", "US-TN", "US-TX", "US-UT"}
    assert arizona["values"]["rank"] == "6"
    assert "us-ar-law-2025-act-772" in arizona["measures"]
    assert rows["pass-s-204"]["see"] == ["ca-44-1-s-223"]


def test_today_is_the_day_asked_about(curated: Path) -> None:
    assert on("2022-05-01", curated)["seven-have-law"]["reasons"][-1]["values"]["sure"] == "8"
    assert on("2020-08-01", curated)["canada-tabling"]["verdict"] == "holds"


@pytest.mark.parametrize(
    ("provision", "value", "verdict"),
    [("recipient_liability", "yes", "holds"), ("organ_sale_ban", "no", "undecided")],
)
def test_an_alias_finds_its_measure_and_memory_decides_nothing(
    tmp_path: Path, provision: str, value: str, verdict: str
) -> None:
    old = "{rank: {place: CA-QC, criterion: transplant_abroad, rank: 1, of: 13}}"
    new = f"{{provision: {{measure: ca-law-2022-18, provision: {provision}, values: [{value}]}}}}"
    text = CLAIM.replace(old, new).replace("date: 2020-06\n", "date: 2023-06\n")
    canada = FILES["places/CA.yml"].replace(", since: 2022, until: ../2025-01", "")
    known = load(write(tmp_path / "data", FILES | {"claims.yml": text, "places/CA.yml": canada}))
    db = open_database(tmp_path / "t.db")
    open_writer(db, known, (), datetime(2026, 11, 25, tzinfo=UTC))
    row = judged(db, TODAY)[0]
    db.close()
    assert row["then"] == verdict
    # The bill was reinstated; it keeps the id of its first session.
    assert {m for reason in row["reasons"] for m in reason["measures"]} == {"ca-43-2-s-204"}


def test_the_table_follows_the_file(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    now = datetime(2026, 11, 25, tzinfo=UTC)
    for text in (CLAIM, CLAIM[: CLAIM.index("  - id: one-law")]):
        db = open_database(path)
        open_writer(db, load(write(tmp_path / "data", FILES | {"claims.yml": text})), (), now)
        rows = fetch(db, "SELECT id, query FROM claims ORDER BY position")
        proofs = fetch(db, "SELECT claim, kind FROM evidence WHERE claim IS NOT NULL ORDER BY id")
        db.close()
    assert [row["id"] for row in rows] == ["quebec-first"]
    assert proofs == [{"claim": "quebec-first", "kind": "secondary"}]
    query = records.loads(Query, rows[0]["query"])
    assert [field.name for field in fields(Query) if getattr(query, field.name)] == ["rank"]
