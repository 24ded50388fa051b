"""Where things are: the curated knowledge, the databases, and what the environment sets.

Environment: `TRACKER_DB` (path of tracker.db), `TRACKER_UPSTREAM` (a loopback server asked in place of
every site), `TRACKER_CONTACT` (address in the User-Agent), `TRACKER_LOG` (log level), and the key variables
sources declare.
"""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent


def in_checkout() -> bool:
    """Whether we run from a checkout; otherwise from an installed wheel."""
    return (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "data" / "places.yml").is_file()


def data_folder() -> Path:
    """The curated YAML: `data/` of a checkout, else the copy that travels in the wheel."""
    return _CHECKOUT / "data" if in_checkout() else _PACKAGE / "shipped" / "data"


def database_path(given: Path | None = None) -> Path:
    """The database asked for, else TRACKER_DB, else `data/tracker.db` of a checkout, else the platform's
    folder for user data."""
    if given is not None:
        return given
    if named := os.environ.get("TRACKER_DB"):
        return Path(named)
    if in_checkout():
        return _CHECKOUT / "data" / "tracker.db"
    return user_data_path("organ-law-tracker") / "tracker.db"


def captures_path(database: Path) -> Path:
    """The capture store beside a database: captures.db for tracker.db, else named after it."""
    return database.with_name(
        "captures.db" if database.name == "tracker.db" else f"{database.stem}.captures.db"
    )


def lock_path(database: Path) -> Path:
    return database.with_name(database.name + ".lock")
