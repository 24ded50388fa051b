"""The names of the places that a database holds: one resolver for the site, its JSON and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from tracker import settings
from tracker.knowledge import everyday
from tracker.naming import Names


def names_of(known: Mapping[str, str]) -> Names:
    """The resolver for places by code and our own name, made once for each set of them.

    Raises BadData where `data/names.yml` cannot be read.
    """
    return _names(tuple(sorted(known.items())), settings.data_folder())


@lru_cache(maxsize=4)
def _names(known: tuple[tuple[str, str], ...], folder: Path) -> Names:
    return Names(dict(known), everyday.load(folder))
