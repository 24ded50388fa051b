"""robots.txt (RFC 9309), as one host answered it."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

from tracker.vocabulary import IssueKind

MAX_BYTES = 500 * 1024  # RFC 9309, section 2.5: the least a reader has to parse


@dataclass(frozen=True)
class Robots:
    """What a host asks of robots.

    `rules` None: nothing is asked. `refusal`: why nothing may be fetched for now, and `kind` what that is:
    a host that cannot be reached at all is not one that turns robots away. `crawl_delay`: seconds.
    """

    rules: Protego | None = None
    refusal: str | None = None
    kind: IssueKind = IssueKind.ROBOTS
    crawl_delay: float = 0.0

    def allows(self, url: str, robot: str) -> bool:
        return self.rules is None or self.rules.can_fetch(url, robot)


def read_robots(status: int, content: bytes, robot: str) -> Robots:
    """What an answer to /robots.txt means for the robot of that product token.

    A client error means there are no rules; a server error, or being told to slow down, means that the
    rules are not known, so nothing may be fetched (RFC 9309, section 2.3.1). Lines that are no rules are
    passed over, so a page of HTML allows everything.
    """
    if status == 429 or status >= 500:
        return Robots(refusal=f"/robots.txt answered with status {status}, so its rules are not known")
    if status != 200:
        return Robots()
    rules = Protego.parse(content.decode("utf-8-sig", errors="replace"))
    return Robots(rules, crawl_delay=rules.crawl_delay(robot) or 0.0)
