"""Places as people name them on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import click

from tracker import knowledge, places, settings
from tracker.cli.common import Nothing
from tracker.naming import within_limits

_OFFERED = 8


def code_of(text: str, known: Mapping[str, str]) -> str:
    """The code of the one place that `text` is a code or a name of, among those known (code to name).

    Raises click.UsageError with the places it may mean, and Nothing where `data/names.yml` cannot be read.
    """
    if text in known:
        return text
    try:
        names = places.names_of(known)
    except knowledge.BadData as error:
        lines = (f"{settings.data_folder()}/{problem}" for problem in error.problems)
        raise Nothing("the names of places cannot be read\n" + "\n".join(lines)) from None
    asked = repr(within_limits(text))
    found = names.exact(text)
    if len(found) == 1:
        return found[0]
    if found:
        raise click.UsageError(f"{asked} names several places: give the code of one\n{_list(found, known)}")
    offered = dict.fromkeys((*names.beginning(text, _OFFERED), *names.near(text, _OFFERED)))
    if offered:
        raise click.UsageError(f"no place is called {asked}. Did you mean:\n{_list(offered, known)}")
    raise click.UsageError(
        f"no place is called {asked}: expected a code such as CA, CAN or GB-SCT, or a name in any language"
    )


def _list(codes: Iterable[str], known: Mapping[str, str]) -> str:
    return "\n".join(f"  {code}  {known[code]}" for code in codes)
