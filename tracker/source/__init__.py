"""What a source is: its declaration, how its pages are read, and the checks it must satisfy.

Scrapers import this package and `tracker.vocabulary`, a parser library, and nothing else of ours:
`reading` takes fields out of JSON, XML and HTML strictly, `dates` reads days, `stages` maps a source's words
to steps, `paging` follows long lists.
"""

from tracker.page import Page, Request, Unreadable
from tracker.source.dates import iso_date
from tracker.source.declare import Expect, Found, Reader, Source, Watch, Watched, Yield
from tracker.source.reading import (
    child_text,
    children,
    known,
    member,
    node_text,
    optional_member,
    required_node,
    required_text,
)
from tracker.source.stages import Stages, Step, Timeline

__all__ = [
    "Expect",
    "Found",
    "Page",
    "Reader",
    "Request",
    "Source",
    "Stages",
    "Step",
    "Timeline",
    "Unreadable",
    "Watch",
    "Watched",
    "Yield",
    "child_text",
    "children",
    "iso_date",
    "known",
    "member",
    "node_text",
    "optional_member",
    "required_node",
    "required_text",
]
