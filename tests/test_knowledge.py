"""Curated data: what the loader refuses and how it says so, and what the shipped files must say."""

# ruff: noqa: E501 - the small files below are written as curators write them, an entry a line

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from babel import Locale
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tracker.history import CURATED, Record, merge
from tracker.knowledge import BadData, Knowledge, Problem, load
from tracker.questions import Clause, PlaceKind
from tracker.status import Assessment
from tracker.vocabulary import (
    Abroad,
    Basis,
    Category,
    Chamber,
    Event,
    Evidence,
    EvidenceKind,
    Kind,
    Legislature,
    Measure,
    SessionEnd,
    Stage,
    Status,
    Value,
    Window,
    is_only_memory,
)

DATA = Path(__file__).parent.parent / "data"

# A small set of files with every kind of entry.
FILES = {
    "places.yml": """\
places:
  - {code: CA, kind: country, counted: true}
  - {code: NO, kind: country, counted: true}
  - {code: EU, kind: organisation}
  - {code: CA-QC, kind: subdivision, parent: CA, name: Quebec}
""",
    "sessions.yml": """\
evidence:
  list: {kind: official, url: "https://www.parl.ca/legisinfo/en/bills/json?parlsession=44-1"}
legislatures:
  - id: ca-parliament
    place: CA
    name: Parliament of Canada
    chambers: {lower: House of Commons, upper: Senate}
    sessions:
      - {id: 43-2, name: "43rd Parliament, 2nd Session", term: "43", start: 2020-09-23, end: 2021-08-15, ended_by: dissolution, evidence: [memory]}
      - {id: 44-1, name: "44th Parliament, 1st Session", term: "44", start: 2021-11-22, evidence: [list]}
    carry_over:
      - {at: [prorogation], dies: false, chamber: lower, category: private_member, rule: It lives on., evidence: [list]}
      - {at: [prorogation, dissolution], dies: true, rule: It dies., evidence: [list]}
    commencement_default: {after: assented, days: 0, rule: On assent., evidence: [list]}
""",
    "subject.yml": """\
provisions:
  - {name: organ_sale_ban, meaning: A ban.}
  - {name: extraterritorial, abroad: true, meaning: Abroad.}
  - {name: recipient_liability, abroad: true, meaning: Who receives.}
  - {name: insurance_ban, meaning: No payment.}
criteria:
  - name: transplant_abroad
    headline: true
    title: Transplants abroad
    question: "Is there such a law?"
    any_of:
      - [{provision: recipient_liability, abroad: true}, {provision: organ_sale_ban}]
      - [{provision: insurance_ban}]
    sentences: &said {in_force: {one: "%(num)d of %(total)d has", many: "%(num)d of %(total)d have"}}
  - {name: convention, title: T, question: Q, treaty: cets-216, words: {ended: left it}, sentences: *said}
  - {name: campaign_list, title: T, question: Q, listed: {NO: [no-law-2017-54], CA: [ca-44-1-s-223]}, sentences: *said}
""",
    "terms.yml": """\
en: {search: [organ trafficking], direct: ['organ trafficking'], related: [transplant], exclude: [organ pipe]}
nb: &norwegian {search: [organhandel], direct: [organhandel]}
no: *norwegian
""",
    "places/CA.yml": """\
place: CA
checked: {on: 2026-11-01, by: a curator, read: ["https://laws-lois.justice.gc.ca/eng/"]}
evidence:
  bill: {kind: official, url: "https://www.parl.ca/legisinfo/en/bill/44-1/s-223", retrieved: 2026-11-20}
  paper: {kind: secondary, citation: A newspaper of 2022-12-15}
measures:
  - id: ca-44-1-s-223
    kind: bill
    title: An Act to amend the Criminal Code
    lang: en
    titles: [{text: Loi modifiant le Code criminel, lang: fr}]
    legislature: ca-parliament
    session: 44-1
    number: S-223
    origin_chamber: upper
    category: private_member
    aims: [transplant_abroad]
    meets: yes
    commencement_default: true
    continues: ca-43-2-s-204
    events:
      - {stage: assented, date: 2022-12-15, label: Royal Assent, evidence: [bill]}
      - {stage: committee, date: 2022-05/2022-06, chamber: lower, label: At committee, basis: inference, note: "It stood between two readings.", evidence: [paper, memory]}
    aliases: [{id: ca-law-2022-18}, {source: ca_legisinfo, source_id: "11473483"}]
    links: [{relation: same_family_before, target: no-law-2017-54, evidence: [memory]}]
    provisions:
      - {name: recipient_liability, value: yes, abroad: specific, article: s. 240.1}
      - {name: organ_sale_ban, value: no, since: 2022, until: ../2025-01, evidence: [memory]}
    evidence: [bill]
  - {id: ca-43-2-s-204, kind: bill, title: An Act, lang: en, legislature: ca-parliament, session: 43-2, number: S-204, evidence: [memory]}
""",
    "places/NO.yml": """\
place: NO
evidence:
  act: {kind: official, url: "https://lovdata.no/dokument/NL/lov/2015-05-07-25"}
measures:
  - {id: no-law-2017-54, kind: act, title: Lov om endringar, lang: nn, evidence: [act]}
""",
    "treaties/cets-216.yml": """\
id: cets-216
title: Council of Europe Convention against Trafficking in Human Organs
citation: CETS No. 216
opened: 2015-03-25
in_force: 2018-03-01
url: https://www.coe.int/en/web/conventions/full-list
evidence:
  list: {kind: official, url: "https://www.coe.int/en/web/conventions/full-list"}
actions:
  - {place: NO, action: ratified, date: 2017-09-12, evidence: [list]}
  - {place: CA, action: signed, evidence: [memory]}
""",
}  # fmt: skip


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder


@pytest.fixture
def problems(tmp_path: Path) -> Callable[..., tuple[Problem, ...]]:
    """The problems of the small set after replacing, in one file, one text by another."""

    def of(file: str, old: str, new: str) -> tuple[Problem, ...]:
        assert FILES[file].count(old) == 1, f"{old!r} must be once in {file}"
        write(tmp_path, FILES | {file: FILES[file].replace(old, new)})
        with pytest.raises(BadData) as caught:
            load(tmp_path)
        return caught.value.problems

    return of


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return load(write(tmp_path_factory.mktemp("small"), FILES))


# What the files say arrives in the records.


def test_norway_is_not_false(small: Knowledge) -> None:
    assert [place.code for place in small.places] == ["CA", "NO", "EU", "CA-QC"]
    assert next(m for m in small.measures if m.place == "NO").id == "no-law-2017-54"
    listed = next(c.listed for c in small.criteria if c.name == "campaign_list")
    assert listed == {"NO": ("no-law-2017-54",), "CA": ("ca-44-1-s-223",)}
    assert small.terms["no"] == small.terms["nb"]
    assert small.terms["no"].search == ("organhandel",)


def test_yes_and_no_are_words(small: Knowledge) -> None:
    bill = small.measures[0]
    assert bill.meets is Value.YES
    assert [p.value for p in bill.provisions] == [Value.YES, Value.NO]
    assert bill.provisions[0].abroad is Abroad.SPECIFIC
    assert bill.commencement_default is True


def test_dates_keep_their_precision(small: Knowledge) -> None:
    assent, committee = small.measures[0].events
    assert assent.date == Window.day(date(2022, 12, 15))
    assert committee.date == Window(date(2022, 5, 1), date(2022, 6, 30))
    assert committee.basis is Basis.INFERENCE
    ban = small.measures[0].provisions[1]
    assert ban.since == Window(date(2022, 1, 1), date(2022, 12, 31))
    assert ban.until == Window(None, date(2025, 1, 31))


def test_evidence_goes_where_its_key_stands(small: Knowledge) -> None:
    bill, earlier = small.measures[0], small.measures[1]
    official = Evidence(
        kind=EvidenceKind.OFFICIAL,
        url="https://www.parl.ca/legisinfo/en/bill/44-1/s-223",
        retrieved=date(2026, 11, 20),
    )
    assert bill.evidence == (official,)
    assert bill.events[0].evidence == (official,)
    assert bill.provisions[0].evidence == (official,), "a provision without evidence has its measure's"
    assert [e.kind for e in bill.events[1].evidence] == [EvidenceKind.SECONDARY, EvidenceKind.MEMORY]
    assert not is_only_memory(bill.events[1].evidence)
    for marked in (bill.provisions[1], bill.links[0], earlier):
        assert is_only_memory(marked.evidence)
        assert marked.evidence[0].url is None


def test_places_carry_names_and_who_checked(small: Knowledge) -> None:
    by_code = {place.code: place for place in small.places}
    assert by_code["CA-QC"].name == "Quebec"
    assert by_code["EU"].name == "European Union"
    checked = by_code["CA"].checked
    assert checked is not None
    assert (checked.on, checked.by) == (date(2026, 11, 1), "a curator")
    assert by_code["NO"].checked is None, "a file of measures alone does not say that somebody looked"


def test_treaties(small: Knowledge) -> None:
    (treaty,) = small.treaties
    ratified, signed = treaty.actions
    assert (ratified.place, ratified.date) == ("NO", Window.day(date(2017, 9, 12)))
    assert (signed.place, signed.date) == ("CA", None)


# What the loader refuses: file, line, field, what was expected, what was found.

REFUSED = [
    ("places/CA.yml", "stage: assented", "stage: assent", 22, "measures.0.events.0.stage",
     "one of: introduced, first_reading,", "'assent'"),
    ("places/CA.yml", "abroad: specific", "abroad: maybe", 27, "measures.0.provisions.0.abroad",
     "one of: specific, general_and_treaty, general, general_if_punishable_there, no,", "'maybe'"),
    ("places/CA.yml", "date: 2022-12-15", "date: 2022-02-30", 22, "measures.0.events.0.date",
     "a date as YYYY-MM-DD, YYYY-MM, YYYY, START/END or ../END (on or before)", "'2022-02-30'"),
    ("places/CA.yml", "date: 2022-05/2022-06", "date: 2022-06/2022-05", 23, "measures.0.events.1.date",
     "a date as YYYY-MM-DD", "'2022-06/2022-05'"),
    ("places/CA.yml", ', note: "It stood between two readings."', "", 23, "measures.0.events.1.note",
     "a note that writes out the inference", "nothing"),
    ("places/CA.yml", "number: S-223", "nummer: S-223", 14, "measures.0.nummer",
     "one of the fields: id, kind, title,", "'nummer'"),
    ("places/CA.yml", "    kind: bill\n", "", 7, "measures.0.kind",
     "a value: the field is required", "nothing"),
    ("places/CA.yml", "id: ca-44-1-s-223", "id: ca-44-1-s-224", 7, "measures.0.id",
     "ca-44-1-s-223, made of place, session and number", "'ca-44-1-s-224'"),
    ("places/CA.yml", "kind: bill\n    title", "kind: act\n    title: ''\n    titel", 9, "measures.0.title",
     "text that is not blank", "''"),
    ("places/CA.yml", "session: 44-1", "session: 44-2", 13, "measures.0.session",
     "one of: 43-2, 44-1", "'44-2'"),
    ("places/CA.yml", "legislature: ca-parliament\n    session", "legislature: us-congress\n    session", 12,
     "measures.0.legislature", "one of: ca-parliament", "'us-congress'"),
    ("places/CA.yml", "label: Royal Assent, evidence: [bill]", "label: Royal Assent, evidence: [bil]", 22,
     "measures.0.events.0.evidence.0", "a key of this file's evidence (bill, paper)", "'bil'"),
    ("places/CA.yml", "label: Royal Assent, evidence: [bill]", "label: Royal Assent, evidence: []", 22,
     "measures.0.events.0.evidence", "at least 1 of them", "a list"),
    ("places/CA.yml", "target: no-law-2017-54", "target: no-law-2017-55", 25, "measures.0.links.0.target",
     "the id or an alias of a measure in places/", "'no-law-2017-55'"),
    ("places/CA.yml", "target: no-law-2017-54", "target: ca-law-2022-18", 25, "measures.0.links.0.target",
     "another measure than this one", "'ca-law-2022-18'"),
    ("places/CA.yml", "continues: ca-43-2-s-204", "continues: ca-43-1-s-204", 20, "measures.0.continues",
     "the id or an alias of another measure", "'ca-43-1-s-204'"),
    ("places/CA.yml", "{id: ca-law-2022-18}", "{id: ca-43-2-s-204}", 24, "measures.0.aliases.0.id",
     "an id no measure has", "'ca-43-2-s-204'"),
    ("places/CA.yml", "{id: ca-law-2022-18}", "{source: ca_legisinfo}", 24, "measures.0.aliases.0",
     "either id, or source with source_id", "nothing"),
    ("places/CA.yml", "name: organ_sale_ban, value: no", "name: organ_sale_ban, abroad: no, value: no", 28,
     "measures.0.provisions.1.abroad", "abroad only on: extraterritorial,", "'no'"),
    ("places/CA.yml", "since: 2022, until: ../2025-01", "since: 2022, until: 2021", 28,
     "measures.0.provisions.1.until", "a day not before since (2022", "'2021"),
    ("places/CA.yml", "retrieved: 2026-11-20", "retrieved: 20 Nov", 4, "evidence.bill.retrieved",
     "a day as YYYY-MM-DD", "'20 Nov'"),
    ("places/CA.yml", "citation: A newspaper of 2022-12-15", "retrieved: 2022-12-15", 5, "evidence.paper",
     "a url or a citation", "nothing"),
    ("places/CA.yml", "  paper:", "  memory: {kind: memory}\n  paper:", 5, "evidence.memory",
     "another key: memory is reserved", "'memory'"),
    ("places/CA.yml", 'read: ["https://laws-lois.justice.gc.ca/eng/"]', "read: [ftp://a.ca/]", 2,
     "checked.read.0", "an address beginning with http:// or https://", "'ftp://a.ca/'"),
    ("places/NO.yml", "place: NO", "place: 'SE'", 1, "place", "NO, as the file is named", "'SE'"),
    ("places/NO.yml", "place: NO", "place: NO\nplace: NO", 2, "place", "each field once", "a second one"),
    ("places/NO.yml", "lang: nn", "lang: nn, lang: nb", 5, "measures.0.lang", "each field once",
     "a second one"),
    ("places/NO.yml", "title: Lov", "title: !!bool Lov", 5, "measures.0.title",
     "a value without a YAML tag", "'tag:yaml.org,2002:bool'"),
    ("places/NO.yml", "title: Lov om endringar", "title: [Lov", 5, "", "YAML", "expected ',' or ']'"),
    ("places.yml", "counted: true}\n  - {code: NO", "counted: 1}\n  - {code: NO", 2, "places.0.counted",
     "one of: true, false", "'1'"),
    ("places.yml", "kind: organisation", "kind: organisation, counted: true", 4, "places.2.counted",
     "true only for a country", "'true'"),
    ("places.yml", "parent: CA, ", "", 5, "places.3.parent", "a parent for a subdivision", "nothing"),
    ("places.yml", "parent: CA, ", "parent: NO, ", 5, "places.3.parent",
     "the part of CA-QC before the dash", "'NO'"),
    ("places.yml", "code: CA-QC, kind: subdivision, parent: CA", "code: SE-AB, kind: subdivision, parent: SE", 5,
     "places.3.parent", "the code of a place", "'SE'"),
    ("places.yml", ", name: Quebec", "", 5, "places.3.name", "a name: the Unicode CLDR has none for CA-QC",
     "nothing"),
    ("places.yml", "kind: organisation", "kind: organisation, name: Union", 4, "places.2.name",
     "no name: the Unicode CLDR has one", "'Union'"),
    ("sessions.yml", "end: 2021-08-15, ended_by: dissolution", "end: 2021-08-15", 9,
     "legislatures.0.sessions.0.ended_by", "end and ended_by together", "nothing"),
    ("sessions.yml", "end: 2021-08-15", "end: 2020-08-15", 9, "legislatures.0.sessions.0.end",
     "a day not before 2020-09-23", "'2020-08-15'"),
    ("sessions.yml", "start: 2021-11-22", "start: 2021-08-01", 10, "legislatures.0.sessions.1.start",
     "sessions in order, each ended before the next begins", "'2021-08-01'"),
    ("sessions.yml", "chambers: {lower:", "chambers: {lowest:", 7, "legislatures.0.chambers.lowest",
     "one of: lower, upper", "'lowest'"),
    ("sessions.yml", "days: 0", "days: -1", 14, "legislatures.0.commencement_default.days",
     "a whole number of days from 0 to 9999", "'-1'"),
    ("sessions.yml", "id: 43-2", "id: 44-1", 9, "legislatures.0.sessions.0.id",
     "an id of one session only", "'44-1'"),
    ("sessions.yml", "place: CA", "place: SE", 5, "legislatures.0.place",
     "the code of a place in places.yml", "'SE'"),
    ("sessions.yml", "rule: On assent., evidence: [list]", "rule: On assent., evidence: [act]", 14,
     "legislatures.0.commencement_default.evidence.0", "a key of this file's evidence (list)", "'act'"),
    ("sessions.yml", "rule: It dies., evidence: [list]", "rule: It dies., evidence: [act]", 13,
     "legislatures.0.carry_over.1.evidence.0", "a key of this file's evidence (list)", "'act'"),
    ("treaties/cets-216.yml", "id: cets-216", "id: cets-217", 1, "id", "cets-216, as the file is named",
     "'cets-217'"),
    ("treaties/cets-216.yml", "place: CA", "place: SE", 11, "actions.1.place",
     "the code of a place in places.yml", "'SE'"),
    ("subject.yml", "treaty: cets-216", "treaty: cets-217", 15, "criteria.1.treaty",
     "the id of a file in treaties/", "'cets-217'"),
    ("subject.yml", ", treaty: cets-216", "", 15, "criteria.1", "exactly one of any_of, treaty and listed",
     "'convention'"),
    ("subject.yml", "{provision: insurance_ban}", "{provision: insurance_ban, abroad: true}", 13,
     "criteria.0.any_of.1.0.abroad", "abroad only on: extraterritorial, recipient_liability",
     "'insurance_ban'"),
    ("subject.yml", "{provision: insurance_ban}", "{provision: insurance}", 13,
     "criteria.0.any_of.1.0.provision",
     "one of: organ_sale_ban, extraterritorial, recipient_liability, insurance_ban", "'insurance'"),
    ("subject.yml", "NO: [no-law-2017-54]", "NO: [no-law-2017-55]", 16, "criteria.2.listed.NO.0",
     "the id of a measure in places/", "'no-law-2017-55'"),
    ("subject.yml", "NO: [no-law-2017-54]", "SE: [no-law-2017-54]", 16, "criteria.2.listed.SE",
     "the code of a place in places.yml", "'SE'"),
    ("subject.yml", "    headline: true\n", "", 6, "criteria", "exactly one criterion with headline: true",
     "nothing"),
    ("subject.yml", "{name: extraterritorial, abroad: true", "{name: extraterritorial", 1, "provisions",
     "the provision extraterritorial with abroad: true, on which others lean", "nothing"),
    ("subject.yml", "- {name: insurance_ban", "- {name: organ_sale_ban", 5, "provisions.3.name",
     "a name not used before (see subject.yml:2)", "'organ_sale_ban'"),
    ("subject.yml", "%(num)d of %(total)d have", "%(num)s of %(total)d have", 14,
     "criteria.0.sentences.in_force.many",
     "a sentence with %(num)d and %(total)d, each once, and no other %", "'%(num)s of %(total)d have'"),
    ("subject.yml", "treaty: cets-216, words: {ended: left it}",
     'treaty: cets-216, words: {end: left it}', 15, "criteria.1.words.end", "one of: in_force, enacted,",
     "'end'"),
    ("places/CA.yml", "{name: recipient_liability, value: yes", "{name: recipients, value: yes", 27,
     "measures.0.provisions.0.name",
     "one of: organ_sale_ban, extraterritorial, recipient_liability, insurance_ban", "'recipients'"),
    ("places/CA.yml", "aims: [transplant_abroad]", "aims: [transplants]", 17, "measures.0.aims.0",
     "one of: transplant_abroad, convention, campaign_list", "'transplants'"),
    ("treaties/cets-216.yml", "{place: CA, action: signed", "{place: NO, action: ratified", 11,
     "actions.1.action", "each action once a place", "'ratified'"),
    ("treaties/cets-216.yml", "action: signed", "action: sign", 11, "actions.1.action",
     "one of: signed, ratified, in_force, denounced", "'sign'"),
    ("terms.yml", "nb: &norwegian {", "nb: &norwegian {more: [], ", 2, "nb.more",
     "one of the fields: search, direct, related, exclude", "'more'"),
    ("terms.yml", "search: [organhandel]", "search: [*norwegian]", 2, "", "YAML, without aliases within",
     "an alias (*norwegian)"),
    ("terms.yml", "*norwegian", "*danish", 3, "", "YAML", "found undefined alias"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "field", "expected", "found"),
    REFUSED,
    ids=[f"{case[0]}:{case[3]}-{case[2][:24]}" for case in REFUSED],
)
def test_a_fault_is_told_with_file_line_field_and_what_was_expected(
    problems: Callable[..., tuple[Problem, ...]],
    file: str,
    old: str,
    new: str,
    line: int,
    field: str,
    expected: str,
    found: str,
) -> None:
    told = problems(file, old, new)
    fitting = [
        p
        for p in told
        if (p.file, p.line, p.field) == (file, line, field) and expected in p.expected and found in p.found
    ]
    assert fitting, "\n".join(map(str, told))
    assert str(fitting[0]).startswith(f"{file}:{line}: ")


def refused(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(BadData) as caught:
        load(folder)
    return caught.value.problems


def test_every_problem_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    files = dict(FILES)
    for file, old, new in (
        ("places.yml", "kind: organisation", "kind: union"),
        ("places/CA.yml", "stage: assented", "stage: signed"),
        ("places/CA.yml", "lang: fr", "language: fr"),
        ("sessions.yml", "start: 2021-11-22", "start: 22.11.2021"),
    ):
        files[file] = files[file].replace(old, new)
    told = refused(write(tmp_path, files))
    assert [(p.file, p.line, p.field) for p in told] == [
        ("places.yml", 4, "places.2.kind"),
        ("places/CA.yml", 11, "measures.0.titles.0.lang"),
        ("places/CA.yml", 11, "measures.0.titles.0.language"),
        ("places/CA.yml", 22, "measures.0.events.0.stage"),
        ("sessions.yml", 10, "legislatures.0.sessions.1.start"),
    ]


def test_the_message_has_a_line_for_each_problem(tmp_path: Path) -> None:
    write(tmp_path, FILES | {"places/NO.yml": FILES["places/NO.yml"].replace("kind: act", "kind: law")})
    with pytest.raises(BadData) as caught:
        load(tmp_path)
    assert str(caught.value) == (
        "places/NO.yml:5: measures.0.kind: expected one of: bill, act, code_article, regulation, ordinance, "
        "ratification, resolution, motion, question, consent_memorandum, draft; found 'law'"
    )


def test_a_file_that_cannot_be_read_makes_no_others_look_wrong(tmp_path: Path) -> None:
    told = refused(write(tmp_path, FILES | {"places/NO.yml": "place: {NO"}))
    assert {p.file for p in told} == {"places/NO.yml"}, "CA's link to Norway's law is not the fault"


def test_a_fault_in_an_entry_leaves_its_id_known(tmp_path: Path) -> None:
    files = FILES | {"places/NO.yml": FILES["places/NO.yml"].replace("kind: act", "kind: law")}
    assert [p.field for p in refused(write(tmp_path, files))] == ["measures.0.kind"]


@pytest.mark.parametrize("file", ["places.yml", "sessions.yml", "subject.yml"])
def test_a_missing_file(tmp_path: Path, file: str) -> None:
    told = refused(write(tmp_path, {name: text for name, text in FILES.items() if name != file}))
    assert Problem(file, 1, "", "the file", "nothing") in told


def test_terms_may_be_missing(tmp_path: Path) -> None:
    assert load(write(tmp_path, {k: v for k, v in FILES.items() if k != "terms.yml"})).terms == {}


@pytest.mark.parametrize("file", ["country.yml", "places/old/CA.yml", "laws/CA.yml"])
def test_a_file_nobody_would_read(tmp_path: Path, file: str) -> None:
    (problem,) = refused(write(tmp_path, FILES | {file: "place: CA"}))
    assert (problem.file, problem.line) == (file, 1)
    assert problem.expected.startswith("a file named places.yml, ")


@pytest.mark.parametrize("file", sorted(FILES))
def test_an_empty_file(tmp_path: Path, file: str) -> None:
    told = refused(write(tmp_path, FILES | {file: "# nothing yet\n"}))
    assert any((p.file, p.line, p.found) == (file, 1, "nothing") for p in told)


def test_bytes_that_are_not_utf_8(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    path = tmp_path / "places" / "NO.yml"
    path.write_bytes(path.read_bytes().replace(b"Lov om", b"Lov \xe5m"))
    assert refused(tmp_path) == (Problem("places/NO.yml", 5, "", "UTF-8 text", "other bytes"),)


def test_a_control_character(tmp_path: Path) -> None:
    (problem,) = refused(write(tmp_path, FILES | {"places/NO.yml": "place: NO\nnote: a\x07b\n"}))
    assert (problem.line, problem.expected) == (2, "printable text")


def test_an_id_given_in_two_files(tmp_path: Path) -> None:
    files = FILES | {"places/EU.yml": FILES["places/CA.yml"].replace("place: CA", "place: EU")}
    told = refused(write(tmp_path, files))
    second = next(p for p in told if p.field == "measures.0.id" and "not used before" in p.expected)
    assert (second.file, second.line) == ("places/EU.yml", 7)
    assert "places/CA.yml:7" in second.expected


def test_a_bill_of_another_countrys_legislature(problems: Callable[..., tuple[Problem, ...]]) -> None:
    told = problems("sessions.yml", "place: CA", "place: NO")
    assert [(p.file, p.line, p.field, p.expected) for p in told] == [
        ("places/CA.yml", 12, "measures.0.legislature", "a legislature of CA"),
        ("places/CA.yml", 30, "measures.1.legislature", "a legislature of CA"),
    ]


def test_a_default_the_legislature_does_not_have(problems: Callable[..., tuple[Problem, ...]]) -> None:
    default = "    commencement_default: {after: assented, days: 0, rule: On assent., evidence: [list]}\n"
    (problem,) = problems("sessions.yml", default, "")
    assert (problem.file, problem.line, problem.field, problem.found) == (
        "places/CA.yml",
        19,
        "measures.0.commencement_default",
        "'true'",
    )
    assert problem.expected.endswith("has a commencement_default in sessions.yml")


def test_a_place_given_twice(problems: Callable[..., tuple[Problem, ...]]) -> None:
    (problem,) = problems("places.yml", "  - {code: EU", "  - {code: NO, kind: country}\n  - {code: EU")
    assert (problem.line, problem.field, problem.found) == (4, "places.2.code", "'NO'")


# Whatever is typed into a value, the loader loads or says where.

YAML_SIGNS = (
    r"""[ ] {a: b} [a, b] &a *a &a_[*a] !x !!map_{} ?_a -_a a:_b:_c ' " # %YAML --- ... <<:_*a | >- @ `"""
)
WORDS = "~ no true 2022-13 ../.. memory ca-44-1-s-223 XK 0 -1"
TYPED = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=12),
    st.sampled_from([word.replace("_", " ") for word in f"{YAML_SIGNS} {WORDS}".split(" ")]),
    st.sampled_from(["", "\t", "\ufeff", "\x85", "\u2028"]),
)


def scalars(text: str) -> list[tuple[int, int]]:
    """Start and end of every scalar, keys among them."""
    return [
        (token.start_mark.index, token.end_mark.index)
        for token in yaml.scan(text)
        if isinstance(token, yaml.ScalarToken)
    ]


PLACES_OF_SCALARS = [(file, *span) for file, text in sorted(FILES.items()) for span in scalars(text)]


@settings(max_examples=settings().max_examples // 2, deadline=None)
@given(where=st.sampled_from(PLACES_OF_SCALARS), typed=TYPED)
@example(where=("terms.yml", 0, 2), typed="&a [*a]")
def test_whatever_is_typed_loads_or_is_refused_with_its_line(where: tuple[str, int, int], typed: str) -> None:
    file, start, end = where
    text = FILES[file][:start] + typed + FILES[file][end:]
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), FILES | {file: text})
        try:
            told: tuple[Problem, ...] = ()
            knowledge = load(Path(folder))
        except BadData as error:
            told = error.problems
        else:
            assert len(knowledge.criteria) == 3
            return
    assert told
    for problem in told:
        assert problem.file in FILES
        assert problem.line >= 1
        assert problem.expected
        assert "\n" not in str(problem)


# The shipped places, criteria and calendars, each by itself: the measures they name are stood in for.


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    files = {name: (DATA / name).read_text("utf-8") for name in ("places.yml", "sessions.yml", "subject.yml")}
    for code, ids in re.findall(r"^      ([A-Z]{2}): \[(.+)\]$", files["subject.yml"], re.MULTILINE):
        measures = [
            f"  - {{id: {i}, kind: act, title: T, lang: en, evidence: [memory]}}\n" for i in ids.split(", ")
        ]
        files[f"places/{code}.yml"] = f"place: {code}\nmeasures:\n{''.join(measures)}"
    files["treaties/cets-216.yml"] = FILES["treaties/cets-216.yml"]
    return load(write(tmp_path_factory.mktemp("shipped"), files))


def legislature(knowledge: Knowledge, name: str) -> Legislature:
    return next(body for body in knowledge.legislatures if body.id == name)


def test_the_shipped_knowledge_loads() -> None:
    knowledge = load(DATA)
    assert {m.place for m in knowledge.measures} >= {"KR", "BE", "NO", "IT", "TW", "ES", "IL", "CA", "GB"}
    assert "cets-216" in {treaty.id for treaty in knowledge.treaties}
    assert {"en", "fr", "zh", "no"} <= knowledge.terms.keys()


def test_every_place_is_there(shipped: Knowledge) -> None:
    # Two-letter codes the CLDR names that are not ISO 3166-1 places.
    other = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}
    iso = {code for code in map(str, Locale("en").territories) if re.fullmatch("[A-Z]{2}", code)} - other
    assert len(iso) == 249
    codes = {place.code for place in shipped.places if place.kind is not PlaceKind.SUBDIVISION}
    assert codes == iso | {"XK", "EU", "UN", "COE"}
    assert {"GB-SCT", "GB-NIR", "GB-WLS"} <= {place.code for place in shipped.places}


def test_the_denominator(shipped: Knowledge) -> None:
    counted = {place.code for place in shipped.places if place.counted}
    assert len(counted) == 193 + 4
    assert counted >= {"VA", "PS", "TW", "XK"}
    assert not counted & {"HK", "MO", "PR", "GL", "EU", "UN", "COE", "EH", "CK", "NU", "AQ", "GB-SCT"}
    assert counted == {place.code for place in shipped.places if place.kind is PlaceKind.COUNTRY}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("TW", "Taiwan"),
        ("XK", "Kosovo"),
        ("KR", "South Korea"),
        ("IR", "Iran"),
        ("NO", "Norway"),
        ("PS", "Palestinian Territories"),
        ("VA", "Vatican City"),
        ("EU", "European Union"),
        ("GB-SCT", "Scotland"),
    ],
)
def test_names(shipped: Knowledge, code: str, name: str) -> None:
    assert next(place.name for place in shipped.places if place.code == code) == name


def test_the_criteria(shipped: Knowledge) -> None:
    assert [c.name for c in shipped.criteria if c.headline] == ["transplant_abroad"]
    rules = {c.name: c for c in shipped.criteria}
    assert {name: rule.any_of for name, rule in rules.items() if rule.any_of} == {
        "transplant_abroad": (
            (Clause("recipient_liability", True),),
            (Clause("broker_liability", True),),
            (Clause("insurance_ban"),),
            (Clause("reporting_duty"),),
            (Clause("organ_trade_travel"),),
        ),
        "forced_harvesting": ((Clause("consent_based_offence", True),),),
        "sanctions": ((Clause("entry_or_sanctions"),),),
        "organ_sale_ban": ((Clause("organ_sale_ban"),),),
        "removal_trafficking": ((Clause("removal_trafficking"),),),
    }
    assert rules["convention"].treaty == "cets-216"
    assert rules["campaign_list"].listed == {
        "KR": ("kr-law-2020-17214",),
        "BE": ("be-law-2019-organ-trafficking",),
        "NO": ("no-law-2017-54",),
        "IT": ("it-law-2016-236",),
        "TW": ("tw-law-2015-organ-transplantation",),
        "ES": ("es-law-2010-5", "es-law-2019-1"),
        "IL": ("il-law-2008-5768",),
        "CA": ("ca-43-1-s-204", "ca-43-2-s-204", "ca-44-1-s-223"),
        "GB": ("gb-law-2022-31",),
    }
    assert all(rule.question.endswith("?") for rule in rules.values())


@pytest.mark.parametrize(
    ("body", "session", "start", "end", "ended_by"),
    [
        ("ca-parliament", "39-2", "2007-10-16", "2008-09-07", "dissolution"),
        ("ca-parliament", "40-1", "2008-11-18", "2008-12-04", "prorogation"),
        ("ca-parliament", "40-2", "2009-01-26", "2009-12-30", "prorogation"),
        ("ca-parliament", "40-3", "2010-03-03", "2011-03-26", "dissolution"),
        ("ca-parliament", "41-1", "2011-06-02", "2013-09-13", "prorogation"),
        ("ca-parliament", "41-2", "2013-10-16", "2015-08-02", "dissolution"),
        ("ca-parliament", "42-1", "2015-12-03", "2019-09-11", "dissolution"),
        ("ca-parliament", "43-1", "2019-12-05", "2020-08-18", "prorogation"),
        ("ca-parliament", "43-2", "2020-09-23", "2021-08-15", "dissolution"),
        ("ca-parliament", "44-1", "2021-11-22", "2025-01-06", "prorogation"),
        ("ca-parliament", "45-1", "2025-05-26", None, None),
        ("gb-parliament", "35", "2019-12-17", "2021-04-29", "prorogation"),
        ("gb-parliament", "36", "2021-05-11", "2022-04-28", "prorogation"),
        ("gb-parliament", "37", "2022-05-10", "2023-10-26", "prorogation"),
        ("gb-parliament", "38", "2023-11-07", "2024-05-24", "prorogation"),
        ("gb-parliament", "39", "2024-07-09", "2026-02-06/2026-05-12", "prorogation"),
        ("gb-parliament", "40", "2026-05-13", None, None),
        ("us-congress", "113", "2013-01-03", "2015-01-03", "expiry"),
        ("us-congress", "119", "2025-01-03", "2027-01-03", "expiry"),
    ],
)
def test_a_session_that_decides(
    shipped: Knowledge, body: str, session: str, start: str, end: str | None, ended_by: str | None
) -> None:
    found = next(s for s in legislature(shipped, body).sessions if s.id == session)
    assert found.start == date.fromisoformat(start)
    assert found.end == (Window.parse(end) if end else None)
    assert found.ended_by == (SessionEnd(ended_by) if ended_by else None)
    assert not is_only_memory(found.evidence)


def test_congresses_follow_each_other_without_a_gap(shipped: Knowledge) -> None:
    sessions = legislature(shipped, "us-congress").sessions
    assert [s.id for s in sessions] == [str(number) for number in range(113, 120)]
    assert all(s.end == Window.day(after.start) for s, after in pairwise(sessions))


def test_chambers(shipped: Knowledge) -> None:
    named = ("ca-parliament", "gb-parliament", "us-congress")
    assert {body.id: dict(body.chambers) for body in shipped.legislatures if body.id in named} == {
        "ca-parliament": {Chamber.LOWER: "House of Commons", Chamber.UPPER: "Senate"},
        "gb-parliament": {Chamber.LOWER: "House of Commons", Chamber.UPPER: "House of Lords"},
        "us-congress": {Chamber.LOWER: "House of Representatives", Chamber.UPPER: "Senate"},
    }


def test_canadas_silent_acts_are_in_force_on_assent(shipped: Knowledge) -> None:
    default = legislature(shipped, "ca-parliament").commencement_default
    assert default is not None
    assert (default.after, default.days) == (Stage.ASSENTED, 0)
    (evidence,) = default.evidence
    assert evidence.kind is EvidenceKind.OFFICIAL
    assert evidence.url == "https://laws-lois.justice.gc.ca/eng/acts/I-21/section-5.html"


def test_every_way_a_session_ended_has_a_rule_for_every_bill(shipped: Knowledge) -> None:
    for body in shipped.legislatures:
        plain = [r for r in body.carry_over if not (r.chamber or r.before or r.category) and r.sessions == 1]
        general = {end for rule in plain for end in rule.at}
        assert {s.ended_by for s in body.sessions if s.ended_by} <= general, body.id
        evidence = [rule.evidence for rule in body.carry_over]
        evidence += [body.promulgation.evidence] if body.promulgation else []
        assert all(found and not is_only_memory(found) for found in evidence)


@pytest.mark.parametrize(
    ("body", "session", "chamber", "category", "introduced", "lapsed"),
    [
        # C-381 began in the House: it outlived the prorogation of 40-2 and died with the Parliament.
        ("ca-parliament", "40-2", Chamber.LOWER, Category.PRIVATE_MEMBER, "2009-05-07", "2011-03-26"),
        # S-204 of 43-1 began in the Senate: it died at prorogation.
        ("ca-parliament", "43-1", Chamber.UPPER, Category.PRIVATE_MEMBER, "2019-12-10", "2020-08-18"),
        ("ca-parliament", "43-2", Chamber.UPPER, Category.PRIVATE_MEMBER, "2020-09-30", "2021-08-15"),
        ("ca-parliament", "43-1", Chamber.LOWER, Category.GOVERNMENT, "2020-02-01", "2020-08-18"),
        # The 44th Parliament was prorogued and then dissolved without another session.
        ("ca-parliament", "44-1", Chamber.UPPER, Category.PRIVATE_MEMBER, "2021-11-24", "2025-01-06"),
        ("ca-parliament", "44-1", Chamber.LOWER, Category.PRIVATE_MEMBER, "2022-06-22", "2025-03-23"),
        ("ca-parliament", "45-1", Chamber.UPPER, Category.PRIVATE_MEMBER, "2025-05-28", None),
        ("gb-parliament", "35", Chamber.LOWER, Category.PRIVATE_MEMBER, "2021-02-02", "2021-04-29"),
        ("gb-parliament", "36", Chamber.UPPER, Category.PRIVATE_MEMBER, "2021-05-20", "2022-04-28"),
        ("gb-parliament", "38", Chamber.LOWER, Category.GOVERNMENT, "2024-03-01", "2024-05-24"),
        ("gb-parliament", "37", Chamber.UPPER, Category.HYBRID, "2023-03-01", None),
        # Its session was prorogued and the Parliament dissolved before the next: hybrid bills outlive both.
        ("gb-parliament", "38", Chamber.UPPER, Category.HYBRID, "2024-03-01", None),
        ("ar-congress", "2023", Chamber.LOWER, None, "2023-08-16", "2024-11-30/2025-02-28"),
        ("au-parliament", "47", Chamber.LOWER, None, "2024-02-01", "2025-03-28"),
        ("es-cortes", "14", Chamber.LOWER, None, "2022-02-01", "2023-05-30"),
        ("fr-parliament", "13", Chamber.LOWER, None, "2010-09-16", "2012-06-19"),
        ("fr-parliament", "15", Chamber.UPPER, None, "2021-02-01", None),
        ("in-parliament", "16", Chamber.UPPER, None, "2018-02-01", None),
        ("in-parliament", "16", Chamber.LOWER, None, "2018-02-01", "2019-05-24/2019-05-25"),
        ("it-parliament", "18", Chamber.LOWER, None, "2018-08-10", "2022-10-12"),
        ("jp-diet", "163", Chamber.LOWER, None, "2005-10-01", "2005-11-01"),
        ("kr-assembly", "20", Chamber.LEGISLATURE, None, "2018-02-01", "2020-05-29"),
        ("kr-assembly", "21", Chamber.LEGISLATURE, None, "2021-02-01", "2024-05-29"),
        ("nz-parliament", "49", Chamber.LEGISLATURE, None, "2010-02-01", "2011-10-20"),
        ("ph-congress", "16", Chamber.UPPER, None, "2015-06-10", "2016-06-30"),
        ("pk-parliament", "14", Chamber.LOWER, None, "2017-03-01", "2018-05-31"),
        ("pk-parliament", "14", Chamber.UPPER, None, "2017-03-01", None),
        ("tw-yuan", "8", Chamber.LEGISLATURE, None, "2014-02-01", "2016-01-31"),
        ("us-congress", "117", Chamber.LOWER, None, "2021-03-01", "2023-01-03"),
        ("us-congress", "119", Chamber.LOWER, None, "2025-02-21", "2027-01-03"),
    ],
)
def test_an_open_bill_ends_with_its_session_by_the_rule(
    shipped: Knowledge,
    body: str,
    session: str,
    chamber: Chamber,
    category: Category | None,
    introduced: str,
    lapsed: str | None,
) -> None:
    start = date.fromisoformat(introduced)
    read = (Evidence(kind=EvidenceKind.OFFICIAL, citation="the bill's page"),)
    event = Event(stage=Stage.INTRODUCED, date=Window.day(start), label="Introduced", evidence=read)
    bill = Measure(
        id="xx-1",
        place=body[:2].upper(),
        kind=Kind.BILL,
        title="A Bill",
        lang="en",
        legislature=body,
        session=session,
        origin_chamber=chamber,
        category=category,
        events=(event,),
        evidence=read,
    )
    found = Assessment(merge(bill.id, [Record(CURATED, bill)]), legislature(shipped, body))
    steps = [(s.event.stage, str(s.window)) for s in found.steps]
    assert steps == [(Stage.INTRODUCED, introduced), *([(Stage.LAPSED, lapsed)] if lapsed else [])]
    after = found.on(date(2030, 1, 1))
    assert after is not None
    assert (after.status, after.unclear) == (Status.LAPSED if lapsed else Status.PENDING, False)
