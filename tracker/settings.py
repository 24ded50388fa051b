"""Where things are: the curated knowledge, the databases, and what the environment sets.

Environment: `TRACKER_DB` (path of tracker.db), `TRACKER_UPSTREAM` (a loopback server asked in place of
every site), `TRACKER_CONTACT` (address in the User-Agent), `TRACKER_LOG` (log level), `TRACKER_BASE_URL` (the
public address of the site), `TRACKER_REPORT_TO` (where readers report mistakes), `TRACKER_KEYS_FILE` (a file
with keys), and the key variables sources declare.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection
from pathlib import Path

from platformdirs import user_data_path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent
_MAIL = re.compile(r"[^@\s?&/]+@[^@\s?&/]+")


def in_checkout() -> bool:
    """Whether we run from a checkout; otherwise from an installed wheel."""
    return (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "data" / "places.yml").is_file()


def examples_folder() -> Path | None:
    """The example pages of the sources, which only a checkout has."""
    return _CHECKOUT / "tests" / "examples" if in_checkout() else None


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


def report_to() -> str | None:
    """Where readers are to report mistakes, from TRACKER_REPORT_TO: an e-mail address, or the https address
    of a tracker in which `{title}` and `{body}` are filled in. None where it is not set, or is neither."""
    named = os.environ.get("TRACKER_REPORT_TO", "").strip()
    return named if named.startswith("https://") or _MAIL.fullmatch(named) else None


def captures_path(database: Path) -> Path:
    """The capture store beside a database: captures.db for tracker.db, else named after it."""
    return database.with_name(
        "captures.db" if database.name == "tracker.db" else f"{database.stem}.captures.db"
    )


def lock_path(database: Path) -> Path:
    return database.with_name(database.name + ".lock")


def base_url() -> str | None:
    """The public address of the site, as it was given; None where it is not set."""
    return os.environ.get("TRACKER_BASE_URL") or None


def take_keys(known: Collection[str]) -> None:
    """Put the keys of the file TRACKER_KEYS_FILE into the environment, where what is set already stays.

    The file has a line `NAME=value` for each, empty lines, and lines that begin with `#`; a value may stand
    in quotes. `known`: the names there may be. Raises ValueError, whose message never holds a value: for a
    file that others may read, for a line of another form, for a name that is not known.
    """
    given = os.environ.get("TRACKER_KEYS_FILE")
    if not given:
        return
    path = Path(given)
    try:
        with path.open(encoding="utf-8") as file:
            # Of the open file, so that nobody puts another in its place. Windows has no such mode.
            mode = os.fstat(file.fileno()).st_mode
            lines = file.read().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ValueError(f"TRACKER_KEYS_FILE: {path}: {reason}") from None
    if os.name != "nt" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ValueError(f"TRACKER_KEYS_FILE: others may read or change {path}: chmod 600 it")
    for number, line in enumerate(lines, 1):
        name, equals, value = (part.strip() for part in line.partition("="))
        if not line.strip() or name.startswith("#"):
            continue
        if not equals or name not in known:
            names = ", ".join(sorted(known))
            raise ValueError(f"TRACKER_KEYS_FILE: {path}:{number}: expected NAME=value, NAME one of {names}")
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        if not os.environ.get(name):
            os.environ[name] = value
