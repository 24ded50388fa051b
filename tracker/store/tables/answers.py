"""What is answered, what it rests on, and the two views of today."""

from __future__ import annotations

from tracker.questions import Place, Plain
from tracker.store.tables.law import DATES
from tracker.store.tables.table import Table, of, one_of
from tracker.vocabulary import Answer, Condition, Evidence, FindingKind, Measure, SinceKind, Wording

#: How the first day of an answer, or of what it rests on, is known.
BEGUN = {
    "since_kind": one_of(SinceKind, "How the first day is known: "),
    "since_from": "Where it is not exact, the first day on which it can have begun",
    "since_to": "Where it is not exact, the last day on which it can have begun",
}

ANSWERS = {
    "evidence": Table(
        "A row is one proof of a measure, a step, a provision or a treaty action, or where a claim was read.",
        {
            "id": "Row number",
            "measure": "The measure it belongs to",
            "event": "The step it proves",
            "provision": "The provision it proves",
            "treaty_action": "The treaty action it proves",
            "claim": "The claim that was read there",
            **of(Evidence, "kind url citation retrieved sha256"),
        },
        facets=("kind",),
    ),
    "answers": Table(
        "A row is a span of days during which a place had one answer to one question.",
        {
            "id": "Row number",
            "place": "The place",
            "criterion": "The question",
            "from_date": "First day of the span; empty for always before",
            "to_date": "First day after the span; empty while it lasts",
            "answer": one_of(Answer),
            "basis": "Why, in words",
            "confidence": "high, medium or low",
            "condition": one_of(Condition, "Of a general rule: "),
            "basis_code": "Why, as a code of our closed list",
            "basis_args": "What the code's sentence names, as JSON",
            **BEGUN,
        },
        label="answer",
        facets=(
            "criterion",
            "answer",
        ),
    ),
    "plain_sentences": Table(
        "A row is an answer in a reader's words, in one language.",
        {
            "id": "Row number",
            "place": "The place",
            "criterion": "The question",
            **of(Plain, "answer measures"),
            "day": "The day it was written",
            **of(Wording, "lang text"),
        },
        facets=("criterion", "lang"),
    ),
    "answer_reasons": Table(
        "A row is one thing that an answer rests on.",
        {
            "id": "Row number",
            "answer": "The answer",
            "role": "because (it decides) or pending (a bill to name beside it)",
            "measure": "The measure",
            "event": "The step that decides",
            "provision": "The provision that decides",
            "treaty_action": "The treaty action that decides",
            "from_date": "First day on which it decides, within the answer or before",
            "to_date": "First day on which it decides no longer; empty while it does",
            **BEGUN,
        },
    ),
    "claims": Table(
        "A row is what somebody asserts, in our words, with the query that tests it.",
        {
            "id": "Its id",
            "position": "Its place in the list",
            "who": "Who said it",
            "date": "The time it speaks of, EDTF",
            "text": "The claim in our words",
            "note": "What a reader must know of it",
            "see": "Ids of further measures to read, with spaces between",
            "query": "The test as JSON",
        },
        label="text",
    ),
    "findings": Table(
        "A row is a thing worth mending in the curated data, although they can be used.",
        {
            "id": "Row number",
            "kind": one_of(FindingKind, "What it is: "),
            "file": "The curated file, within the data folder",
            "line": "The line there",
            "place": "The place concerned",
            "measure": "The id of the measure there; empty where a treaty is concerned",
            "detail": "What was found",
        },
        facets=(
            "kind",
            "place",
        ),
    ),
    "answers_today": Table(
        "A row is a place's answer to one question today (UTC).",
        {
            "place": "The place's code",
            "name": "The place's name",
            "criterion": "The question",
            "answer": one_of(Answer),
            "condition": one_of(Condition, "Of a general rule: "),
            "from_date": "Since when these reasons hold; empty for always",
            **BEGUN,
            "basis": "Why, in words",
            "basis_code": "Why, as a code of our closed list",
            "confidence": "high, medium or low",
            **of(Place, "counted"),
        },
        facets=(
            "criterion",
            "answer",
        ),
    ),
    "measures_today": Table(
        "A row is a measure with its status today (UTC).",
        {
            **of(Measure, "id place"),
            "status": "Its status today; empty where it has not begun",
            "since": "Day on which this span of its status began",
            **of(Measure, "title"),
            "title_en": "An English title, where the title is in another language and one is held",
            **of(Measure, "kind number lang"),
            "name": "The place's name",
            "unclear": "1: a date that decides is not known exactly",
            **of(Measure, "session"),
            **DATES,
            **of(Measure, "family relevance url"),
        },
        facets=(
            "status",
            "place",
            "kind",
        ),
    ),
}
