"""The text of a report of a mistake, and where it can be sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from tracker.settings import report_to
from tracker.site.i18n import gettext
from tracker.site.words.links import PROJECT, link


def report_title(report: Mapping[str, Any]) -> str:
    return gettext("A mistake on %(page)s") % {"page": report["about"] or gettext("the site")}


def report_text(report: Mapping[str, Any], origin: str) -> str:
    """What somebody who mends it needs, one point a line; `origin`: scheme and host of the site."""
    points = (
        (gettext("Page"), f"{origin}{report['about']}" if report["about"] else ""),
        (gettext("Line"), report["line"]),
        (gettext("What is wrong"), report["wrong"]),
        (gettext("Where it can be read"), report["source"]),
        (gettext("Data version"), report["data_version"] or ""),
        (gettext("Day"), report["day"]),
    )
    return "\n".join(name + gettext(": ") + text for name, text in points)


def report_address(title: str, text: str) -> str | None:
    """Where the operator wants reports, with the report filled in: `mailto:` or an https address with its
    `{title}` and `{body}`; None where no such place is set."""
    to = report_to()
    if to is None:
        return None
    told = {"title": quote(title, safe=""), "body": quote(text, safe="")}
    if "://" not in to:
        return f"mailto:{quote(to, safe='@')}?subject={told['title']}&body={told['body']}"
    return link(to.replace("{title}", told["title"]).replace("{body}", told["body"]))


def issues() -> str:
    """The project's own list of issues."""
    return f"{PROJECT}/issues"
