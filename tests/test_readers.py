"""Answers and bills in a reader's words, and laws that two readers coded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from datasette.app import Datasette
from hypothesis import given
from hypothesis import strategies as st

from tests.site_data import official, step
from tracker.agreement import Agreement, agreement
from tracker.history import CURATED, Record, merge
from tracker.questions import Clause, Coding, Criterion, Place, PlaceKind, Plain, SecondReading
from tracker.site.app import build
from tracker.store import Background, Reader, Writer, open_database
from tracker.store.worklist import worklist
from tracker.vocabulary import (
    Answer,
    Kind,
    Link,
    Measure,
    Provision,
    Relation,
    Relevance,
    Stage,
    Value,
    Wording,
)

# -- agreement ---------------------------------------------------------------------------------------


def table(both_yes: int, first_yes: int, second_yes: int, both_no: int) -> list[tuple[str, str]]:
    cells = {("y", "y"): both_yes, ("y", "n"): first_yes, ("n", "y"): second_yes, ("n", "n"): both_no}
    return [pair for pair, number in cells.items() for _ in range(number)]


@pytest.mark.parametrize(
    ("pairs", "agreed", "kappa"),
    [
        (table(20, 5, 10, 15), 35, 0.4),  # chance (25 x 30 + 25 x 20) / 50² = 0.5
        (table(45, 15, 25, 15), 60, 0.1304),  # the same share, other margins: two tables that are often told
        (table(25, 35, 5, 35), 60, 0.2593),  # together to show that kappa looks at them
        (table(3, 0, 0, 4), 7, 1.0),
        (table(0, 2, 2, 0), 0, -1.0),
        (table(5, 0, 0, 0), 5, None),
    ],
)
def test_kappa_of_known_tables(pairs: list[tuple[str, str]], agreed: int, kappa: float | None) -> None:
    found = agreement(pairs)
    assert found is not None
    assert (found.number, found.agreed) == (len(pairs), agreed)
    assert found.kappa == (None if kappa is None else pytest.approx(kappa, abs=5e-5))


def test_of_nothing_there_is_no_agreement() -> None:
    assert agreement([]) is None


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1))
def test_agreement_is_the_same_from_either_side_property(pairs: list[tuple[str, str]]) -> None:
    found, turned = agreement(pairs), agreement([(b, a) for a, b in pairs])
    assert isinstance(found, Agreement)
    assert found == turned
    assert 0 <= found.share <= 1
    assert found.kappa is None or -1 <= found.kappa <= found.share
    assert (found.kappa is None) == (len({word for pair in pairs for word in pair}) == 1)


# -- in a database -----------------------------------------------------------------------------------

READ = date(2026, 1, 10)
URL = "https://laws.example/1"
ASKED = Criterion(
    name="q", title="Q", question="?", headline=True, careful=True, any_of=((Clause("insurance_ban"),),)
)
NEW = {"en": "New act in words.", "fr": "La nouvelle loi.", "es": "La nueva ley."}
BOTH = {"en": "Both acts in words.", "fr": "Les deux lois.", "es": "Las dos leyes."}


def wordings(texts: dict[str, str]) -> tuple[Wording, ...]:
    return tuple(Wording(lang=lang, text=text) for lang, text in texts.items())


def plain(texts: dict[str, str], *laws: str, answer: Answer = Answer.IN_FORCE) -> Plain:
    return Plain(question="q", answer=answer, measures=laws, on=READ, wordings=wordings(texts))


def law(name: str, day: str, **more: Any) -> Measure:
    says = Provision(name="insurance_ban", value=Value.YES, article="1", read=READ, evidence=official(URL))
    parts: dict[str, Any] = {"provisions": (says,), "read": READ, "kind": Kind.ACT, **more}
    events = (step(Stage.ASSENTED, day, "signed"), step(Stage.IN_FORCE, day, "in force"))
    return Measure(id=name, place="XA", title=name, lang="en", events=events, **parts)


BILL = Measure(
    id="xa-bill",
    place="XA",
    kind=Kind.BILL,
    title="A bill",
    lang="en",
    relevance=Relevance.DIRECT,
    read=READ,
    summary=wordings({"en": "It would forbid <payment>.", "fr": "Il interdirait de payer."}),
    events=(step(Stage.INTRODUCED, "2025-12-01", "in"),),
)
LAWS = (law("xa-old", "2010-01-01"), law("xa-new", "2020-01-01"), BILL)
READINGS = (
    SecondReading(
        place="XA",
        measure="xa-new",
        provision="insurance_ban",
        first=Coding(value=Value.YES),
        second=Coding(value=Value.YES),
        on=READ,
        read=(URL,),
        article="1",
    ),
    SecondReading(
        place="XA",
        measure="xa-old",
        provision="insurance_ban",
        first=Coding(),
        second=Coding(value=Value.PARTLY),
        on=READ,
        read=(URL,),
        settled="The second stands: article 4.",
    ),
)


def database(path: Path, said: tuple[Plain, ...], *measures: Measure) -> Path:
    place = Place(code="XA", name="Xa", kind=PlaceKind.COUNTRY, counted=True, plain=said)
    background = Background({"XA": place}, {}, (ASKED,), {}, (), READINGS)
    db = open_database(path)
    writer = Writer(db, background, datetime(2026, 1, 11, tzinfo=UTC))
    with writer.transaction():
        writer.start_run("live")
        writer.sync_knowledge(measures or LAWS, "1")
        writer.finish_run("done", writer.at)
    db.conn.close()
    return path


def said_on(path: Path, day: str) -> dict[str, str] | None:
    db = open_database(path)
    (row,) = Reader(db, datetime(2026, 1, 12, tzinfo=UTC)).status("XA", day, "q")
    db.conn.close()
    told: dict[str, str] | None = row["plain"]
    return told


def test_a_sentence_stands_beside_the_answer_that_its_laws_give(tmp_path: Path) -> None:
    path = database(tmp_path / "tracker.db", (plain(NEW, "xa-new"),))
    assert said_on(path, "2026-01-12") == NEW
    assert said_on(path, "2015-01-01") is None  # the older law alone decided
    assert said_on(path, "2005-01-01") is None


def test_the_sentence_that_speaks_of_more_of_the_laws_is_told(tmp_path: Path) -> None:
    path = database(tmp_path / "tracker.db", (plain(NEW, "xa-new"), plain(BOTH, "xa-new", "xa-old")))
    assert said_on(path, "2026-01-12") == BOTH


@pytest.mark.parametrize(
    "said",
    [
        plain(NEW, "xa-new", answer=Answer.GENERAL_RULE),
        replace(plain(NEW, "xa-new"), question="another"),
        plain(NEW, "xa-new", "xa-bill"),
        replace(plain(NEW, "xa-new"), on=date(2009, 1, 1)),
    ],
    ids=[
        *("of another answer", "of another question", "of a measure that decides nothing"),
        "written when the answer was another",
    ],
)
def test_a_sentence_of_something_else_is_not_told(tmp_path: Path, said: Plain) -> None:
    assert said_on(database(tmp_path / "tracker.db", (said,)), "2026-01-12") is None


def test_a_sentence_goes_with_the_law_that_it_was_written_for(tmp_path: Path) -> None:
    path = database(tmp_path / "tracker.db", (plain(NEW, "xa-new"),))
    db = open_database(path)
    place = Place(code="XA", name="Xa", kind=PlaceKind.COUNTRY, counted=True)
    writer = Writer(db, Background({"XA": place}, {}, (ASKED,), {}), datetime(2026, 2, 1, tzinfo=UTC))
    with writer.transaction():
        writer.start_run("live")
        writer.sync_knowledge(LAWS, "2")
    assert not db["plain_sentences"].count + db["second_readings"].count
    db.conn.close()
    assert said_on(path, "2026-01-12") is None


def test_only_people_give_a_bill_its_summary() -> None:
    told = replace(BILL, summary=wordings({"en": "The source's own words."}))
    merged = merge("xa-bill", [Record("xa_parliament", told), Record(CURATED, BILL)])
    assert merged.measure.summary == BILL.summary
    assert merge("xa-bill", [Record("xa_parliament", told)]).measure.summary == told.summary


def test_a_law_that_a_later_one_amends_is_to_be_read_again(tmp_path: Path) -> None:
    changes = (Link(relation=Relation.AMENDS, target="xa-new"),)
    before, after = (law(f"xa-by-{day}", day, provisions=(), links=changes) for day in _AROUND)
    path = database(tmp_path / "tracker.db", (), *LAWS, before, after)
    db = open_database(path)
    found = [r for r in worklist(Reader(db, datetime(2026, 6, 1, tzinfo=UTC))) if r["task"] == "text_changed"]
    db.conn.close()
    assert [(row["measure"], row["due"]) for row in found] == [("xa-new", _AROUND[1])]
    assert after.id in found[0]["detail"]


#: A day before and one after the day of reading.
_AROUND = ("2025-12-31", "2026-05-01")


# -- on the pages ------------------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path: Path) -> Datasette:
    path = database(tmp_path / "tracker.db", (plain(NEW, "xa-new"),))
    return build(path, now=lambda: datetime(2026, 1, 12, tzinfo=UTC))


async def shown(site: Datasette, path: str, css: str) -> list[str]:
    page = BeautifulSoup((await site.client.get(path)).text, "lxml")
    return [" ".join(found.get_text().split()) for found in page.select(css)]


async def test_each_language_has_its_own_sentence(site: Datasette) -> None:
    for prefix, lang in (("", "en"), ("/fr", "fr"), ("/es", "es")):
        assert await shown(site, f"{prefix}/country/XA", ".answer .said") == [NEW[lang]]
    twin = (await site.client.get("/country/XA.json")).json()
    assert [row["plain"] for row in twin["answers"]] == [NEW]


async def test_words_that_are_only_in_english_say_so(site: Datasette) -> None:
    assert await shown(site, "/fr/measure/xa-bill", ".said") == ["Il interdirait de payer."]
    assert await shown(site, "/es/measure/xa-bill", '.said [lang="en"]') == ["It would forbid <payment>."]
    assert (await site.client.get("/measure/xa-bill.json")).json()["measure"]["summary"] == {
        "en": "It would forbid <payment>.",
        "fr": "Il interdirait de payer.",
    }


async def test_the_agreement_of_two_readers_is_shown(site: Datasette) -> None:
    told = (await site.client.get("/about.json")).json()["second_readings"]
    assert (told["laws"], told["places"]) == (2, 1)
    assert told["all"]["values"] == {"number": 2, "agreed": 1, "share": 0.5, "kappa": pytest.approx(1 / 3)}
    assert told["all"]["abroad"] is None
    assert [row["settled"] for row in told["different"]] == ["The second stands: article 4."]
    assert await shown(site, "/about", "#readers ~ .wide tbody tr:last-child td") == [
        *("2", "50 %", "0.33"),
        *("0", "–", "–"),
    ]
