"""Lists that show too little: a search that finds nothing for ever looks like one with nothing to find."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.refresh.crawl import Crawled
from tracker.vocabulary import Issue, IssueKind

#: So many runs back a fall is seen; after that a shorter list is what is usual.
RUNS = 10
#: A list this long may not fall below this share of its longest in these runs.
FALLS_FROM = 10
FALL_SHARE = 0.2


def silence(crawled: Crawled, before: Sequence[int]) -> Issue | None:
    """What the lists of a run lack of what they must show. `before`: entries found in the latest good runs.

    Nothing is said where the source has no lists, or where a list could not be had: that is told already.
    """
    source, found = crawled.source, crawled.found
    shown = f"the lists of this run show {len(found)} entries"
    if not any(reader.lists for reader in source.readers) or crawled.lists_missed:
        return None
    least = max((n for n in before if n >= FALLS_FROM), default=0) * FALL_SHARE
    if not found:
        detail = "the lists of this run show no entry at all"
    elif len(found) < source.floor:
        detail = f"{shown}: expected at least {source.floor}"
    elif source.canary and source.canary not in found:
        detail = f"{shown}, and {source.canary}, which they always show, is not among them"
    elif len(found) < least:
        detail = f"{shown}: in the last {len(before)} runs there were up to {max(before)}"
    else:
        return None
    return Issue(kind=IssueKind.LISTS_SILENT, detail=detail, url=source.home)
