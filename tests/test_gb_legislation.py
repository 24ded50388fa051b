"""legislation.gov.uk: oracles from real documents, and the traps of commencement."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from scrapers.gb_legislation import QUALIFICATIONS, SITE, SOURCE, TYPES, start
from tests.conftest import CAPTURES
from tracker.page import Page, Request, Unreadable
from tracker.source import Found, Watch, Watched
from tracker.source.declare import read
from tracker.vocabulary import Basis, Issue, IssueKind, Kind, Measure, Stage

CLML = "http://www.legislation.gov.uk/namespaces/legislation"
UKM = "http://www.legislation.gov.uk/namespaces/metadata"
ATOM = "http://www.w3.org/2005/Atom"
OTHER = b"http://www.legislation.gov.uk/id/ukpga/2004/30/section/32A"
SECTION = f"{SITE}/ukpga/2022/31/section/170/data.xml"
CHANGES = f"{SITE}/changes/affecting/ukpga/2022/31/data.feed?results-count=500&sort=modified"
ENACTED = '<ukm:PrimaryMetadata>{status}<ukm:EnactmentDate Date="2022-04-28"/></ukm:PrimaryMetadata>'


def document(
    *notes: str,
    path: str = "ukpga/2022/31/section/170",
    title: str = "Health and Care Act 2022",
    metadata: str = ENACTED,
    provisions: tuple[str, ...] = ("section/170",),
) -> bytes:
    """A document in the publisher's markup, as short as it may be."""
    law = "/".join(path.split("/")[:3])
    status = '<ukm:DocumentClassification><ukm:DocumentStatus Value="revised"/></ukm:DocumentClassification>'
    body = "".join(
        f'<P1group RestrictExtent="E+W+S"><P1 IdURI="http://www.legislation.gov.uk/id/{law}/{p}"/></P1group>'
        for p in provisions
    )
    commentaries = "".join(
        f'<Commentary Type="I" id="c{n}"><Para><Text>{text}</Text></Para></Commentary>'
        for n, text in enumerate(notes)
    )
    return f"""<Legislation xmlns="{CLML}" IdURI="http://www.legislation.gov.uk/id/{law}" SchemaVersion="1.0"
 RestrictExtent="E+W+S+N.I."><ukm:Metadata xmlns:ukm="{UKM}" xmlns:dc="http://purl.org/dc/elements/1.1/">
 <dc:identifier>http://www.legislation.gov.uk/{path}</dc:identifier><dc:title>{title}</dc:title>
 {metadata.format(status=status)}</ukm:Metadata><Primary><Body>{body}</Body></Primary>
 <Commentaries>{commentaries}</Commentaries></Legislation>""".encode()


def effect(provision: str, *in_force: str, affecting: str = "ukpga/2022/31", up_to: str | None = None) -> str:
    uri = f"http://www.legislation.gov.uk/id/{affecting}"
    section = f'<ukm:Section URI="{uri}/{provision}"/>'
    if up_to:
        section = (
            f'<ukm:SectionRange URI="{uri}/{provision}" UpTo="{uri}/{up_to}">{section}</ukm:SectionRange>'
        )
    return (
        f'<entry><ukm:Effect AffectingURI="{uri}" Type="inserted"><ukm:AffectingProvisions>'
        f"{section}</ukm:AffectingProvisions>"
        f"<ukm:InForceDates>{''.join(f'<ukm:InForce {row}/>' for row in in_force)}</ukm:InForceDates>"
        "</ukm:Effect></entry>"
    )


def feed(*entries: str, following: str | None = None) -> bytes:
    address = escape((following or "").replace("https:", "http:"))
    link = f'<link rel="next" href="{address}"/>' if following else ""
    return f'<feed xmlns="{ATOM}" xmlns:ukm="{UKM}">{link}{"".join(entries)}</feed>'.encode()


PROSPECTIVE = 'Prospective="true" Qualification=""'
WHOLLY = 'Date="2022-07-01" Qualification="wholly in force"'


def ask(content: bytes, url: str = SECTION, context: Mapping[str, Any] | None = None) -> list[Any]:
    return list(read(SOURCE, Page(content, url, "application/xml"), context or {}))


def asked_changes(*pages: bytes) -> list[Any]:
    """What comes of section 170 without a note, after these pages of changes."""
    found: list[Any] = ask(document())
    for content in pages:
        (request,) = found
        found = ask(content, request.url, json.loads(json.dumps(request.context)))
    return found


def measure(found: Iterable[Any]) -> Measure:
    (only,) = [item for item in found if isinstance(item, Measure)]
    return only


def steps(found: Iterable[Any]) -> dict[Stage, str | None]:
    """Of several steps of a stage, such as commencements of parts, the first."""
    return {e.stage: str(e.date) if e.date else None for e in reversed(measure(found).events)}


@pytest.mark.captures
@pytest.mark.parametrize(
    ("path", "file", "law_id", "place", "citation", "expected"),
    [
        ("nia/2022/2", "sample-ni-nia-2022-2.xml", "gb-law-2022-nia-2", "GB-NIR", "2022 c. 2 (N.I.)",
         {Stage.ASSENTED: "2022-02-02", Stage.IN_FORCE: "2022-02-03"}),
        ("asp/2021/11", "sample-scot-asp-2021-11.xml", "gb-law-2021-asp-11", "GB-SCT", "2021 asp 11",
         {Stage.ASSENTED: "2021-04-21"}),
        ("asc/2020/1", "sample-senedd-asc-2020-1.xml", "gb-law-2020-asc-1", "GB-WLS", "2020 asc 1",
         {Stage.ASSENTED: "2020-06-01"}),
        ("ukpga/1998/42", "sample-human-rights-1998.xml", "gb-law-1998-42", "GB", "1998 c. 42",
         {Stage.ASSENTED: "1998-11-09"}),
        ("ukpga/2006/37", "clml-ukpga-2006-37-metadata.xml", "gb-law-2006-37", "GB", "2006 c. 37",
         {Stage.ASSENTED: "2006-11-08"}),
        ("uksi/2021/558", "clml-uksi-2021-558-metadata.xml", "gb-law-2021-si-558", "GB", "SI 2021/558",
         {Stage.ASSENTED: "2021-05-07", Stage.IN_FORCE: "2021-06-01"}),
    ],
)  # fmt: skip
def test_real_laws(
    captures: Path, path: str, file: str, law_id: str, place: str, citation: str, expected: dict[Stage, str]
) -> None:
    found = ask((captures / "uk-legislation" / file).read_bytes(), f"{SITE}/{path}/data.xml")
    law = measure(found)
    assert (law.id, law.place, law.citation) == (law_id, place, citation)
    assert steps(found) == expected
    assert law.kind is (Kind.REGULATION if path.startswith("uksi") else Kind.ACT)
    assert not [item for item in found if isinstance(item, Issue)]


@pytest.mark.captures
def test_an_act_commenced_by_pieces_keeps_them_as_a_note(captures: Path) -> None:
    content = (captures / "uk-legislation/sample-senedd-asc-2020-1.xml").read_bytes()
    assert measure(ask(content, f"{SITE}/asc/2020/1/data.xml")).note == (
        "76 commencements of its provisions, 2022-03-08 to 2023-07-01"
    )


@pytest.mark.captures
@pytest.mark.parametrize(
    ("section", "expected"),
    [("4", "2023-04-01"), ("24", "2022-03-08"), ("19", None), ("23", None)],
)
def test_provisions_of_a_real_act(captures: Path, section: str, expected: str | None) -> None:
    """Section 4 came into force in two steps, the second for the rest; 19 and 23 by subsections."""
    content = (captures / "uk-legislation/sample-senedd-asc-2020-1.xml").read_bytes()
    whole = b"<dc:identifier>http://www.legislation.gov.uk/asc/2020/1<"
    assert content.count(whole) == 1
    content = content.replace(whole, whole[:-1] + f"/section/{section}<".encode())
    (found,) = ask(content, f"{SITE}/asc/2020/1/section/{section}/data.xml")
    if expected is None:
        assert isinstance(found, Request)
        assert f"S. {section}(" in found.context["law"]["note"]
    else:
        assert steps([found])[Stage.IN_FORCE] == expected


@pytest.mark.captures
def test_a_real_note_of_three_clauses(captures: Path) -> None:
    content = (captures / "uk-legislation/sample-human-rights-1998.xml").read_bytes()
    whole = b"<dc:identifier>http://www.legislation.gov.uk/ukpga/1998/42<"
    for provision, expected in (("section/21", "2000-10-02"), ("section/21/5", "2000-10-02")):
        page = content.replace(whole, whole[:-1] + f"/{provision}<".encode())
        found = ask(page, f"{SITE}/ukpga/1998/42/{provision}/data.xml")
        assert steps(found)[Stage.IN_FORCE] == expected


@pytest.mark.captures
@pytest.mark.parametrize(
    ("provision", "expected", "note"),
    [
        ("section/112", "2005-12-30", None),
        ("section/145", "2002-11-07", None),
        ("section/115", "2005-12-30", None),
        ("section/135", None, "0 of 2 changes made by section/135 are listed as wholly in force"),
        ("section/17", None, "0 of 1 changes made by section/17 are listed as wholly in force"),
    ],
)
def test_real_changes(captures: Path, provision: str, expected: str | None, note: str | None) -> None:
    content = (captures / "uk-legislation/clml-changes-affecting-ukpga-2002-38-feed.xml").read_bytes()
    path = f"ukpga/2002/38/{provision}"
    enacted = ENACTED.replace("2022-04-28", "2002-11-07")
    (request,) = ask(document(path=path, metadata=enacted), f"{SITE}/{path}/data.xml")
    found = ask(content, request.url, request.context)
    assert steps(found).get(Stage.IN_FORCE) == expected
    assert measure(found).note == note
    assert [e.basis for e in measure(found).events if e.stage is Stage.IN_FORCE] == (
        [Basis.INFERENCE] if expected else []
    )


@pytest.mark.captures
def test_every_qualification_seen_or_documented_is_mapped(captures: Path) -> None:
    seen = set()
    for name in ("clml-changes-affecting-ukpga-2002-38-feed.xml", "sample-dpa-2018-changes.feed.xml"):
        root = etree.parse(captures / "uk-legislation" / name)
        seen |= {row.get("Qualification") for row in root.iter("{*}InForce")}
    assert len(seen) == 10
    schema = CAPTURES.parent / "specs/clml/schemaLegislationMetadata.xsd"
    documented = schema.read_text("utf-8").partition('name="Qualification" use="required">\n')[2]
    values = documented.partition("</xsd:restriction>")[0].split('<xsd:enumeration value="')[1:]
    assert len(values) == 29
    assert {value.partition('"')[0] for value in values} == set(QUALIFICATIONS)
    assert seen <= set(QUALIFICATIONS)


@pytest.mark.captures
def test_a_real_list_finds_and_pages(captures: Path) -> None:
    content = (captures / "uk-legislation/sample-atom-ukpga-2018.xml").read_bytes()
    found = ask(content, f"{SITE}/ukpga/2018/data.feed")
    assert len([item for item in found if isinstance(item, Found)]) == 20
    assert found[0].id == "gb-law-2018-34"
    assert found[0].detail.url == f"{SITE}/ukpga/2018/34/data.xml"
    assert found[-1] == Request(url=f"{SITE}/ukpga/2018/data.feed?page=2", context={"read": 20})


@pytest.mark.parametrize(
    "note",
    [
        "S. 170 in force at 1.7.2022 by S.I. 2022/734, reg. 2(a), Sch. (with regs. 13, 29, 30)",
        "S. 170 in operation at 1.7.2022, see s. 186",
        "S. 170 wholly in force at 1.7.2022; s. 170(2) in force at Royal Assent, see s. 186(2)",
        "S. 170 in force at 1.7.2022 in so far as not already in force by S.I. 2022/734, reg. 2(a)",
        "S. 170 in force at 1.7.2022 (with reg. 13) by S.I. 2022/734",
    ],
)
def test_a_note_on_the_whole_section_brings_it_into_force(note: str) -> None:
    found = ask(document(note))
    assert steps(found) == {Stage.ASSENTED: "2022-04-28", Stage.IN_FORCE: "2022-07-01"}
    law = measure(found)
    assert (law.id, law.relevant_part, law.extent) == ("gb-law-2022-31", "section 170", "E+W+S")
    assert law.events[1].label in note


@pytest.mark.parametrize(
    "note",
    [
        "S. 170 in force at 1.7.2022 for specified purposes by S.I. 2022/734, reg. 2(a)",
        "S. 170 in force at 1.7.2022 for E. by S.I. 2022/734, reg. 2(a)",
        "S. 170 in force at 1.7.2022 (E.W.) by S.I. 2022/734, reg. 2(a)",
        "S. 170 in force at 1.7.2022, except s. 170(2), by S.I. 2022/734, reg. 2(a)",
        "S. 170 in force at 1.7.2022 by S.I. 2022/734, reg. 2(a) for specified purposes",
        "S. 170 in force for certain purposes at Royal Assent, see s. 186",
        "S. 170(1)(2) in force at 1.7.2022 by S.I. 2022/734, reg. 2(a)",
        "S. 170(1) in force at 1.7.2022 by S.I. 2022/734, reg. 2(a)",
    ],
)
def test_a_partial_commencement_decides_nothing_and_is_kept(note: str) -> None:
    (request,) = ask(document(note))
    assert isinstance(request, Request)
    assert request.context["law"]["note"] == note
    found = ask(feed(), request.url, request.context)
    assert steps(found) == {Stage.ASSENTED: "2022-04-28"}
    assert note in (measure(found).note or "")


@pytest.mark.parametrize(
    "note", ["S. 17 in force at 1.7.2022 by S.I. 2022/734", "S. 1700 in force at 1.7.2022 by S.I. 2022/734"]
)
def test_the_note_of_another_section_is_not_ours(note: str) -> None:
    (request,) = ask(document(note))
    assert isinstance(request, Request)
    assert request.context["law"]["note"] is None


def test_commencement_on_royal_assent_is_the_day_of_enactment() -> None:
    assert (
        steps(ask(document("S. 170 in force at Royal Assent, see s. 186(2)")))[Stage.IN_FORCE] == "2022-04-28"
    )


def test_a_note_about_our_section_that_cannot_be_read_is_an_issue() -> None:
    (request,) = ask(document("Ss. 169-171 partly in force; see s. 186", "Ss. 1, 2 commenced 1.7.2022"))
    found = ask(feed(), request.url, request.context)
    (issue,) = [item for item in found if isinstance(item, Issue)]
    assert (issue.kind, issue.field) == (IssueKind.BAD_VALUE, "Commentary")
    assert "Ss. 169-171" in issue.detail


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ([feed(effect("section/170/1", PROSPECTIVE, WHOLLY), effect("section/170/2", WHOLLY))], "2022-07-01"),
        ([feed(effect("section/170/1", PROSPECTIVE))], None),
        ([feed(effect("section/170/1", WHOLLY), effect("section/170/2", PROSPECTIVE))], None),
        ([feed(effect("section/170", 'Date="2022-07-01" Qualification="for E."'))], None),
        ([feed(effect("section/170", 'Date="2022-07-01" Qualification=""'))], None),
        ([feed(effect("section/17", WHOLLY), effect("section/1700", WHOLLY))], None),
        ([feed(effect("section/170", WHOLLY, affecting="ukpga/2021/31"))], None),
        ([feed(effect("section/170", WHOLLY), effect("section/170", WHOLLY.replace("07", "09")))], None),
        ([feed(effect("section/170", WHOLLY), effect("section/9", PROSPECTIVE, up_to="section/999"))], None),
        ([feed(effect("section/169", WHOLLY, up_to="section/171"))], "2022-07-01"),
        ([feed(effect("section/170", WHOLLY, WHOLLY.replace("07", "09")))], "2022-09-01"),
        ([feed(effect("section/170", 'Prospective="true" Qualification="wholly in force"'))], None),
        ([feed()], None),
        ([feed(effect("section/170/1", WHOLLY), following=f"{CHANGES}&page=2"),
          feed(effect("section/170/2", PROSPECTIVE))], None),
    ],
)  # fmt: skip
def test_changes_made_by_the_section(pages: list[bytes], expected: str | None) -> None:
    found = asked_changes(*pages)
    assert steps(found).get(Stage.IN_FORCE) == expected
    assert steps(found)[Stage.ASSENTED] == "2022-04-28"


def test_the_feed_of_changes_is_asked_for_once_a_page() -> None:
    (request,) = ask(document())
    assert request.url == CHANGES
    first = feed(effect("section/170/1", WHOLLY), following=f"{CHANGES}&page=2")
    (more,) = ask(first, request.url, request.context)
    assert more.url == CHANGES + "&page=2"
    assert steps(ask(feed(), more.url, more.context))[Stage.IN_FORCE] == "2022-07-01"


def test_an_unknown_qualification_is_an_issue() -> None:
    found = asked_changes(
        feed(effect("section/170", 'Date="2022-07-01" Qualification="for the Isle of Man"'))
    )
    assert Stage.IN_FORCE not in steps(found)
    (issue,) = [item for item in found if isinstance(item, Issue)]
    assert (issue.kind, issue.field) == (IssueKind.BAD_VALUE, "Qualification")


@pytest.mark.parametrize(
    ("notes", "day"),
    [
        (["S. 1 in force at 1.7.2022", "S. 2 in force at 1.7.2022"], "2022-07-01"),
        # Whose provision it is that matters, the notes on all of them do not say.
        (["S. 1 in force at 1.7.2022"], None),
        (["S. 1 in force at 1.7.2022", "S. 2 in force at 1.9.2023"], None),
        (["S. 2 in force at Royal Assent"], None),
        (["S. 1 in force at 1.7.2022 for specified purposes"], None),
    ],
)
def test_an_act_is_in_force_where_all_of_it_is(notes: list[str], day: str | None) -> None:
    whole = document(*notes, path="ukpga/2022/31", provisions=("section/1", "section/2"))
    law = measure(ask(whole, f"{SITE}/ukpga/2022/31/data.xml"))
    assert [str(e.date) for e in law.events if e.stage is Stage.IN_FORCE] == ([day] if day else [])
    assert day or (law.note and "commencements of its provisions" in law.note) or "purposes" in notes[0]


def test_the_sections_of_an_act_are_its_own() -> None:
    notes = ("S. 1 in force at 1.7.2022 by S.I. 2022/734", "S. 2 in force at 1.7.2022 by S.I. 2022/734")
    whole = {"path": "ukpga/2022/31", "provisions": ("section/1", "section/2")}
    url = f"{SITE}/ukpga/2022/31/data.xml"
    assert steps(ask(document(*notes, **whole), url))[Stage.IN_FORCE] == "2022-07-01"  # type: ignore[arg-type]
    quoted = document(*notes, **whole).replace(b"</Body>", b"<P1 IdURI='%s'/></Body>" % OTHER)  # type: ignore[arg-type]
    assert steps(ask(quoted, url))[Stage.IN_FORCE] == "2022-07-01"


INSTRUMENT = "<ukm:SecondaryMetadata>{{status}}<ukm:Made Date='2024-02-28'/>{}</ukm:SecondaryMetadata>"


@pytest.mark.parametrize(
    ("coming", "expected"),
    [
        ("<ukm:DateTime Date='2024-04-01'/>", "2024-04-01"),
        ("<ukm:DateTime Date='2024-04-01'/><ukm:DateTime Date='2024-04-01' Time='12:00:00'/>", "2024-04-01"),
        ("<ukm:DateTime Date='2024-04-01'/><ukm:DateTime Date='2025-04-01'/>", "2024-04-01"),
        ("", None),
    ],
)
def test_an_instrument_comes_into_force_on_one_day_or_in_part_on_the_first(
    coming: str, expected: str | None
) -> None:
    metadata = INSTRUMENT.format(f"<ukm:ComingIntoForce>{coming}</ukm:ComingIntoForce>")
    found = ask(document(path="uksi/2024/262", metadata=metadata), f"{SITE}/uksi/2024/262/data.xml")
    assert steps(found).get(Stage.IN_FORCE) == expected
    assert measure(found).id == "gb-law-2024-si-262"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Northern Ireland Budget Act 2018 (repealed)", {Stage.REPEALED: None}),
        ("Human Organ Transplants Act 1989 (repealed 1.9.2006)", {Stage.REPEALED: "2006-09-01"}),
        ("Repealed Enactments (Savings) Act 2018", {}),
    ],
)
def test_a_repealed_act_says_so_in_its_title(title: str, expected: dict[Stage, str | None]) -> None:
    found = steps(ask(document("S. 170 in force at Royal Assent", title=title)))
    assert {k: v for k, v in found.items() if k is Stage.REPEALED} == expected


def test_ids_of_all_types_are_distinct() -> None:
    found = {
        measure(
            ask(
                document(
                    "S. 1 in force at Royal Assent",
                    path=f"{name}/2020/1",
                    provisions=("section/1",),
                    metadata='<ukm:PrimaryMetadata>{status}<ukm:EnactmentDate Date="2020-06-01"/>'
                    '</ukm:PrimaryMetadata><ukm:SecondaryMetadata><ukm:Made Date="2020-06-01"/>'
                    "</ukm:SecondaryMetadata>",
                ),
                f"{SITE}/{name}/2020/1/data.xml",
            )
        ).id
        for name in TYPES
    }
    assert len(found) == len(TYPES)
    assert {"gb-law-2020-1", "gb-law-2020-asp-1", "gb-law-2020-si-1", "gb-law-2020-nisr-1"} <= found


def test_what_is_asked_for_first() -> None:
    watch = Watch(
        measures=(
            Watched(id="gb-law-2022-31", source_id="ukpga/2022/31/section/170"),
            Watched(id="gb-law-2021-asp-11", source_id="asp/2021/11"),
            Watched(id="gb-bill-2818", source_id="2818"),
            Watched(id="gb-x"),
        ),
        terms={"en": ("organ trafficking",), "de": ("Organhandel",)},
    )
    urls = [request.url for request in start(watch)]
    assert urls == [
        SECTION,
        f"{SITE}/asp/2021/11/data.xml",
        f"{SITE}/ukpga/data.feed?title=organ+trafficking&sort=published",
        f"{SITE}/uksi/data.feed?title=organ+trafficking&sort=published",
    ]
    assert all(SOURCE.reader_for(url) for url in urls)


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (
            document().replace(b"EnactmentDate", b"EnactmentDay"),
            "{*}Metadata/{*}PrimaryMetadata/{*}EnactmentDate",
        ),
        (document().replace(b"dc:title", b"dc:name"), "{*}Metadata/{*}title"),
    ],
)
def test_a_missing_field_is_named(content: bytes, field: str) -> None:
    with pytest.raises(Unreadable) as error:
        ask(content)
    assert (error.value.kind, error.value.field) == (IssueKind.MISSING_FIELD, field)


@pytest.mark.parametrize(
    "content",
    [
        document().replace(b"2022-04-28", b"28 April 2022"),
        document().replace(b"2022-04-28", b"9999-12-31"),
        document("S. 170 in force at 31.6.2022 by S.I. 2022/734"),
        document(path="ukpga/2022/31"),
        document(path="ukpga/2022/31/section/171"),
        document(path="eur/2016/679"),
    ],
)
def test_a_wrong_date_or_another_page_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable) as error:
        ask(content)
    assert error.value.kind is IssueKind.BAD_VALUE


@pytest.mark.parametrize("url", [SECTION, CHANGES, f"{SITE}/ukpga/data.feed?title=organ&sort=published"])
@pytest.mark.parametrize(
    "content",
    [b"", b"<!DOCTYPE html><html><head><script src='/challenge.js'></script></head><body></body></html>" * 9],
)
def test_an_empty_or_challenge_page_is_refused(content: bytes, url: str) -> None:
    with pytest.raises(Unreadable) as error:
        list(read(SOURCE, Page(content, url), {}))
    assert error.value.kind is IssueKind.WRONG_CONTENT


def test_html_is_refused_by_its_content_type() -> None:
    with pytest.raises(Unreadable, match="text/html"):
        list(read(SOURCE, Page(document(), SECTION, "text/html"), {}))


@given(
    cut=st.integers(min_value=0), byte=st.integers(0, 255), kind=st.sampled_from(["law", "changes", "list"])
)
@settings(deadline=None)
def test_damaged_bytes_read_or_are_unreadable(cut: int, byte: int, kind: str) -> None:
    entry = "<entry><id>http://www.legislation.gov.uk/id/ukpga/2022/31</id><title>Act</title></entry>"
    content, url, context = {
        "law": (document("S. 170 in force at 1.7.2022 by S.I. 2022/734"), SECTION, {}),
        "changes": (feed(effect("section/170", WHOLLY)), CHANGES, ask(document())[0].context),
        "list": (feed(entry), f"{SITE}/ukpga/data.feed", {}),
    }[kind]
    where = cut % len(content)
    for damaged in (content[:where], content[:where] + bytes([byte]) + content[where + 1 :]):
        with suppress(Unreadable):
            ask(damaged, url, context)


@given(text=st.text(alphabet="S. 170()inforceat1.7.2022;,-RoyalAssent by", max_size=60))
def test_no_odd_note_brings_a_section_into_force(text: str) -> None:
    """Whatever an editor types, it takes the full words to bring section 170 into force."""
    try:
        found = ask(document(text))
    except Unreadable:
        return
    assert [item for item in found if isinstance(item, Request)] or "in force at" in text
