"""The site: a Datasette plugin with pages of its own in front of Datasette's tables.

Datasette loads this package by its entry point, also while it is itself being imported. So nothing here
imports Datasette before a hook is called: a plugin caught half imported would register no hook at all.
Where no database is called `tracker`, the plugin stays out of the way.
"""

from __future__ import annotations

from typing import Any

from pluggy import HookimplMarker

hookimpl = HookimplMarker("datasette")
DATABASE = "tracker"


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Any]]:
    from tracker.site.pages import ROUTES

    return list(ROUTES) if DATABASE in datasette.databases else []


@hookimpl
def canned_queries(datasette: Any, database: str) -> Any:
    from tracker.site.queries import stored

    async def inside() -> dict[str, Any]:
        return await stored(datasette)

    return inside if database == DATABASE else {}


@hookimpl
def prepare_connection(conn: Any) -> None:
    from tracker.site.limits import bound
    from tracker.store.signs import fts_words

    bound(conn)
    conn.create_function("fts_words", 1, fts_words, deterministic=True)


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    from tracker.site import atlas, charts, home, i18n, layout, since, stock, subject, tracks, words

    i18n.install(env)
    env.filters.update(words.FILTERS)
    env.globals.update(
        words=words,
        charts=charts,
        home=home,
        began=since,
        layout=layout,
        tracks=tracks,
        subject=subject,
        atlas=atlas,
        stock=stock,
        to=lambda path: datasette.urls.path(i18n.here(path)),
    )


@hookimpl
def extra_template_vars(datasette: Any, request: Any, template: str) -> Any:
    """For Datasette's own pages: ours have all of it already."""
    from tracker.site.stock import frame

    if template.startswith("tracker_") or DATABASE not in datasette.databases:
        return {}

    async def inside() -> dict[str, Any]:
        return await frame(datasette, request)

    return inside


@hookimpl
def render_cell(value: Any, column: str, table: str | None, datasette: Any) -> Any:
    """A view has no key: the id of its bill or law leads to the row of the table."""
    from tracker.site.stock import to_row

    return to_row(datasette, value) if (table, column) == ("measures_today", "id") else None


@hookimpl
def asgi_wrapper(datasette: Any) -> Any:
    from tracker.site import serving
    from tracker.site.cache import Cache, Versions
    from tracker.site.formulas import Formulas
    from tracker.site.shield import Shield
    from tracker.site.stock import Tongues
    from tracker.site.where import Addressed, Base
    from tracker.site.whole import Whole

    def wrapped(app: Any) -> Any:
        if DATABASE in datasette.databases:
            base_url = datasette.setting("base_url")
            versions = Versions(datasette.get_database(DATABASE), lambda: serving.now(datasette))
            app = Cache(Tongues(Formulas(Whole(app, base_url), base_url)), versions.current)
        app = Addressed(app, getattr(datasette, "base", Base()))
        return Shield(app, datasette.setting("base_url"))

    return wrapped


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    from tracker.site.serving import failure

    return failure(datasette, request, exception) if DATABASE in datasette.databases else None
