"""The stored query that has a column for each provision: made of what the database knows, so that a new
provision is a new column. The other stored queries are written in metadata.yml.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tracker.site import DATABASE
from tracker.site.i18n import N_

_NAMES = "select name from provision_names order by position"


def provisions_of_laws(names: Iterable[str]) -> dict[str, str]:
    """The query with one column for each of these provisions, whose names are words of a-z, 0-9 and _."""
    columns = ",\n".join(f"  max(case p.name when '{name}' then p.value end) as {name}" for name in names)
    sql = f"""\
select m.id, m.place, m.title, s.status,
{columns}
from measures m join measures_today s on s.id = m.id
left join provisions p on p.measure = m.id and p.listed
where s.status in ('in_force', 'enacted')
  and m.place = coalesce(nullif(:place, ''), m.place)
group by m.id order by m.place, m.id"""  # noqa: S608 - the names are those of data/subject.yml
    return {
        "title": N_("Provisions of laws in force or enacted today"),
        "description": N_(
            "One row a law, one column a provision. An empty cell means that nobody has looked. Left empty, "
            "the place is any."
        ),
        "sql": sql,
    }


async def stored(datasette: Any) -> dict[str, Any]:
    """By name, for Datasette's hook `canned_queries`; nothing before the first run has filled the table."""
    found = await datasette.get_database(DATABASE).execute(_NAMES)
    names = [row["name"] for row in found.rows]
    return {"provisions_of_laws": provisions_of_laws(names)} if names else {}
