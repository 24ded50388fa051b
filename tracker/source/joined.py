"""Several pages that together tell one measure: a bill and its steps, a law and what changed it.

The measure's own page comes first. What it says is checked there and travels, as plain JSON, in the context
of the requests for the further pages; the last of them tells the measure. Read alone (`tracker parse` on one
file), the first page tells all that it knows itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Any

from tracker.page import Page, Request
from tracker.source.declare import Expect, Reader, Yield
from tracker.source.reading import member
from tracker.vocabulary import Doc, Proof

Kept = Mapping[str, Any]
Rows = Sequence[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A further page, or a list of several, of one measure."""

    name: Annotated[str, Doc("the name of its rows, as they are handed on")]
    pattern: Annotated[str, Doc("as a `Reader`'s")]
    expect: Annotated[Expect, Doc("as a `Reader`'s")]
    ask: Annotated[
        Callable[[Kept], Request | None],
        Doc("from what was kept of the measure, the request for it; None where this measure has none"),
    ]
    read: Annotated[
        Callable[[Page, Kept, Rows], tuple[list[Any], Request | None]],
        Doc(
            "from a page, what was kept and the rows of the pages before it, the rows of this "
            "page (plain JSON) and the request for its next page, if there is one; raises "
            "Unreadable"
        ),
    ]
    proof: Annotated[Proof, Doc("as a `Reader`'s")] = Proof.FORM


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """A measure that is told by its own page and by further ones: `readers` are its readers."""

    entry: Annotated[str, Doc("the name of what is kept of the measure")]
    pattern: Annotated[str, Doc("as a `Reader`'s")]
    expect: Annotated[Expect, Doc("as a `Reader`'s")]
    keep: Annotated[
        Callable[[Page], Kept], Doc("from its own page, what is kept, as plain JSON; raises Unreadable")
    ]
    parts: Annotated[tuple[Part, ...], Doc("its further pages, in the order they are asked for")]
    tell: Annotated[
        Callable[[Kept, Mapping[str, Rows], Page], Iterable[Yield]],
        Doc(
            "from what was kept, the rows of each part that was read, by name (one that was not "
            "asked for is absent), and the page read last: the measure and what is odd about it"
        ),
    ]
    proof: Annotated[Proof, Doc("as a `Reader`'s")] = Proof.FORM

    @property
    def readers(self) -> tuple[Reader, ...]:
        """One for the measure's own page, then one for each part."""
        own = Reader(self.pattern, self.read_own, self.expect, proof=self.proof, called=self.entry)
        return (own, *map(self._reader, self.parts))

    def _reader(self, part: Part) -> Reader:
        read = partial(self.read_part, part)
        return Reader(part.pattern, read, part.expect, proof=part.proof, called=part.name)

    def read_own(self, page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
        """The measure's own page: what it tells `alone`, else what it leads to."""
        kept = self.keep(page)
        if context.get("alone"):
            yield from self.tell(kept, {}, page)
        else:
            yield from self._next(kept, {}, self.parts, page)

    def read_part(self, part: Part, page: Page, context: Mapping[str, Any]) -> Iterator[Yield]:
        """A page of a part. Context: what was kept, and the rows read so far, by the name of the part."""
        kept = member(context, self.entry, dict)
        rows = {p.name: context[p.name] for p in self.parts if p.name in context}
        more, following = part.read(page, kept, rows.get(part.name, ()))
        rows[part.name] = [*rows.get(part.name, ()), *more]
        if following is not None:
            yield self._asked(following, kept, rows)
        else:
            yield from self._next(kept, rows, self.parts[self.parts.index(part) + 1 :], page)

    def _next(
        self, kept: Kept, rows: Mapping[str, Rows], parts: Sequence[Part], page: Page
    ) -> Iterator[Yield]:
        request = next(filter(None, (part.ask(kept) for part in parts)), None)
        if request is not None:
            yield self._asked(request, kept, rows)
        else:
            yield from self.tell(kept, rows, page)

    def _asked(self, request: Request, kept: Kept, rows: Mapping[str, Rows]) -> Request:
        return replace(request, context={self.entry: kept, **rows})
