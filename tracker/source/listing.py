"""The sources as a page for people: `python -m tracker.source.listing > docs/sources.md` after a change."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.source.catalogue import sources
from tracker.source.declare import Source

_INTRODUCTION = """# Sources

What each module of `scrapers/` declares; made of the declarations, do not edit by hand. A source that
needs a key reads it from the environment variable named; without it the source shows `needs_key` and the
others are read. *Unverified live*: built from documentation and stored responses, no live response read by
us yet. `tracker sources probe` takes a first look at one where the site can be reached.

A reader takes one kind of page. *Whole*: a whole real response of the site was read by it; *part*: rows of
one, or one in another form; *form*: it is built to the documented form alone. Where new bills or laws are
found on lists, the source says what these must show; a run that shows less is told as `lists_silent`.
"""


def text() -> str:
    """The whole page as Markdown."""
    return "\n".join((_INTRODUCTION, *(_entry(source) for source in sources().values())))


def _entry(source: Source) -> str:
    return "\n".join((f"## `{source.id}`", "", *_lines(source), ""))


def _lines(source: Source) -> Iterator[str]:
    place = f" ({source.place})" if source.place else ""
    yield f"{source.name}{place}: <{source.home}>"
    yield ""
    hours = source.every.total_seconds() / 3600
    yield f"- Languages: {', '.join(source.languages)}. Licence: {source.licence}."
    hosts = ", ".join(source.hosts)
    yield f"- Read every {hours:g} hours, {source.interval:g} s between two requests; hosts {hosts}."
    yield f"- Published by {source.publisher}; contact: {source.contact}."
    proofs = "; ".join(f"{name}: {proof.value}" for name, proof in source.proofs)
    yield f"- Readers: {proofs}."
    if lists := [reader.name for reader in source.readers if reader.lists]:
        canary = f", `{source.canary}` among them" if source.canary else ""
        entries = "entry" if source.floor == 1 else "entries"
        yield f"- Lists ({', '.join(dict.fromkeys(lists))}): at least {source.floor} {entries} a run{canary}."
    state = "unverified live" if source.unverified_live else "read live"
    yield f"- State: `{source.state}`, {state}.{f' {source.reason}' if source.reason else ''}"
    if source.key:
        yield f"- Key: environment variable `{source.key}`."


if __name__ == "__main__":
    print(text(), end="")  # noqa: T201 - its output is its purpose
