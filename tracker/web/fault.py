"""What goes wrong inside the door, before it is told to the outside as FetchFailed."""

from __future__ import annotations

from tracker.vocabulary import IssueKind


class Fault(Exception):
    """A request that came to nothing. `detail` is not yet redacted."""

    def __init__(self, kind: IssueKind, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail

    @property
    def is_passing(self) -> bool:
        """Whether the same request may well succeed in a moment."""
        return self.kind in (IssueKind.UNREACHABLE, IssueKind.TIMEOUT)
