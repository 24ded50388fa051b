"""A Web that answers from the capture store: for reading again after a parser was mended."""

from __future__ import annotations

from tracker.captures import CaptureStore
from tracker.page import Page, Request
from tracker.vocabulary import IssueKind
from tracker.web import FetchFailed, Policy, Response, Validators


class Stored:
    """Answers each request with the newest stored body; asks nobody."""

    replayed = True

    def __init__(self, captures: CaptureStore) -> None:
        self._captures = captures

    def fetch(self, request: Request, policy: Policy, validators: Validators | None = None) -> Response:
        """Raises FetchFailed: not_in_set for what was never stored, internal for what was and is lost."""
        del policy, validators
        capture = self._captures.latest(request.address, request.method)
        if capture is None:
            raise FetchFailed(IssueKind.NOT_IN_SET, request.url, "the capture store has no answer to it")
        content = self._captures.find(capture.sha256)
        if content is None:
            raise FetchFailed(IssueKind.INTERNAL, request.url, f"the stored body {capture.sha256} is lost")
        content_type = capture.content_type or ""
        page = Page(content, request.url, content_type, capture.fetched_at)
        headers = {"content-type": content_type} if content_type else {}
        return Response(page, capture.status, headers, request.url, capture.fetched_at)

    def close(self) -> None:
        return None
