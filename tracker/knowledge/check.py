"""What a single value cannot know: that references resolve, values fit together, dates follow each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from tracker.knowledge import models as m
from tracker.knowledge.document import Document, Loc
from tracker.knowledge.names import Names
from tracker.knowledge.problems import Problem
from tracker.questions import ACTS_ABROAD, PlaceKind
from tracker.vocabulary import (
    Answer,
    Basis,
    EvidenceKind,
    Kind,
    SessionEnd,
    Status,
    Value,
    bill_id,
    number_key,
)


def _evidence(document: Document, entries: Mapping[str, m.EvidenceEntry]) -> Iterator[Problem]:
    for key, entry in entries.items():
        loc: Loc = ("evidence", key)
        if key == m.MEMORY:
            yield document.problem(loc, f"another key: {m.MEMORY} is reserved for what nobody read", key)
        if entry.url is None and entry.citation is None and entry.kind is not EvidenceKind.MEMORY:
            yield document.problem(loc, "a url or a citation", None)


def _keys(document: Document, loc: Loc, keys: Iterable[str], known: Iterable[str]) -> Iterator[Problem]:
    for position, key in enumerate(keys):
        if key != m.MEMORY and key not in known:
            expected = f"a key of this file's evidence ({', '.join(sorted(known)) or 'none is defined'})"
            yield document.problem((*loc, position), expected, key)


def places(
    document: Document, file: m.PlacesFile, named: Mapping[str, str], known: Names
) -> Iterator[Problem]:
    for i, entry in enumerate(file.places):
        loc: Loc = ("places", i)
        if entry.code in named and entry.name is not None:
            yield document.problem((*loc, "name"), "no name: the Unicode CLDR has one", entry.name)
        if entry.code not in named and entry.name is None:
            yield document.problem(
                (*loc, "name"), f"a name: the Unicode CLDR has none for {entry.code}", None
            )
        if (entry.kind is PlaceKind.SUBDIVISION) != (entry.parent is not None):
            yield document.problem(
                (*loc, "parent"), "a parent for a subdivision, and only there", entry.parent
            )
        elif entry.parent is not None and not entry.code.startswith(f"{entry.parent}-"):
            yield document.problem(
                (*loc, "parent"), f"the part of {entry.code} before the dash", entry.parent
            )
        elif entry.parent is not None and entry.parent not in known.places:
            yield document.problem((*loc, "parent"), "the code of a place", entry.parent)
        if entry.parts is not None and entry.kind is not PlaceKind.COUNTRY:
            yield document.problem((*loc, "parts"), "a number only of a country", entry.parts)
        if entry.region is not None and not entry.counted:
            yield document.problem((*loc, "region"), "a region only of a counted country", entry.region)
        if entry.counted and entry.kind is not PlaceKind.COUNTRY:
            yield document.problem((*loc, "counted"), "true only for a country", "true")


def place_file(document: Document, file: m.PlaceFile, known: Names) -> Iterator[Problem]:
    stem = PurePosixPath(document.file).stem
    if file.place != stem:
        yield document.problem(("place",), f"{stem}, as the file is named", file.place)
    if file.place not in known.places:
        yield document.problem(("place",), "the code of a place in places.yml", file.place)
    yield from _evidence(document, file.evidence)
    yield from _same_number(document, file)
    yield from _plain(document, file, known)
    searches: tuple[tuple[str, Iterable[Any]], ...] = (("checks", file.checks), ("tried", file.tried))
    for part, entries in searches:
        for i, search in enumerate(entries):
            for j, question in enumerate(search.questions):
                where: Loc = (part, i, "questions", j)
                yield from _one_of(document, where, question, known.criteria)
    for i, entry in enumerate(file.measures):
        loc: Loc = ("measures", i)
        yield from _identity(document, loc, file.place, entry, known)
        yield from _references(document, loc, entry, known)
        yield from _measure_keys(document, loc, entry, file.evidence)
        yield from _values(document, loc, entry, known)


def _plain(document: Document, file: m.PlaceFile, known: Names) -> Iterator[Problem]:
    own = {entry.id for entry in file.measures}
    for i, entry in enumerate(file.plain):
        loc: Loc = ("plain", i)
        yield from _one_of(document, (*loc, "question"), entry.question, known.criteria)
        for j, key in enumerate(entry.measures):
            if key not in own:
                yield document.problem((*loc, "measures", j), "the id of a measure of this file", key)


def _same_number(document: Document, file: m.PlaceFile) -> Iterator[Problem]:
    """Bills of one session under one number, however it is spelt: one bill, entered twice."""
    first: dict[tuple[str | None, str | None, str], str] = {}
    for i, entry in enumerate(file.measures):
        if entry.kind is Kind.BILL and entry.session and entry.number:
            key = entry.legislature, entry.session, number_key(entry.number)
            other = first.setdefault(key, entry.id)
            if other != entry.id:
                loc: Loc = ("measures", i, "number")
                yield document.problem(
                    loc, f"a number no other bill of the session has ({other})", entry.number
                )


def _identity(
    document: Document, loc: Loc, place: str, entry: m.MeasureEntry, known: Names
) -> Iterator[Problem]:
    country = place.partition("-")[0].lower()
    if not entry.id.startswith(f"{country}-"):
        yield document.problem((*loc, "id"), f"an id that begins with {country}-", entry.id)
    elif entry.kind is Kind.BILL and entry.session and entry.number:
        # A number in another script, or a row of several bills, gives an id no whole tail.
        whole = entry.number.isascii() and "," not in entry.number
        expected = bill_id(place, entry.session, entry.number if whole else "")
        if entry.id != expected and (whole or not entry.id.startswith(f"{expected}-")):
            told = "made of place, session and number" if whole else "followed by a dash and a short name"
            yield document.problem((*loc, "id"), f"{expected}, {told}", entry.id)
    if entry.legislature is None:
        if entry.session is not None:
            yield document.problem((*loc, "legislature"), "the legislature of the session", None)
        return
    home = known.homes.get(entry.legislature)
    if home is None:
        choices = ", ".join(sorted(known.homes))
        yield document.problem((*loc, "legislature"), f"one of: {choices}", entry.legislature)
    elif home != place:
        yield document.problem((*loc, "legislature"), f"a legislature of {place}", entry.legislature)
    elif entry.session is not None and entry.session not in known.sessions[entry.legislature]:
        choices = ", ".join(sorted(known.sessions[entry.legislature]))
        yield document.problem((*loc, "session"), f"one of: {choices}", entry.session)


def _references(document: Document, loc: Loc, entry: m.MeasureEntry, known: Names) -> Iterator[Problem]:
    for i, alias in enumerate(entry.aliases):
        forms = (alias.id is not None, alias.source is not None, alias.source_id is not None)
        if forms not in ((True, False, False), (False, True, True)):
            yield document.problem((*loc, "aliases", i), "either id, or source with source_id", None)
        elif alias.id in known.measures:
            yield document.problem((*loc, "aliases", i, "id"), "an id no measure has", alias.id)
    for i, link in enumerate(entry.links):
        where: Loc = (*loc, "links", i, "target")
        if link.target not in known.targets:
            yield document.problem(where, "the id or an alias of a measure in places/", link.target)
        elif known.aliases.get(link.target, link.target) == entry.id:
            yield document.problem(where, "another measure than this one", link.target)
    if entry.continues is not None and entry.continues not in known.targets - {entry.id}:
        yield document.problem((*loc, "continues"), "the id or an alias of another measure", entry.continues)
    if entry.commencement_default and entry.legislature not in known.defaults:
        expected = "true only where the legislature has a commencement_default in sessions.yml"
        yield document.problem((*loc, "commencement_default"), expected, "true")


def _measure_keys(
    document: Document, loc: Loc, entry: m.MeasureEntry, known: Iterable[str]
) -> Iterator[Problem]:
    yield from _keys(document, (*loc, "evidence"), entry.evidence, known)
    parts: tuple[tuple[str, Iterable[Any]], ...] = (
        ("events", entry.events),
        ("links", entry.links),
        ("provisions", entry.provisions),
    )
    for name, items in parts:
        for i, item in enumerate(items):
            yield from _keys(document, (*loc, name, i, "evidence"), item.evidence or (), known)


def _values(document: Document, loc: Loc, entry: m.MeasureEntry, known: Names) -> Iterator[Problem]:
    if (entry.official_url is None) != (entry.address_checked is None):
        expected = "official_url and address_checked together"
        yield document.problem((*loc, "address_checked"), expected, entry.address_checked)
    for i, aim in enumerate(entry.aims):
        yield from _one_of(document, (*loc, "aims", i), aim, known.criteria)
    for i, event in enumerate(entry.events):
        if event.basis is not Basis.STATED and event.note is None:
            expected = f"a note that writes out the {event.basis}"
            yield document.problem((*loc, "events", i, "note"), expected, None)
    for i, item in enumerate(entry.provisions):
        where: Loc = (*loc, "provisions", i)
        yield from _one_of(document, (*where, "name"), item.name, known.provisions)
        if item.abroad is not None and known.provisions.get(item.name) is False:
            allowed = ", ".join(known.reaching)
            yield document.problem((*where, "abroad"), f"abroad only on: {allowed}", item.abroad)
        if item.since and item.until and item.since.earliest and item.since.earliest > item.until.latest:
            yield document.problem((*where, "until"), f"a day not before since ({item.since})", item.until)


def sessions(document: Document, file: m.SessionsFile, known: Names) -> Iterator[Problem]:
    yield from _evidence(document, file.evidence)
    for i, body in enumerate(file.legislatures):
        loc: Loc = ("legislatures", i)
        if body.place not in known.places:
            yield document.problem((*loc, "place"), "the code of a place in places.yml", body.place)
        for j, rule in enumerate(body.carry_over):
            yield from _keys(document, (*loc, "carry_over", j, "evidence"), rule.evidence, file.evidence)
        for name in ("commencement_default", "promulgation"):
            if (entry := getattr(body, name)) is not None:
                yield from _keys(document, (*loc, name, "evidence"), entry.evidence, file.evidence)
        yield from _calendar(document, (*loc, "sessions"), body, file.evidence)


def _calendar(
    document: Document, loc: Loc, body: m.LegislatureEntry, evidence: Iterable[str]
) -> Iterator[Problem]:
    counts = Counter(session.id for session in body.sessions)
    previous: m.SessionEntry | None = None
    for i, session in enumerate(body.sessions):
        where: Loc = (*loc, i)
        yield from _keys(document, (*where, "evidence"), session.evidence, evidence)
        if counts[session.id] > 1:
            yield document.problem((*where, "id"), "an id of one session only", session.id)
        if (session.end is None) != (session.ended_by is None):
            yield document.problem((*where, "ended_by"), "end and ended_by together", session.ended_by)
        for name, day in (("end", session.end), ("dissolved", session.dissolved)):
            if day is not None and (day.earliest is None or day.earliest < session.start):
                yield document.problem((*where, name), f"a day not before {session.start}", day)
        if session.dissolved is not None and session.ended_by is not SessionEnd.PROROGATION:
            expected = "only where the session ended by prorogation"
            yield document.problem((*where, "dissolved"), expected, session.dissolved)
        if previous is not None and (previous.end is None or previous.end.latest > session.start):
            expected = "sessions in order, each ended before the next begins"
            yield document.problem((*where, "start"), expected, session.start)
        previous = session


def subject(document: Document, file: m.SubjectFile, known: Names) -> Iterator[Problem]:
    if not known.provisions.get(ACTS_ABROAD):
        expected = f"the provision {ACTS_ABROAD} with abroad: true, on which others lean"
        yield document.problem(("provisions",), expected, None)
    if [entry.headline for entry in file.criteria].count(True) != 1:
        yield document.problem(("criteria",), "exactly one criterion with headline: true", None)
    for i, entry in enumerate(file.criteria):
        loc: Loc = ("criteria", i)
        if sum(map(bool, (entry.any_of, entry.treaty, entry.listed))) != 1:
            yield document.problem(loc, "exactly one of any_of, treaty and listed", entry.name)
        if entry.treaty is not None and entry.treaty not in known.treaties:
            yield document.problem((*loc, "treaty"), "the id of a file in treaties/", entry.treaty)
        yield from _clauses(document, (*loc, "any_of"), entry, known)
        yield from _sentences(document, (*loc, "sentences"), entry)
        for code, ids in entry.listed.items():
            if code not in known.places:
                yield document.problem((*loc, "listed", code), "the code of a place in places.yml", code)
            for j, key in enumerate(ids):
                if key not in known.measures:
                    yield document.problem((*loc, "listed", code, j), "the id of a measure in places/", key)


def _clauses(document: Document, loc: Loc, entry: m.CriterionEntry, known: Names) -> Iterator[Problem]:
    for j, together in enumerate(entry.any_of):
        for k, clause in enumerate(together):
            yield from _one_of(document, (*loc, j, k, "provision"), clause.provision, known.provisions)
            if clause.abroad and known.provisions.get(clause.provision) is False:
                allowed = ", ".join(known.reaching)
                yield document.problem((*loc, j, k, "abroad"), f"abroad only on: {allowed}", clause.provision)


def _sentences(document: Document, loc: Loc, entry: m.CriterionEntry) -> Iterator[Problem]:
    """The site fills these in: a number that is missing or misspelt would break its first page."""
    if Answer.IN_FORCE not in entry.sentences:
        yield document.problem(loc, f"a sentence for {Answer.IN_FORCE}", None)
    for answer, said in entry.sentences.items():
        numbers = ["%(num)d", "%(total)d"] if answer is Answer.IN_FORCE else ["%(num)d"]
        for form, text in (("one", said.one), ("many", said.many)):
            if sorted(re.findall(r"%(?:\(\w+\)\w)?", text)) != numbers:
                expected = f"a sentence with {' and '.join(numbers)}, each once, and no other %"
                yield document.problem((*loc, answer, form), expected, text)


def _one_of(document: Document, loc: Loc, name: str, known: Iterable[str]) -> Iterator[Problem]:
    """A name that `subject.yml` must have."""
    allowed = list(known)
    if name not in allowed:
        yield document.problem(loc, f"one of: {', '.join(allowed)}", name)


def second(document: Document, file: m.SecondFile, known: Names) -> Iterator[Problem]:
    stem = PurePosixPath(document.file).stem
    if file.place != stem:
        yield document.problem(("place",), f"{stem}, as the file is named", file.place)
    for i, law in enumerate(file.laws):
        yield from _measure_known(document, ("laws", i, "measure"), law.measure, known)
        for j, point in enumerate(law.points):
            loc: Loc = ("laws", i, "points", j)
            yield from _one_of(document, (*loc, "provision"), point.provision, known.provisions)
            if (point.first != point.second) != (point.settled is not None):
                expected = "what holds and why, exactly where the two codings differ"
                yield document.problem((*loc, "settled"), expected, point.settled)


def treaty(document: Document, file: m.TreatyFile, known: Names) -> Iterator[Problem]:
    stem = PurePosixPath(document.file).stem
    if file.id != stem:
        yield document.problem(("id",), f"{stem}, as the file is named", file.id)
    yield from _evidence(document, file.evidence)
    if file.list is not None:
        yield from _keys(document, ("list", "evidence"), file.list.evidence, file.evidence)
    seen: set[tuple[str, str]] = set()
    for i, action in enumerate(file.actions):
        loc: Loc = ("actions", i)
        yield from _keys(document, (*loc, "evidence"), action.evidence, file.evidence)
        if action.place not in known.places:
            yield document.problem((*loc, "place"), "the code of a place in places.yml", action.place)
        if (action.place, action.action) in seen:
            yield document.problem((*loc, "action"), "each action once a place", action.action)
        seen.add((action.place, action.action))


def claims(document: Document, file: m.ClaimsFile, known: Names) -> Iterator[Problem]:
    yield from _evidence(document, file.evidence)
    for i, entry in enumerate(file.claims):
        loc: Loc = ("claims", i)
        yield from _keys(document, (*loc, "evidence"), entry.evidence, file.evidence)
        if entry.date.earliest is None:
            yield document.problem((*loc, "date"), "a date with a first day", entry.date)
        for j, key in enumerate(entry.see):
            yield from _measure_known(document, (*loc, "see", j), key, known)
        given = [name for name in m.QueryEntry.model_fields if getattr(entry.query, name) is not None]
        if len(given) != 1:
            expected = f"exactly one of {', '.join(m.QueryEntry.model_fields)}"
            yield document.problem((*loc, "query"), expected, ", ".join(given) or None)
        for name in given:
            yield from _query(document, (*loc, "query", name), getattr(entry.query, name), known)


#: Words that say nothing certain: a test for one of them could not be decided.
_OPEN = (Answer.UNCLEAR, Answer.NOT_CHECKED, Status.UNKNOWN, Value.UNCLEAR, Value.UNKNOWN)


def _query(document: Document, loc: Loc, query: Any, known: Names) -> Iterator[Problem]:
    """References of a test, and the words and limits that no test can use."""
    for name in type(query).model_fields:
        value = getattr(query, name)
        for part, one in enumerate(value) if isinstance(value, tuple) else ((None, value),):
            where: Loc = (*loc, name) if part is None else (*loc, name, part)
            if name in ("place", "places") and one not in known.places:
                yield document.problem(where, "the code of a place in places.yml", one)
            elif name in ("criterion", "provision"):
                allowed = known.criteria if name == "criterion" else known.provisions
                yield from _one_of(document, where, one, allowed)
            elif name in ("measure", "measures"):
                yield from _measure_known(document, where, one, known)
            elif part is not None and one in _OPEN:
                yield document.problem(where, "a word that says something certain", one)
    if isinstance(query, m.CountQuery):
        least, most = query.at_least, query.at_most
        if least is None and most is None:
            yield document.problem(loc, "at_least or at_most", None)
        elif least is not None and most is not None and most < least:
            yield document.problem((*loc, "at_most"), f"a number not below at_least ({least})", most)
    if isinstance(query, m.RankQuery):
        if "-" not in query.place:
            yield document.problem((*loc, "place"), "a part of a country, such as US-AZ", query.place)
        if query.rank > query.of:
            yield document.problem((*loc, "rank"), f"a number not above of ({query.of})", query.rank)


def _measure_known(document: Document, loc: Loc, key: str, known: Names) -> Iterator[Problem]:
    if key not in known.targets:
        yield document.problem(loc, "the id or an alias of a measure in places/", key)
