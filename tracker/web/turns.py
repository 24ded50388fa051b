"""Taking turns: one request at a time to a host, and a pause after each.

The state of a host is shared by all threads of one Live. Pauses count from the end of a request, so a
slow server is asked less often.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tracker.vocabulary import IssueKind
from tracker.web.fault import Fault
from tracker.web.robots import Robots


@dataclass
class Host:
    """One host's state. `free_at` is a reading of the monotonic clock, in seconds; `closed_as` is the
    kind of issue a request meets that would have to wait too long for it."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    robots_lock: threading.Lock = field(default_factory=threading.Lock)
    robots: Robots | None = None
    free_at: float = float("-inf")
    closed_as: IssueKind = IssueKind.HTTP_STATUS


class Turns:
    """The hosts asked so far, and the waiting for each."""

    def __init__(
        self, sleep: Callable[[float], None], monotonic: Callable[[], float], longest_wait: float
    ) -> None:
        self._sleep = sleep
        self._monotonic = monotonic
        self._longest_wait = longest_wait
        self._hosts: dict[str, Host] = {}
        self._lock = threading.Lock()

    def host(self, name: str) -> Host:
        with self._lock:
            return self._hosts.setdefault(name.lower(), Host())

    @contextmanager
    def turn(self, host: Host, interval: float) -> Iterator[None]:
        """Wait for the host to be free, hold it, and give it `interval` seconds of rest. Raises Fault."""
        with host.lock:
            wait = host.free_at - self._monotonic()
            # A pause made of whole seconds must not turn into a refusal by a rounding error.
            if wait > self._longest_wait + 0.001:
                raise Fault(host.closed_as, f"the host asks to be left alone for {wait:.0f} s more")
            if wait > 0:
                self._sleep(wait)
            try:
                yield
            finally:
                crawl_delay = host.robots.crawl_delay if host.robots else 0.0
                self.rest(host, max(interval, crawl_delay))

    def rest(self, host: Host, seconds: float) -> None:
        """Leave the host alone for at least that long from now."""
        with host.lock:
            host.free_at = max(host.free_at, self._monotonic() + seconds)
