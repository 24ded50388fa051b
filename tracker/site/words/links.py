"""Links, only to http(s), and what they are called; the pages that every page leads to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from markupsafe import Markup

from tracker.site.i18n import LANGUAGES, gettext, marked

PROJECT = "https://github.com/organ-law-tracker/organ-law-tracker"


def navigation() -> list[tuple[str, str]]:
    """The pages that every page leads to, by what a reader came for: their paths and titles."""
    return [
        ("/", gettext("Map")),
        ("/bills", gettext("Bills")),
        ("/matrix", gettext("Laws")),
        ("/treaties", gettext("Treaties")),
        ("/changes", gettext("Changes")),
        ("/compare", gettext("Compare")),
        ("/download/", gettext("Data")),
        ("/about", gettext("About")),
    ]


def footer() -> list[tuple[str, list[tuple[str, str]]]]:
    """What stands below every page, in groups: a title, then paths and titles."""
    return [
        (
            gettext("Check us"),
            [
                ("/sources", gettext("Sources and their health")),
                ("/claims", gettext("Claims tested")),
                ("/about", gettext("How answers are made")),
            ],
        ),
        (
            gettext("Use it"),
            [
                ("/download/", gettext("Download everything")),
                ("/charts", gettext("Laws and bills over time")),
            ],
        ),
        (
            gettext("Tell us"),
            [
                ("/report", gettext("Report a mistake")),
                ("/worklist", gettext("What to check next")),
            ],
        ),
    ]


def link(url: str | None) -> str | None:
    """The address where it may become a link: http or https with a host, nothing else."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def host(url: str) -> str:
    """The site's name, without user and port."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def cited(items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Sources as they are `called`, each document once, with the newest day on which it was read. What a
    curator wrote to name one is English.

    Documents of one host and path that differ in the query are two: many sites keep all laws at one path.
    """
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for item in items:
        kept = found.setdefault(_document(item), {**item, "called": _called(item)})
        kept["kind"] = kept["kind"] or item["kind"]
        kept["retrieved"] = max(kept["retrieved"] or "", item["retrieved"] or "") or None
    hosts = Counter(item["called"] for item in found.values())
    for item in found.values():
        end = "/".join(urlsplit(item["url"] or "").path.strip("/").split("/")[-2:])
        if hosts[item["called"]] > 1 and item["called"] == host(item["url"] or "") and end:
            item["called"] += f" … {unquote(end)}"
        if item["called"] == item.get("citation"):
            item["called"] = marked(item["called"], LANGUAGES[0])
    return list(found.values())


def _document(item: Mapping[str, Any]) -> tuple[str, ...]:
    url, citation = item["url"], item.get("citation") or ""
    if not link(url):
        return (citation or url or item["kind"],)
    parts = urlsplit(url)
    # One repository holds many texts; there only the citation tells them apart.
    return (host(url).lower(), parts.path.rstrip("/"), parts.query, citation if _is_mirror(url) else "")


def _is_mirror(url: str) -> bool:
    return host(url).lower() in ("github.com", "raw.githubusercontent.com")


def _called(item: Mapping[str, Any]) -> str:
    """What a source is called where it is linked: its host; a repository's copy by the text it copies."""
    url = link(item["url"])
    if url and not _is_mirror(url):
        return host(url)
    if item.get("citation"):
        return gettext(str(item["citation"]))
    if url:
        owner_and_name = "/".join(urlsplit(url).path.strip("/").split("/")[:2])
        return gettext("copy of the official text, %(where)s") % {"where": owner_and_name}
    return gettext("from memory, without a source") if item["kind"] == "memory" else item["url"] or ""


#: A frame as wide as its place and as high as what stands in it needs at 300 pixels, measured in the longest
#: languages; wider, it needs less.
_FRAME = Markup(
    '<iframe src="{}" title="{}" style="border:0;width:100%" height="{}" loading="lazy"></iframe>'
)
_IMAGE = Markup('<a href="{}"><img src="{}" alt="{}"></a>')
#: The heights of the frame of an answer, of the map and of the open bills.
HEIGHTS = {"answer": 460, "map": 540, "bills": 930}


def snippets(page: str, embed: str, badge: str, name: str) -> list[tuple[str, str]]:
    """(what it is, HTML to copy) of a page that shows an answer and of a badge; whole addresses come in."""
    title = gettext("Organ law tracker: %(what)s") % {"what": name}
    return [
        (gettext("As a small page"), str(_FRAME.format(embed, title, HEIGHTS["answer"]))),
        (gettext("As a badge"), str(_IMAGE.format(page, badge, title))),
    ]


def map_snippets(page: str, embed: str, picture: str, name: str) -> list[tuple[str, str]]:
    """The same of the map of one question, with its picture in place of the badge."""
    title = gettext("Organ law tracker: %(what)s") % {"what": name}
    return [
        (gettext("As a small page"), str(_FRAME.format(embed, title, HEIGHTS["map"]))),
        (gettext("As a picture"), str(_IMAGE.format(page, picture, title))),
    ]


def bills_snippet(embed: str) -> str:
    """The HTML to copy of a list of open bills."""
    title = gettext("Organ law tracker: %(what)s") % {"what": gettext("Open bills")}
    return str(_FRAME.format(embed, title, HEIGHTS["bills"]))
