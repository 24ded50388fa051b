"""The subject is data: a provision and a question more need no code, and no code names one."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from bs4 import BeautifulSoup
from datasette.app import Datasette

from tests import shipped
from tests.conftest import ROOT
from tracker.knowledge import Knowledge, codebook, load
from tracker.questions import ACTS_ABROAD
from tracker.refresh import open_writer
from tracker.refresh.opening import background_of
from tracker.site import catalogue, subject, words
from tracker.site.app import build
from tracker.store import Reader, open_database, open_for_reading
from tracker.store.background import sync_background
from tracker.store.rows import fetch

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
LAW = "no-law-2026-999"
POINT = """\
  - name: organ_courier_ban
    abroad: true
    meaning: Who carries an unlawfully got organ is liable.
"""
QUESTION = """\
  - name: couriers
    title: Law on organ couriers
    question: "Is who carries an unlawfully got organ liable?"
    any_of:
      - [{provision: organ_courier_ban, abroad: true}]
    words:
      in_force: couriers are liable
    sentences:
      in_force:
        one: "%(num)d of the %(total)d countries checked so far has law in force on couriers of organs"
        many: "%(num)d of the %(total)d countries checked so far have law in force on couriers of organs"
      not_checked:
        one: "%(num)d remains to be asked about couriers"
        many: "%(num)d remain to be asked about couriers"
"""
MEASURE = f"""\
  - id: {LAW}
    kind: act
    title: An act on couriers
    lang: en
    relevance: direct
    events:
      - {{stage: assented, date: 2026-01-10, label: Assent, evidence: [pretended]}}
      - {{stage: in_force, date: 2026-02-01, label: In force, evidence: [pretended]}}
    provisions:
      - {{name: organ_courier_ban, value: "yes", abroad: specific, article: s. 1}}
    evidence: [pretended]
"""


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """The shipped data with one provision, one question and one law of that kind more."""
    folder = tmp_path_factory.mktemp("subject") / "data"
    copytree(shipped.DATA, folder)
    file = folder / "subject.yml"
    text = file.read_text("utf-8")
    head, rest = text.split("\ncriteria:\n")
    points, _, comment = head.rpartition("\n\n")
    file.write_text(f"{points}\n{POINT}\n{comment}\ncriteria:\n{rest}\n{QUESTION}", "utf-8")
    norway = folder / "places" / "NO.yml"
    text = norway.read_text("utf-8")
    proof = 'evidence:\n  pretended: {kind: official, url: "https://lovdata.no/pretended"}\n'
    norway.write_text(text.replace("evidence:\n", proof, 1) + MEASURE, "utf-8")
    return load(folder)


@pytest.fixture(scope="module")
def database(known: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("subject") / "tracker.db"
    db = open_database(path)
    open_writer(db, known, (), NOW)
    db.close()
    return path


@pytest.fixture
def changed(database: Path) -> Datasette:
    return build(database, now=lambda: NOW)


async def text_of(site: Datasette, path: str) -> str:
    answer = await site.client.get(path)
    assert answer.status_code == 200, answer.text[:300]
    page = BeautifulSoup(answer.text, "lxml").get_text(" ", strip=True)
    return re.sub(r"\s+", " ", page)


async def json_of(site: Datasette, path: str) -> Any:
    answer = await site.client.get(path)
    assert answer.status_code == 200, answer.text[:300]
    return answer.json()


def test_it_is_answered(database: Path) -> None:
    with open_database(database).conn as connection:
        rows = connection.execute(
            "SELECT place, answer FROM answers WHERE criterion = 'couriers' AND place = 'NO'"
            " AND from_date <= '2026-11-25' AND (to_date IS NULL OR to_date > '2026-11-25')"
        ).fetchall()
    assert rows == [("NO", "in_force")]


async def test_the_first_page_asks_it_and_says_its_sentence(changed: Datasette) -> None:
    page = await text_of(changed, "/?criterion=couriers")
    assert "1 of the 1 countries checked so far has law in force on couriers of organs" in page
    head = (await changed.client.get("/?criterion=couriers")).text.partition("</head>")[0]
    assert "remain to be asked about couriers" in head
    found = await json_of(changed, "/index.json?criterion=couriers")
    assert (found["kind"], found["counts"]["in_force"]) == ("law", 1)
    assert "Law on organ couriers" in await text_of(changed, "/")


async def test_nobody_has_to_translate_first(changed: Datasette) -> None:
    page = await text_of(changed, "/fr/?criterion=couriers")
    assert "1 of the 1 countries checked so far has law in force on couriers of organs" in page


async def test_every_page_knows_both(changed: Datasette) -> None:
    country = await text_of(changed, "/country/NO")
    assert "Law on organ couriers" in country
    assert "Organ courier ban Yes" in country
    matrix = await json_of(changed, "/matrix.json")
    assert matrix["provisions"][-1] == "organ_courier_ban"
    assert "Organ courier ban" in await text_of(changed, "/matrix")
    lines = (await json_of(changed, "/charts.json?criterion=couriers"))["lines"]
    assert {line["criterion"]: line["numbers"][-1][1] for line in lines}["couriers"] == 1
    assert "Law on organ couriers" in await text_of(changed, "/charts?criterion=couriers")
    about = await text_of(changed, "/about")
    assert "Is who carries an unlawfully got organ liable?" in about
    assert "Who carries an unlawfully got organ is liable." in about
    embedded = await text_of(changed, "/embed/NO?criterion=couriers")
    assert "Is who carries an unlawfully got organ liable? Couriers are liable" in embedded
    badge = (await changed.client.get("/badge/NO.svg?criterion=couriers")).text
    assert "Couriers are liable since 1 February 2026" in badge


async def test_the_tables_to_take_away_have_its_columns(changed: Datasette) -> None:
    columns = {t["name"]: t["columns"] for t in (await json_of(changed, "/download/index.json"))["tables"]}
    assert list(columns["measures"])[-2:] == ["organ_courier_ban", "organ_courier_ban_abroad"]
    laws = (await json_of(changed, "/download/measures.json"))["measures"]
    (law,) = (row for row in laws if row["id"] == LAW)
    assert (law["organ_courier_ban"], law["organ_courier_ban_abroad"]) == ("yes", "specific")


async def test_the_stored_query_has_its_column(changed: Datasette, known: Knowledge) -> None:
    rows = await json_of(changed, "/tracker/provisions_of_laws.json?_shape=array&place=NO")
    (law,) = (row for row in rows if row["id"] == LAW)
    assert law["organ_courier_ban"] == "yes"
    assert list(law)[4:] == [point.name for point in known.points]
    assert "organ_courier_ban" in await text_of(changed, "/tracker/provisions_of_laws?place=NO")


def test_the_codebook_names_both(known: Knowledge) -> None:
    text = codebook.text(known)
    assert "| `organ_courier_ban` | Who carries an unlawfully got organ is liable. | yes |" in text
    assert "| `couriers` | Law on organ couriers |" in text


def test_the_questions_still_answer_as_before(database: Path, curated: Path) -> None:
    """Nothing else moves, and a question that is taken back is gone with its answers."""
    before = shipped.known()
    db = open_for_reading(curated)
    usual = "SELECT place, criterion, from_date, to_date, answer FROM answers ORDER BY 1, 2, 3"
    wanted = fetch(db, usual)
    db.close()
    db = open_database(database)
    db.execute("BEGIN")
    assert fetch(db, "SELECT count(*) AS n FROM answers WHERE criterion = 'couriers'")[0]["n"] > 200
    sync_background(db, background_of(before))
    assert fetch(db, usual) == wanted
    assert fetch(db, "PRAGMA foreign_key_check") == []
    assert [r["name"] for r in fetch(db, "SELECT name FROM provision_names ORDER BY position")] == [
        point.name for point in before.points
    ]
    db.execute("ROLLBACK")
    db.close()


def test_a_database_that_has_not_read_the_subject_yet_still_speaks(database: Path) -> None:
    db = open_database(database)
    db.execute("BEGIN")
    db.execute("UPDATE criteria SET headline = 0, words = '{}', sentences = '{}'")
    told = subject.read(db)
    db.execute("ROLLBACK")
    assert told.headline == Reader(db, NOW).known_criteria()[0]
    db.close()
    with subject.scope():
        subject.use(told)
        assert words.summary("couriers", {"in_force": 1}, 3).startswith(
            "Of the 3 countries checked so far, 1 has law in force on this question."
        )
    assert subject.current().questions == {}


def test_no_code_names_a_provision_or_a_question() -> None:
    """But one: the engine knows the clause on acts abroad on which other provisions lean."""
    names = {p.name for p in shipped.points()} | {c.name for c in shipped.criteria()}
    files = [*(ROOT / "tracker").rglob("*.py"), *(ROOT / "tracker").rglob("*.html")]
    # A few names are everyday words too; a name in quotes, or one of several words, is the name.
    found = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in files
        for name in re.findall(r"[a-z_]+", path.read_text("utf-8").lower())
        if name in names and "_" in name
    }
    quoted = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in files
        for name in re.findall(r"""["']([a-z_]+)["']""", path.read_text("utf-8"))
        if name in names
    }
    assert found | quoted == {("tracker/questions.py", ACTS_ABROAD)}


def test_what_the_data_say_can_be_translated() -> None:
    told = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue.messages()}
    for criterion in shipped.criteria():
        assert {criterion.title, criterion.question, criterion.name.replace("_", " ")} <= told
        assert {said.one for said in criterion.sentences.values()} <= told
        assert set(criterion.words.values()) <= told
    assert {point.meaning for point in shipped.points()} <= told
