"""From validated models to the records of `tracker.vocabulary` and `tracker.questions`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from tracker.claims import AnswerIs, Claim, Count, ProvisionIs, Query, Rank, StatusIs, StepOn
from tracker.knowledge import models as m
from tracker.questions import (
    Checked,
    Clause,
    Coding,
    Criterion,
    Place,
    Plain,
    Point,
    SecondReading,
    Sentence,
    Treaty,
    TreatyAction,
    Tried,
)
from tracker.vocabulary import (
    Alias,
    CarryOver,
    CommencementDefault,
    Event,
    Evidence,
    EvidenceKind,
    Expiry,
    Legislature,
    Link,
    Measure,
    Promulgation,
    Provision,
    Session,
    Title,
    Wording,
)

Cite = Callable[[tuple[str, ...]], tuple[Evidence, ...]]


def citing(entries: Mapping[str, m.EvidenceEntry]) -> Cite:
    """A function from evidence keys of one file to evidence records."""
    records = {key: Evidence(**entry.model_dump()) for key, entry in entries.items()}
    records[m.MEMORY] = Evidence(kind=EvidenceKind.MEMORY, citation="known from memory; no source was read")
    return lambda keys: tuple(records[key] for key in keys)


def place(entry: m.PlaceEntry, name: str, file: m.PlaceFile | None) -> Place:
    checked = file.checked if file else None
    checks = file.checks if file else ()
    tried = file.tried if file else ()
    return Place(
        code=entry.code,
        name=name,
        kind=entry.kind,
        counted=entry.counted,
        parent=entry.parent,
        checked=Checked(on=checked.on, by=checked.by, read=checked.read, since=checked.since)
        if checked
        else None,
        checks=tuple(
            Checked(on=c.on, by=c.by, read=c.read, since=c.since, questions=c.questions) for c in checks
        ),
        tried=tuple(Tried(on=t.on, what=t.what, questions=t.questions) for t in tried),
        plain=tuple(
            Plain(question=p.question, answer=p.answer, measures=p.measures, on=p.on, wordings=_wordings(p))
            for p in (file.plain if file else ())
        ),
        note=entry.note or (file.note if file else None),
        region=entry.region,
        parts=entry.parts,
    )


def _wordings(entry: m.WordingsEntry) -> tuple[Wording, ...]:
    return tuple(Wording(lang=lang, text=getattr(entry, lang)) for lang in m.WordingsEntry.model_fields)


def second_readings(file: m.SecondFile) -> Iterator[SecondReading]:
    for law in file.laws:
        for point in law.points:
            yield SecondReading(
                place=file.place,
                measure=law.measure,
                provision=point.provision,
                first=Coding(value=point.first.value, abroad=point.first.abroad),
                second=Coding(value=point.second.value, abroad=point.second.abroad),
                on=file.on,
                read=law.read,
                article=point.article,
                note=point.note,
                settled=point.settled,
            )


_OWN = frozenset(
    {"titles", "summary", "events", "aliases", "links", "provisions", "evidence", "read", "expires"}
)


def measure(entry: m.MeasureEntry, file: m.PlaceFile, cite: Cite) -> Measure:
    """A measure of a place's file; it was read on the file's day unless it says otherwise."""
    read = entry.read or file.read
    plain = {name: getattr(entry, name) for name in m.MeasureEntry.model_fields if name not in _OWN}
    return Measure(
        place=file.place,
        read=read,
        expires=Expiry(date=entry.expires.date, rule=entry.expires.rule) if entry.expires else None,
        titles=tuple(Title(text=title.text, lang=title.lang) for title in entry.titles),
        summary=_wordings(entry.summary) if entry.summary else (),
        events=tuple(_event(event, read, cite) for event in entry.events),
        aliases=tuple(Alias(**alias.model_dump()) for alias in entry.aliases),
        links=tuple(
            Link(relation=link.relation, target=link.target, note=link.note, evidence=cite(link.evidence))
            for link in entry.links
        ),
        provisions=tuple(_provision(item, entry.evidence, read, cite) for item in entry.provisions),
        evidence=cite(entry.evidence),
        **plain,
    )


def _event(entry: m.EventEntry, read: date | None, cite: Cite) -> Event:
    return Event(
        stage=entry.stage,
        date=entry.date,
        label=entry.label,
        chamber=entry.chamber,
        code=entry.code,
        url=entry.url,
        basis=entry.basis,
        note=entry.note,
        evidence=cite(entry.evidence),
        read=entry.read or read,
    )


def _provision(
    entry: m.ProvisionEntry, inherited: tuple[str, ...], read: date | None, cite: Cite
) -> Provision:
    return Provision(
        name=entry.name,
        value=entry.value,
        abroad=entry.abroad,
        article=entry.article,
        since=entry.since,
        until=entry.until,
        note=entry.note,
        evidence=cite(inherited if entry.evidence is None else entry.evidence),
        read=entry.read or read,
    )


def legislature(entry: m.LegislatureEntry, cite: Cite) -> Legislature:
    default, signing = entry.commencement_default, entry.promulgation
    return Legislature(
        id=entry.id,
        place=entry.place,
        name=entry.name,
        chambers=tuple(entry.chambers.items()),
        sessions=tuple(_session(session, entry.id, cite) for session in entry.sessions),
        carry_over=tuple(
            CarryOver(
                at=rule.at,
                dies=rule.dies,
                rule=rule.rule,
                chamber=rule.chamber,
                before=rule.before,
                category=rule.category,
                sessions=rule.sessions,
                at_opening=rule.at_opening,
                unvoted=rule.unvoted,
                evidence=cite(rule.evidence),
            )
            for rule in entry.carry_over
        ),
        commencement_default=CommencementDefault(
            after=default.after, days=default.days, rule=default.rule, evidence=cite(default.evidence)
        )
        if default
        else None,
        promulgation=Promulgation(days=signing.days, rule=signing.rule, evidence=cite(signing.evidence))
        if signing
        else None,
    )


def _session(entry: m.SessionEntry, legislature: str, cite: Cite) -> Session:
    return Session(
        legislature=legislature,
        id=entry.id,
        name=entry.name,
        term=entry.term,
        start=entry.start,
        end=entry.end,
        ended_by=entry.ended_by,
        dissolved=entry.dissolved,
        evidence=cite(entry.evidence),
    )


def point(entry: m.PointEntry) -> Point:
    return Point(
        name=entry.name,
        meaning=entry.meaning,
        called=entry.called,
        coding=entry.coding,
        abroad=entry.abroad,
    )


def criterion(entry: m.CriterionEntry) -> Criterion:
    return Criterion(
        name=entry.name,
        title=entry.title,
        question=entry.question,
        any_of=tuple(
            tuple(Clause(clause.provision, clause.abroad) for clause in together) for together in entry.any_of
        ),
        treaty=entry.treaty,
        listed=dict(entry.listed),
        headline=entry.headline,
        careful=entry.careful,
        words=dict(entry.words),
        sentences={
            answer: Sentence(one=said.one, many=said.many) for answer, said in entry.sentences.items()
        },
    )


def claim(entry: m.ClaimEntry, cite: Cite) -> Claim:
    query = entry.query
    return Claim(
        id=entry.id,
        who=entry.who,
        date=entry.date,
        text=entry.text,
        query=Query(
            count=Count(**dict(query.count)) if query.count else None,
            answer=AnswerIs(**dict(query.answer)) if query.answer else None,
            status=StatusIs(**dict(query.status)) if query.status else None,
            step=StepOn(**dict(query.step)) if query.step else None,
            provision=ProvisionIs(**dict(query.provision)) if query.provision else None,
            rank=Rank(**dict(query.rank)) if query.rank else None,
        ),
        note=entry.note,
        see=entry.see,
        evidence=cite(entry.evidence),
    )


def treaty(entry: m.TreatyFile) -> Treaty:
    cite = citing(entry.evidence)
    return Treaty(
        id=entry.id,
        title=entry.title,
        citation=entry.citation,
        opened=entry.opened,
        in_force=entry.in_force,
        url=entry.url,
        evidence=cite(tuple(entry.evidence)),
        actions=tuple(
            TreatyAction(
                place=action.place,
                action=action.action,
                date=action.date,
                evidence=cite(action.evidence),
                note=action.note,
                read=action.read,
            )
            for action in entry.actions
        ),
        listed=entry.list is not None,
        listed_on=entry.list.on if entry.list else None,
    )
