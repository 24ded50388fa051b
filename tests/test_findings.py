"""Findings: each kind once, and once its nearest legitimate neighbour; what `check` makes of their number."""

# ruff: noqa: E501 - the small files below are written as curators write them, an entry a line

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tracker import settings
from tracker.cli import cli
from tracker.knowledge import BadData, Knowledge, baseline, load
from tracker.knowledge.findings import Finding, findings
from tracker.refresh import open_writer
from tracker.site.app import build
from tracker.source import catalogue
from tracker.store import open_database
from tracker.store.rows import fetch
from tracker.vocabulary import FindingKind

LATER = "      - {id: two, name: Second, term: b, start: 2021-01-01, evidence: [calendar]}\n"
SAID = 'sentences: {in_force: {one: "%(num)d of %(total)d", many: "%(num)d of %(total)d"}}'
FILES = {
    "places.yml": "places: [{code: CA, kind: country, counted: true}]\n",
    "subject.yml": f"""\
provisions:
  - {{name: extraterritorial, abroad: true, meaning: M.}}
  - {{name: organ_sale_ban, meaning: M.}}
criteria:
  - {{name: one, headline: true, title: T, question: Q, any_of: [[{{provision: organ_sale_ban}}]], {SAID}}}
  - {{name: convention, title: T, question: Q, treaty: t, {SAID}}}
  - {{name: quoted, title: T, question: Q, listed: {{CA: [ca-law-1]}}, {SAID}}}
""",
    "sessions.yml": """\
evidence:
  calendar: {kind: official, citation: The calendar}
legislatures:
  - id: parliament
    place: CA
    name: Parliament
    sessions:
      - {id: one, name: First, term: a, start: 2019-01-01, end: 2020-12-01, ended_by: dissolution, evidence: [calendar]}
""" + LATER + """\
    carry_over:
      - {at: [dissolution], category: government, dies: true, rule: It dies., evidence: [calendar]}
      - {at: [dissolution], category: hybrid, dies: false, rule: It lives on., evidence: [calendar]}
""",
    "treaties/t.yml": """\
id: t
title: T
citation: T
url: https://treaties.example/t
evidence:
  list: {kind: official, citation: The list}
  paper: {kind: secondary, citation: A newspaper}
actions:
  - {place: CA, action: signed, date: 2020-01-01, evidence: [list]}
""",
    "places/CA.yml": """\
place: CA
evidence:
  gazette: {kind: official, citation: The gazette}
  paper: {kind: secondary, citation: A newspaper}
measures:
  - id: ca-law-1
    kind: act
    title: Act
    lang: en
    events:
      - {stage: assented, date: 2020-05-01, label: Assent, evidence: [gazette]}
      - {stage: in_force, date: 2020-06-01, label: In force, evidence: [gazette]}
    provisions:
      - {name: organ_sale_ban, value: yes, article: s. 1}
    evidence: [gazette]
  - id: ca-one-1
    kind: bill
    title: Bill
    lang: en
    legislature: parliament
    session: one
    number: "1"
    category: government
    aims: [one]
    summary: {en: It would ban it., fr: Il l’interdirait., es: Lo prohibiría.}
    events:
      - {stage: introduced, date: 2020-02-01, label: Introduced, evidence: [gazette]}
    evidence: [gazette]
""",
}  # fmt: skip
CA, TREATY, CALENDAR = "places/CA.yml", "treaties/t.yml", "sessions.yml"
COMMENCED = "      - {stage: in_force, date: 2020-06-01, label: In force, evidence: [gazette]}\n"
ASSENT = "      - {stage: assented, date: 2020-05-01, label: Assent, evidence: [gazette]}\n"
BROUGHT_IN = "      - {stage: introduced, date: 2020-02-01, label: Introduced, evidence: [gazette]}\n"
SUMMARY = "    summary: {en: It would ban it., fr: Il l’interdirait., es: Lo prohibiría.}\n"
READ = (CA, "place: CA\n", "place: CA\nread: 2021-06-01\n")
CAREFUL = ("subject.yml", "headline: true,", "headline: true, careful: true,")
PLAIN = """\
plain:
  - {question: one, answer: in_force, measures: [ca-law-1], on: 2026-11-30, en: Nobody may., fr: Nul ne peut., es: Nadie puede.}
"""
READ_TWICE = ("second/CA.yml", "", """\
place: CA
on: 2026-11-30
laws:
  - measure: ca-law-1
    read: ["https://laws.example/1"]
    points:
      - {provision: organ_sale_ban, first: {value: yes}, second: {value: yes}, article: s. 1}
""")  # fmt: skip
TWO, ASSENTED, OPEN, ARTICLE, SOURCE = (
    *(FindingKind.TWO_DATES, FindingKind.NO_ASSENT, FindingKind.OPEN_BILL, FindingKind.NO_ARTICLE),
    FindingKind.NO_OFFICIAL_SOURCE,
)


def write(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """The small set with texts replaced: (file, old, new). An empty old text is the file's end."""
    files = dict(FILES)
    for file, old, new in changes:
        assert not old or old in files.get(file, ""), old
        files[file] = files[file].replace(old, new) if old else files.get(file, "") + new
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def told(found: tuple[Finding, ...]) -> list[tuple[str, str, int]]:
    return [(finding.kind.value, finding.file, finding.line) for finding in found]


def again(step: str, old: str, new: str) -> tuple[str, str, str]:
    """The step told a second time, with one thing different."""
    assert old in step
    return CA, step, step + step.replace(old, new)


FOUND = {
    "a second day of introduction": ([again(BROUGHT_IN, "02-01", "02-02")], (TWO, CA, 28)),
    "a second assent in other words": ([again(ASSENT, "05-01, label: Assent", "05-02, label: Signed")], (TWO, CA, 12)),
    "one commencement with two days": ([again(COMMENCED, "06-01", "06-02")], (TWO, CA, 13)),
    "a law that is only said to be in force": ([(CA, ASSENT, "")], (ASSENTED, CA, 6)),
    "an assent that somebody remembers": (
        [(CA, ASSENT, ASSENT.replace("gazette", "memory"))],
        (ASSENTED, CA, 6),
    ),
    "no rule for the end of its session": ([(CALENDAR, "category: government, ", "category: private, ")], (OPEN, CA, 16)),
    "an end that somebody remembers": (
        [(CALENDAR, "ended_by: dissolution, evidence: [calendar]", "ended_by: dissolution, evidence: [memory]"), (CALENDAR, LATER, "")],
        (OPEN, CA, 16),
    ),
    "an open bill in nobody's words": ([(CA, "ca-one-1", "ca-two-1"), (CA, "session: one", "session: two"), (CA, "2020-02-01", "2021-02-01"), (CA, SUMMARY, ""), READ], (FindingKind.NO_SUMMARY, CA, 17)),
    "a bill in nobody's words whose session is to end": ([(CALENDAR, "start: 2021-01-01", "start: 2021-01-01, end: 2030-01-01, ended_by: dissolution"), (CA, "ca-one-1", "ca-two-1"), (CA, "session: one", "session: two"), (CA, "2020-02-01", "2021-02-01"), (CA, SUMMARY, ""), READ], (FindingKind.NO_SUMMARY, CA, 17)),
    "an answer in nobody's words": ([CAREFUL, READ_TWICE], (FindingKind.NO_PLAIN_SENTENCE, CA, 14)),
    "an answer whose words speak of another law": ([CAREFUL, READ_TWICE, (CA, "", PLAIN.replace("ca-law-1", "ca-one-1"))], (FindingKind.NO_PLAIN_SENTENCE, CA, 14)),
    "an answer whose words are of another answer": ([CAREFUL, READ_TWICE, (CA, "", PLAIN.replace("in_force", "enacted"))], (FindingKind.NO_PLAIN_SENTENCE, CA, 14)),
    "a value that one reader coded": ([CAREFUL, (CA, "", PLAIN)], (FindingKind.NO_SECOND_READER, CA, 14)),
    "a value of which another point was read twice": (
        [CAREFUL, (CA, "", PLAIN), (READ_TWICE[0], "", READ_TWICE[2].replace("organ_sale_ban", "extraterritorial"))],
        (FindingKind.NO_SECOND_READER, CA, 14),
    ),
    "a provision without its article": ([(CA, ", article: s. 1", "")], (ARTICLE, CA, 14)),
    "a signature that a newspaper tells": ([(TREATY, "[list]", "[paper]")], (SOURCE, TREATY, 9)),
    "a bill that a newspaper tells": (
        [(CA, "label: Introduced, evidence: [gazette]", "label: Introduced, evidence: [paper]"), (CA, "aims: [one]", "aims: [convention, one]"), (CA, "yes", "no")],
        (SOURCE, CA, 16),
    ),
}  # fmt: skip
NOT_FOUND = {
    "the small set itself": [],
    "a committee that met twice": [
        (CA, BROUGHT_IN, BROUGHT_IN + "".join(BROUGHT_IN.replace("introduced, date: 2020-02-01", f"committee, date: {day}") for day in ("2020-03-01", "2020-03-08")))
    ],
    "a bill brought in and again in its year": [again(BROUGHT_IN, "2020-02-01", "2020")],
    "an act that commenced in parts": [again(COMMENCED, "06-01, label: In force", "09-01, label: Section 2 in force")],
    "the same step of another chamber": [again(BROUGHT_IN, "02-01", "02-02, chamber: upper")],
    "a law known from the gazette": [(CA, "stage: assented", "stage: published")],
    "a rule that lets the bill live": [(CALENDAR, "category: government, ", "category: private, "), (CA, "category: government", "category: hybrid")],
    "a bill whose session goes on": [(CA, "ca-one-1", "ca-two-1"), (CA, "session: one", "session: two"), (CA, "2020-02-01", "2021-02-01")],
    "a bill that took a later step": [(CALENDAR, "category: government, ", "category: private, "), again(BROUGHT_IN, "introduced, date: 2020-02-01", "reinstated, date: 2021-02-01")],
    "an article that is not there to be named": [(CA, "yes, article: s. 1", "no")],
    "what nobody has looked at": [(CA, "yes, article: s. 1", "unknown")],
    "a bill in nobody's words that ended before it was read": [(CA, SUMMARY, ""), READ],
    "an answer in a reader's words, read twice": [CAREFUL, READ_TWICE, (CA, "", PLAIN)],
    "an official source beside a newspaper": [(TREATY, "[list]", "[paper, list]")],
}  # fmt: skip


@pytest.mark.parametrize(("changes", "wanted"), FOUND.values(), ids=FOUND)
def test_a_finding_has_its_kind_file_and_line(
    tmp_path: Path, changes: list[tuple[str, str, str]], wanted: tuple[str, str, int]
) -> None:
    found = told(findings(load(write(tmp_path, *changes))))
    assert set(found) == {wanted}


@pytest.mark.parametrize("changes", NOT_FOUND.values(), ids=NOT_FOUND)
def test_what_is_as_it_should_be_is_no_finding(tmp_path: Path, changes: list[tuple[str, str, str]]) -> None:
    assert findings(load(write(tmp_path, *changes))) == ()


# Errors stop the loader: they are never only counted.

ERRORS = {
    "a link to a measure no file has": ((CA, "    evidence: [gazette]\n  - id: ca-one-1", "    links: [{relation: amends, target: ca-law-9}]\n    evidence: [gazette]\n  - id: ca-one-1"), "links.0.target"),
    "a step without evidence": ((CA, "label: Assent, evidence: [gazette]", "label: Assent"), "events.0.evidence"),
    "a provision with no evidence": ((CA, "article: s. 1", "article: s. 1, evidence: []"), "provisions.0.evidence"),
    "a treaty action with no evidence": ((TREATY, "[list]", "[]"), "actions.0.evidence"),
    "a measure with no evidence": ((CA, "    evidence: [gazette]\n  - id: ca-one-1", "    evidence: []\n  - id: ca-one-1"), "measures.0.evidence"),
    "a sentence on a law of no file": (("places/CA.yml", "", PLAIN.replace("ca-law-1", "ca-law-9")), "plain.0.measures.0"),
    "a sentence in two languages": (("places/CA.yml", "", PLAIN.replace(", es: Nadie puede.", "")), "plain.0.es"),
    "a difference between readers that nobody settled": ((*READ_TWICE[:2], READ_TWICE[2].replace("second: {value: yes}", "second: {value: no}")), "points.0.settled"),
    "an agreement that somebody settled": ((*READ_TWICE[:2], READ_TWICE[2].replace("article: s. 1", "settled: why")), "points.0.settled"),
    "a second reading of a law of no file": ((*READ_TWICE[:2], READ_TWICE[2].replace("ca-law-1", "ca-law-9")), "laws.0.measure"),
    "a second reading of another place": (("second/US.yml", "", READ_TWICE[2]), "place"),
    "a second reading of a point there is not": ((*READ_TWICE[:2], READ_TWICE[2].replace("organ_sale_ban", "organ_gift")), "points.0.provision"),
    "an address that is not http": ((TREATY, "https:", "ftp:"), "url"),
    "a kind of finding that there is not": (("findings.yml", "", "spelling: [x]\n"), "spelling"),
    "a baseline that is no list": (("findings.yml", "", "no_article: 3\n"), "no_article"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "field"), ERRORS.values(), ids=ERRORS)
def test_an_error_is_no_finding(tmp_path: Path, change: tuple[str, str, str], field: str) -> None:
    with pytest.raises(BadData) as caught:
        load(write(tmp_path, change))
    assert [problem.field.endswith(field) for problem in caught.value.problems] == [True]


def without_evidence(known: Knowledge) -> Knowledge:
    """What no file can say: law that nothing shows."""
    law = known.measures[0]
    bare = replace(
        law,
        evidence=(),
        events=tuple(replace(event, evidence=()) for event in law.events),
        provisions=tuple(replace(provision, evidence=()) for provision in law.provisions),
    )
    return replace(known, measures=(bare,))


def test_an_answer_with_no_evidence_at_all_is_an_error_whatever_was_accepted(tmp_path: Path) -> None:
    known = without_evidence(load(write(tmp_path)))
    found = findings(known)
    assert {finding.kind for finding in found} == {FindingKind.NO_EVIDENCE}
    accepted = {FindingKind.NO_EVIDENCE: tuple(finding.identity for finding in found)}
    assert baseline.compared(found, accepted).new == found
    assert "no_evidence" not in baseline.text(found)


def test_a_bill_that_continues_another_is_one_measure(tmp_path: Path) -> None:
    """The first is open in a session that has ended; as the second it took a later step."""
    second = FILES[CA][FILES[CA].index("  - id: ca-one-1") :].replace("ca-one-1", "ca-two-1")
    second = second.replace("session: one", "session: two\n    continues: ca-one-1").replace("2020-", "2021-")
    no_rule = (CALENDAR, "category: government, ", "category: private, ")
    assert told(findings(load(write(tmp_path, no_rule, (CA, "", second))))) == []


# The command, the database and the page.


def check(monkeypatch: pytest.MonkeyPatch, folder: Path, *arguments: str) -> Result:
    monkeypatch.setattr(settings, "data_folder", lambda: folder)
    # The sources' calendars are not among these data.
    monkeypatch.setattr(catalogue, "names", list)
    monkeypatch.setattr(settings, "examples_folder", lambda: None)
    return CliRunner().invoke(cli, ["check", *arguments])


def test_check_names_a_legislature_without_a_calendar(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "data_folder", lambda: write(tmp_path))
    told = CliRunner().invoke(cli, ["check"])
    assert told.exit_code == 1
    expected = "scrapers/kr_assembly.py: legislature is 'kr-assembly': not in data/sessions.yml"
    assert expected in told.stderr.splitlines()


NO_ARTICLE = (CA, ", article: s. 1", "")
LINE = f"data/{CA}:14: no_article: CA: ca-law-1: organ_sale_ban: yes"
SIGNED = (TREATY, "[list]", "[paper]")
KNOWN = 'no_article:\n  - "ca-law-1: organ_sale_ban: yes"\n'


def test_check_names_the_new_finding_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    grown = check(monkeypatch, write(tmp_path, NO_ARTICLE, SIGNED, ("findings.yml", "", KNOWN)))
    assert grown.exit_code == 1
    (told,) = grown.stderr.splitlines()
    assert told == f"new: data/{TREATY}:9: no_official_source: CA: convention: pending. {SOURCE.meaning}"
    assert re.search(r"^no_article +1 +0 +0$", grown.stdout, re.M)
    assert re.search(r"^no_official_source +1 +1 +0$", grown.stdout, re.M)


def test_one_mended_and_one_new_do_not_cancel_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = KNOWN.replace("ca-law-1", "ca-law-2")
    changed = check(monkeypatch, write(tmp_path, NO_ARTICLE, ("findings.yml", "", other)))
    assert changed.exit_code == 1
    assert changed.stderr.splitlines() == [f"new: {LINE}. {ARTICLE.meaning}"]
    mended = "data/findings.yml:2: no_article: ca-law-2: organ_sale_ban: yes: mended, the line can go"
    assert mended in changed.stdout.splitlines()


def test_check_passes_where_all_are_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path, NO_ARTICLE, ("findings.yml", "", KNOWN))
    passed = check(monkeypatch, folder)
    assert passed.exit_code == 0, passed.stderr
    assert LINE not in passed.stdout
    assert "mended, " not in passed.stdout
    assert LINE in check(monkeypatch, folder, "--findings").stdout.splitlines()


def test_lines_added_above_make_no_finding_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = (CA, "place: CA\n", "place: CA\nnote: A word more.\n")
    passed = check(monkeypatch, write(tmp_path, NO_ARTICLE, note, ("findings.yml", "", KNOWN)))
    assert passed.exit_code == 0, passed.stderr


def test_what_is_found_twice_stands_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    twice = (CA, "value: yes, article: s. 1}\n", "value: yes}\n      - {name: organ_sale_ban, value: yes}\n")
    folder = write(tmp_path, twice, ("findings.yml", "", KNOWN))
    once = check(monkeypatch, folder)
    assert once.exit_code == 1
    assert once.stderr.startswith(f"new: data/{CA}:15: no_article: ")
    write(tmp_path, NO_ARTICLE, ("findings.yml", "", KNOWN + KNOWN.partition("\n")[2]))
    assert "data/findings.yml:3: " in check(monkeypatch, folder).stdout


def test_accepting_writes_the_file_that_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path, NO_ARTICLE, SIGNED, ("findings.yml", "", KNOWN.replace("ca-law-1", "ca-law-2")))
    accepted = check(monkeypatch, folder, "--accept")
    assert accepted.exit_code == 0, accepted.stderr
    assert "data/findings.yml: 2 lines more, 1 taken out" in accepted.stdout
    text = (folder / "findings.yml").read_text("utf-8")
    assert text.endswith(f'\n\n{KNOWN}\nno_official_source:\n  - "CA: convention: pending"\n')
    again = check(monkeypatch, folder, "--accept")
    assert "0 lines more, 0 taken out" in again.stdout
    assert (folder / "findings.yml").read_text("utf-8") == text
    nothing = check(monkeypatch, write(tmp_path), "--accept")
    assert nothing.exit_code == 0, nothing.stderr
    assert load(folder).baseline == {}


def test_the_shipped_baseline_is_written_as_the_command_writes_it() -> None:
    """Sorted and one a line, so that two curators' branches merge."""
    known = load(Path(__file__).parent.parent / "data")
    shipped = (Path(__file__).parent.parent / "data" / baseline.FILE).read_text("utf-8")
    found = findings(known)
    assert baseline.compared(found, known.baseline).new == ()
    lines = baseline.text(found).splitlines()
    assert [line for line in shipped.splitlines() if line in lines] == lines


async def test_findings_are_stored_and_shown(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    now = datetime(2026, 11, 25, tzinfo=UTC)
    db = open_database(path)
    for change in ([NO_ARTICLE], [NO_ARTICLE, (TREATY, "[list]", "[paper]")], [NO_ARTICLE]):
        open_writer(db, load(write(tmp_path / "data", *change)), (), now)
    (row,) = fetch(db, "SELECT kind, file, line, place, measure, detail FROM findings")
    assert tuple(row.values()) == ("no_article", CA, 14, "CA", "ca-law-1", "organ_sale_ban: yes")
    db.close()
    client = build(path, now=lambda: now).client
    counts = {row["kind"]: row["number"] for row in (await client.get("/about.json")).json()["findings"]}
    assert counts == {kind: int(kind is ARTICLE) for kind in FindingKind}
    assert ARTICLE.meaning in (await client.get("/about")).text
