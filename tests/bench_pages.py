"""Page times of the site beside stock Datasette's, on the same database in the same run.

Entry-point plugins cannot be switched off, so stock Datasette gets an environment of its own. Each side is
a process that asks its pages through Datasette's own client; the two take turns, so that both meet the same
moods of the machine. Cold is a page that has to be made, warm one that is served again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles

from tests.conftest import ROOT

ROUNDS, ASKED = 3, 12
OURS = ("/", "/country/CA", "/country/US", "/bills", "/treaties", "/matrix", "/changes", "/sources")
STOCK = ("/", "/tracker", "/tracker/places", "/tracker/measures")
#: Facet suggestions made stock's table pages several times slower; both ways are measured.
STOCK_SETTINGS: tuple[dict[str, bool], ...] = ({}, {"suggest_facets": False})
_ASK = """
import asyncio, json, sys, time
kind, path, settings, pages, asked = *sys.argv[1:3], *map(json.loads, sys.argv[3:])
if kind == "ours":
    from pathlib import Path
    from tracker.site.app import build
    site = build(Path(path))
else:
    from datasette.app import Datasette
    site = Datasette([path], settings=settings)

async def seconds(page):
    started = time.perf_counter()
    response = await site.client.get(page)
    taken = time.perf_counter() - started
    assert response.status_code == 200, (page, response.status_code)
    return taken

async def main():
    await site.invoke_startup()
    found = {}
    for page in pages:
        await seconds(page)
        # An argument that no page heeds makes an address that is not kept yet.
        cold = [await seconds(f"{page}?_cold={n}") for n in range(asked)]
        found[page] = {"cold": cold, "warm": [await seconds(page) for _ in range(asked)]}
    print(json.dumps(found))

asyncio.run(main())
"""
_Times = dict[str, dict[str, list[float]]]


def bench_pages(database: Path) -> None:
    """Print p50 and p95 of our pages, cold and warm, and of stock's, and how the two compare."""
    with tempfile.TemporaryDirectory() as folder:
        stock = _stock_python(Path(folder))
        sides: list[tuple[str, str, dict[str, bool], tuple[str, ...]]] = [("ours", sys.executable, {}, OURS)]
        if stock:
            sides += [(f"stock {given or ''}".strip(), stock, given, STOCK) for given in STOCK_SETTINGS]
        times: dict[str, _Times] = {name: {} for name, *_ in sides}
        for _ in range(ROUNDS):
            for name, python, given, pages in sides:
                for page, taken in _ask(python, name.split()[0], database, given, pages).items():
                    kept = times[name].setdefault(page, {"cold": [], "warm": []})
                    for kind in kept:
                        kept[kind] += taken[kind]
    for name, found in times.items():
        for page, kinds in found.items():
            print(f"{name:32} {page:18} {_told('cold', kinds)}   {_told('warm', kinds)}")
    for name in list(times)[1:]:
        _compare(times["ours"], name, times[name])


def _stock_python(folder: Path) -> str | None:
    """The Python of a fresh environment with Datasette of the same version; None, with the reason told."""
    python = folder / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--constraint"]
    try:
        subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True, capture_output=True)
        subprocess.run(
            [python, *install, ROOT / "constraints.txt", "datasette"], check=True, capture_output=True
        )
    except subprocess.CalledProcessError as error:
        print(f"stock Datasette skipped: it could not be installed: {error.stderr.decode()[-300:].strip()}")
        return None
    return str(python)


def _ask(python: str, kind: str, database: Path, settings: object, pages: tuple[str, ...]) -> _Times:
    given = [json.dumps(settings), json.dumps(pages), json.dumps(ASKED)]
    command = [python, "-c", _ASK, kind, str(database), *given]
    done = subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    found: _Times = json.loads(done.stdout)
    return found


def _told(kind: str, kinds: dict[str, list[float]]) -> str:
    return f"{kind} p50 {median(kinds[kind]) * 1e3:6.1f} ms p95 {quantiles(kinds[kind], n=20)[-1] * 1e3:6.1f}"


def _compare(ours: _Times, name: str, stock: _Times) -> None:
    tables = {page: median(kinds["cold"]) for page, kinds in stock.items() if page.count("/") == 2}
    fastest = min(median(kinds["cold"]) for kinds in stock.values())
    for page in ("/", "/country/CA", "/bills"):
        cold, warm = (median(ours[page][kind]) for kind in ("cold", "warm"))
        told = ", ".join(f"{cold / table:.2f} x its {at}" for at, table in tables.items())
        print(f"{page} beside {name}: cold {told}; warm {warm / fastest:.3f} x its fastest page")
