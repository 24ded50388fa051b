"""What a source is: its declaration, how its pages are read, and the checks it must satisfy.

Scrapers import this package and `tracker.vocabulary`, a parser library, and nothing else of ours.
"""

from tracker.page import Page, Request, Unreadable
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Watched, Yield
from tracker.source.reading import (
    child_text,
    children,
    iso_date,
    member,
    optional_member,
    required_text,
)

__all__ = [
    "Expect",
    "Found",
    "Page",
    "Reader",
    "Request",
    "Source",
    "Unreadable",
    "Watch",
    "Watched",
    "Yield",
    "child_text",
    "children",
    "iso_date",
    "member",
    "optional_member",
    "required_text",
]
