"""Putting Datasette, tracker.db and our pages together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from datasette import handle_exception
from datasette.app import Datasette, DatasetteClient
from datasette.utils import parse_metadata

from tracker.site import DATABASE
from tracker.site.serving import Copied
from tracker.site.stock import Urls
from tracker.site.where import Base
from tracker.site.whole import WholePages, WholeRows

SETTINGS = {
    # Facet suggestions made a table page nine times slower when measured; those worth having are declared.
    "suggest_facets": False,
    # A file that a writer has open is not handed out; /download/ gives a consistent copy.
    "allow_download": False,
    "sql_time_limit_ms": 1000,
    "default_page_size": 100,
    "num_sql_threads": 3,
}


class _Site(WholePages, Datasette):  # type: ignore[misc]  # Datasette has no types
    """Datasette whose pages lead to each other in the language of the page."""

    @property
    def urls(self) -> Urls:
        return Urls(self)


def metadata_path() -> Path:
    """metadata.yml: at the top of a checkout, inside the package in an installed wheel."""
    checkout = Path(__file__).parents[2] / "metadata.yml"
    return checkout if checkout.exists() else Path(__file__).parents[1] / "shipped" / "metadata.yml"


def build(
    path: Path,
    *,
    immutable: bool = False,
    now: Callable[[], datetime] | None = None,
    base: Base | None = None,
    copied: Copied | None = None,
) -> Datasette:
    """Datasette on tracker.db, under the database name `tracker` whatever the file is called.

    `immutable`: the file is a snapshot nobody writes to. `now` gives the time in UTC (tests, copies).
    `base`: where it is reached; None: at the root of any host. `copied`: the pages are being copied into
    files. The file is opened when the first page asks for it, read-only.
    """
    # Where the package rich happens to be installed, Datasette prints every 404 with all local variables.
    handle_exception.rich = None
    base = base or Base()
    metadata = parse_metadata(metadata_path().read_text("utf-8"))
    site = _Site(metadata=metadata, settings={**SETTINGS, "base_url": base.path}, memory=False)
    site.remove_database("_memory")
    site.add_database(WholeRows(site, path=str(path), is_mutable=not immutable), name=DATABASE)
    site.base = base
    site.copied = copied
    # The client made by the constructor has asked the plugins for routes before there was a database.
    site.client = DatasetteClient(site)
    if now is not None:
        site.clock = now
    return site
