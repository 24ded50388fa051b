"""The program at work: sources, runs, what was read, what changed."""

from __future__ import annotations

from tracker.store.tables.table import Table, one_of
from tracker.vocabulary import Outcome, SourceState

RUNNING = {
    "sources": Table(
        "A row is an official site that is read by program, as it declares itself.",
        {
            "id": "Our name for it",
            "place": "The place whose law it tells; empty for a treaty's depositary",
            "name": "Name and publisher",
            "home": "Its home page",
            "languages": "ISO 639-1 codes, separated by spaces",
            "licence": "Terms of its publisher",
            "republish": "1: the terms allow the texts to be published again",
            "every_hours": "Hours between two readings",
            "declared_state": one_of(SourceState, "Before any run is looked at: "),
            "reason": "Why it is not active",
            "key_name": "Environment variable that holds its key, if it needs one",
            "unverified_live": "1: no live response has been read yet",
        },
        label="name",
        facets=("declared_state",),
    ),
    "treaty_records": Table(
        "A row is what one depositary's list says of a treaty, before the merge with curated knowledge.",
        {
            "treaty": "The treaty",
            "origin": "The source",
            "record": "The list as JSON",
            "seen": "Day of the page that last changed it",
        },
    ),
    "treaty_sightings": Table(
        "A row says when a source last read its list of a treaty.",
        {
            "source": "The source",
            "treaty": "The treaty",
            "run": "The run",
            "seen_at": "When the page was fetched, UTC",
        },
    ),
    "captures": Table(
        "A row is a page as it was fetched from a source, without its body.",
        {
            "id": "Row number",
            "url": "Its address",
            "sha256": "Hash of its bytes",
            "source": "The source",
            "status": "HTTP status",
            "fetched_at": "Time (UTC) it was fetched; empty where not known",
        },
        facets=("source",),
    ),
    "published_bodies": Table(
        "A row is the text of a page that an answer rests on, where its terms allow that.",
        {
            "sha256": "Hash of its bytes",
            "url": "Its address",
            "source": "The source",
            "fetched_at": "Time (UTC) it was fetched",
            "body": "The bytes as received",
        },
    ),
    "records": Table(
        "A row is one origin's own description of a measure, before origins are merged.",
        {
            "id": "The origin's id for it in our form",
            "origin": "The source, or `curated`",
            "measure": "The measure it was merged into",
            "record": "The description as JSON",
            "seen": "Day it was read",
            "first_seen": "Days on which its steps without a date were first read, as JSON",
            "url": "The page it was read from",
            "sha256": "Hash of that page",
        },
    ),
    "discoveries": Table(
        "A row is an entry of a source's list that was judged by its title.",
        {
            "source": "The source",
            "entry": "The entry's id there",
            "version": "The list's own mark of change",
            "title": "The title judged",
            "relevance": "direct, related or no",
            "terms": "The terms that decided",
        },
        facets=(
            "source",
            "relevance",
        ),
    ),
    "runs": Table(
        "A row is one run over the sources.",
        {
            "id": "Row number",
            "started": "Time (UTC) it started",
            "ended": "Time (UTC) it ended; empty while it lasts or where it was cut off",
            "mode": "How pages were got, live or from a capture set",
            "outcome": "done, partial or failed",
            "detail": "Remark",
        },
        label="started",
    ),
    "source_runs": Table(
        "A row is one source's part of one run.",
        {
            "id": "Row number",
            "run": "The run",
            "source": "The source",
            "outcome": one_of(Outcome),
            "requests": "Number of requests made",
            "measures": "Number of measures read",
            "found": "Number of entries that its lists showed; empty where they could not be had whole",
            "changed": "Number of measures that differed",
            "seconds": "Duration in seconds",
            "last_success": "Time (UTC) of the source's latest success as of this run",
        },
        facets=("outcome",),
    ),
    "issues": Table(
        "A row is something that could not be taken at face value.",
        {
            "id": "Row number",
            "run": "The run that met it",
            "source": "The source",
            "kind": "What went wrong, from our closed list",
            "url": "The page",
            "field": "The field's own name at the source",
            "measure": "The measure concerned",
            "detail": "What was found and what was expected",
            "aside": "1: it touches no list and no measure of ours, and does not count against the source",
        },
        facets=("kind",),
    ),
    "sightings": Table(
        "A row says in which run a source last showed a measure.",
        {
            "source": "The source",
            "measure": "The measure",
            "run": "The run",
            "seen_at": "Time (UTC) the page was fetched or confirmed unchanged",
        },
    ),
    "changes": Table(
        "A row is one thing that a run altered, newest last.",
        {
            "id": "Row number",
            "at": "Time (UTC) it was written; the latest is the data version",
            "run": "The run",
            "entity": "measure, event, status, treaty, treaty_action or answer",
            "entity_id": "The id of the measure or the treaty, or place/question for an answer",
            "place": "The place",
            "field": "What about it changed",
            "old": "The value before, as JSON; empty for none",
            "new": "The value after, as JSON; empty for none",
            "source": "The source that brought it; empty for curated knowledge",
            "url": "Where it was read",
        },
        facets=("entity",),
        sort_desc="id",
    ),
    "conflicts": Table(
        "A row is a value that two origins give differently.",
        {
            "id": "Row number",
            "measure": "The measure; empty where a treaty is concerned",
            "treaty": "The treaty; empty where a measure is concerned",
            "place": "Under a treaty, the place",
            "field": "The field, the step or the action",
            "kept": "The value that counts",
            "kept_from": "Its origin",
            "other": "The other value",
            "other_from": "Its origin",
        },
        facets=("kept_from",),
    ),
    "held": Table(
        "A row is a record that waits for review before it shows.",
        {
            "id": "The record's id, or treaty/place",
            "origin": "The source",
            "record": "The description as JSON",
            "reason": "Why it waits",
            "run": "The run that brought it",
            "seen": "Day it was read",
            "url": "The page it was read from",
            "sha256": "Hash of that page",
            "place": "The place it would change",
        },
    ),
    "facts": Table(
        "A row is a setting that the program keeps for itself.",
        {
            "name": "Its name",
            "value": "Its value",
        },
    ),
}
