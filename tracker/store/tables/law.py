"""What is known of places: their questions, calendars, bills and laws, treaties."""

from __future__ import annotations

from tracker.questions import Criterion, CriterionKind, Place, Point, SecondReading, Treaty
from tracker.store.tables.table import Table, of, one_of
from tracker.vocabulary import (
    Abroad,
    Alias,
    Event,
    Legislature,
    Link,
    Measure,
    Provision,
    Session,
    Status,
    TreatyAction,
    Value,
    Wording,
)

#: When a measure came so far: of its steps, the days that count.
DATES = {
    "introduced": "Day or span (EDTF) of its introduction",
    "passed": "Day or span (EDTF) on which the whole legislature had passed it",
    "assented": "Day or span (EDTF) of assent, signature or promulgation",
    "in_force": "Day or span (EDTF) of commencement",
}

LAW = {
    "places": Table(
        "A row is a country, a territory, a subdivision or an international organisation.",
        {
            **of(Place, "code name kind counted parent"),
            "checked_on": "Day on which somebody looked for law there; empty where nobody has",
            "checked_since": "First day that search covers; of earlier days nothing is concluded",
            "checked_by": "Who looked",
            "checked_read": "Addresses of what was read, one a line",
            **of(Place, "note region parts"),
        },
        label="name",
        facets=(
            "kind",
            "counted",
            "region",
        ),
    ),
    "checks": Table(
        "A row is a search somebody made in a place for one question, or a text looked for in vain.",
        {
            "id": "Row number",
            "place": "The place",
            "criterion": "The question it was made for; empty for all of them",
            "kind": "checked or tried",
            "day": "The day somebody looked",
            "since": "First day the search covers; of earlier days nothing is concluded",
            "who": "Who looked, and by what means",
            "read": "Addresses of what was read, as a JSON array",
            "what": "What was looked for in vain, where, and why it could not be read",
        },
        facets=("kind",),
    ),
    "criteria": Table(
        "A row is a question that every place is asked.",
        {
            **of(Criterion, "name"),
            "position": "Order of display, from 0",
            **of(Criterion, "title question"),
            "kind": one_of(CriterionKind, "By what it is answered: "),
            **of(Criterion, "headline words sentences"),
        },
        label="title",
    ),
    "provision_names": Table(
        "A row is something the text of a law can say.",
        {
            **of(Point, "name"),
            "position": "Order of display, from 0",
            **of(Point, "meaning called abroad"),
        },
        label="name",
    ),
    "legislatures": Table(
        "A row is a law-making body whose sessions and rules are known.",
        {
            **of(Legislature, "id place name"),
            "chambers": "Its chambers' names by the word for the chamber, as JSON",
            "rules": "What becomes of open bills and of silent acts, one rule a line",
        },
        label="name",
    ),
    "sessions": Table(
        "A row is one session of a legislature.",
        {
            **of(Session, "legislature id name term start end ended_by"),
            "evidence_kind": "official, secondary or memory",
            "url": "Where the days were read, an address or a citation",
        },
        label="name",
        facets=(
            "legislature",
            "ended_by",
        ),
    ),
    "measures": Table(
        "A row is a bill, an act or another measure, as all origins together describe it.",
        {
            **of(Measure, "id place kind title lang legislature session number origin_chamber category url"),
            **of(Measure, "citation extent relevant_part source_status sponsor family relevance aims meets"),
            **DATES,
            **of(Measure, "note official_url address_checked read"),
            "expires": "Day or span (EDTF) on which it ends by itself",
            "expires_rule": "Where that end is written",
        },
        label="title",
        facets=(
            "place",
            "kind",
            "relevance",
        ),
    ),
    "measure_titles": Table(
        "A row is one title of a measure, in one language; the table is searchable.",
        {
            "id": "Row number",
            "measure": "The measure",
            "lang": "ISO 639-1 code",
            "title": "The title",
            "signs": "Chinese, Japanese and Korean signs of the title set apart, for search",
        },
        label="title",
    ),
    "measure_summaries": Table(
        "A row is what a bill would do or a law does, in our words, in one language.",
        {
            "id": "Row number",
            "measure": "The measure",
            **of(Wording, "lang text"),
        },
        facets=("lang",),
    ),
    "second_readings": Table(
        "A row is one point of a law as two readers coded it, the second without sight of the first.",
        {
            "id": "Row number",
            **of(SecondReading, "place measure provision"),
            "first": one_of(Value, "What the first reader found: "),
            "first_abroad": one_of(
                Abroad, "By what clause it reaches acts abroad, as the first reader found: "
            ),
            "second": one_of(Value, "What the second reader found: "),
            "second_abroad": one_of(
                Abroad, "By what clause it reaches acts abroad, as the second reader found: "
            ),
            **of(SecondReading, "article note settled"),
            "day": "The day of the second reading",
            **of(SecondReading, "read"),
        },
        facets=("provision",),
    ),
    "aliases": Table(
        "A row is another name under which a measure is known.",
        {
            "alias": "Another id of ours, or source:id at that source",
            "measure": "The measure it names",
            **of(Alias, "source source_id"),
        },
    ),
    "events": Table(
        "A row is one step of a measure, as one origin tells it.",
        {
            "id": "Row number",
            "measure": "The measure",
            "origin": "The source that told it, `curated` for people, `rule` for what follows from a rule",
            **of(Event, "stage chamber date"),
            "earliest": "First day it can have been; empty where no lower bound is known",
            "latest": "Last day it can have been",
            **of(Event, "label code url basis note read"),
            "role": "counts, not_yet_seen, overruled or memory_only",
            "listed": "1: its origin still tells it; 0: kept from an earlier reading",
        },
        label="label",
        facets=(
            "stage",
            "origin",
        ),
    ),
    "measure_status": Table(
        "A row is a span of days during which a measure had one status.",
        {
            "id": "Row number",
            "measure": "The measure",
            "from_date": "First day of the span",
            "to_date": "First day after the span; empty while it lasts",
            "status": one_of(Status),
            "unclear": "1: a date that decides lies somewhere in this span",
            "event": "The step that brought the status",
        },
        facets=("status",),
    ),
    "measure_links": Table(
        "A row is a tie from one measure to another.",
        {
            "id": "Row number",
            "measure": "The measure it starts from",
            **of(Link, "relation target note"),
        },
        facets=("relation",),
    ),
    "provisions": Table(
        "A row is what a measure says on one point.",
        {
            "id": "Row number",
            "measure": "The measure",
            **of(Provision, "name value abroad article since until note read"),
            "only_memory": "1: known only from memory, decides nothing",
            "listed": "1: still told; 0: kept from an earlier version",
        },
        label="name",
        facets=(
            "name",
            "value",
        ),
    ),
    "treaties": Table(
        "A row is an international treaty.",
        {
            **of(Treaty, "id title citation opened in_force url listed_on"),
        },
        label="title",
    ),
    "treaty_actions": Table(
        "A row is a step of one place under a treaty.",
        {
            "id": "Row number",
            "treaty": "The treaty",
            **of(TreatyAction, "place action date note"),
            "only_memory": "1: known only from memory, decides nothing",
            "listed": "1: still told; 0: kept from an earlier version",
            **of(TreatyAction, "basis read"),
        },
        label="action",
        facets=(
            "treaty",
            "action",
        ),
    ),
}
