"""Addresses that prove nothing: where anybody may put a text, or where the text of a law cannot be told from
what a stranger made of it. The curated files name none of them. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from tracker.knowledge.document import Document
from tracker.knowledge.problems import Problem

#: By kind: words that stand as a whole label in the name of such a host. Labels, because these sites live
#: under many endings and languages.
_LABELS = {
    "a page of an encyclopedia": (
        "wikipedia wikisource wikimedia wikiwand britannica encyclopedia wiki2 wikiyy fr-academic"
    ),
    "a document-sharing page": (
        "scribd yumpu studylib studylibes studylibfr docslib docplayer paperzz vdocument vdocuments dokumen"
        " daily8 docsity coursehero passeidireto slideshare issuu academia pdfcoffee pdfslide pdfslides"
        " fliphtml5 calameo prezi pdfroom idoc vbook kupdf edoc nanopdf manualzz doczz"
    ),
    "a forum": "reddit quora stackexchange stackoverflow gutefrage zhihu jeuxvideo forum",
    "a personal blog": "blogspot wordpress medium livejournal tumblr substack weebly over-blog skyrock",
    "a shop": "amazon ebay abebooks alibris flipkart mercadolibre",
    "a proxy or a cache": "translate webcache googleusercontent ezproxy libgen sci-hub",
}
_KINDS = {label: kind for kind, labels in _LABELS.items() for label in labels.split()}
#: Where a repository's own address is not the address of a file in it.
_FORGES = frozenset({"github.com", "gitlab.com", "bitbucket.org", "codeberg.org"})
#: Fields that hold addresses; in other fields an address is part of a sentence.
_FIELDS = frozenset({"url", "official_url", "read"})


def kind_of(url: str) -> str | None:
    """What kind of page that proves nothing an address leads to; None: none that is known here."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    folders = [part for part in parts.path.split("/") if part]
    if host in _FORGES and len(folders) < 3:
        return "the root of a repository"
    if "wiki" in folders[:-1]:  # copies of an encyclopedia keep its folder
        return "a page of an encyclopedia"
    return next((_KINDS[label] for label in host.split(".")[:-1] if label in _KINDS), None)


def proving_nothing(document: Document) -> Iterator[Problem]:
    """A problem for each address of that kind in a curated file."""
    for loc in document.lines:
        if not loc or not (_FIELDS & {loc[-1], *loc[-2:-1]}):
            continue
        value = document.data
        for part in loc:
            value = value[part]
        kind = kind_of(value) if isinstance(value, str) else None
        if kind is not None:
            yield document.problem(loc, f"an address that can prove something, not {kind}", value)
