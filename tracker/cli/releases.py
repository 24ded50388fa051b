"""The command that makes and checks numbered releases of the data."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tracker.cli import common
from tracker.cli.common import DONE, TROUBLE, Nothing, database_option


@click.command("release")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("releases"))
@click.option("--check", "checking", is_flag=True, help="Verify the sums of the release in FOLDER.")
@click.option(
    "--base-url",
    "base_url",
    help="Where the site is served, https://host/repo/: named in the citation and the descriptor.",
)
@database_option
def release_command(folder: Path, checking: bool, base_url: str | None, database: Path | None) -> None:
    """Put a numbered release of the data into FOLDER (default: releases), in a folder of its own.

    It is named for the day of its data version, 2026.12.01, and has every table in every form, the database,
    the descriptor, the codebook, the citation and SHA256SUMS. A data version is released once.
    """
    from tracker.site.files import can_write_parquet, release
    from tracker.site.where import Base

    if checking:
        _check(folder)
    path = common.existing(database)
    try:
        base = Base.parse(base_url) if base_url is not None else Base("", "/")
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    site = f"{base.origin}{base.path}".rstrip("/") if base.origin else ""
    try:
        with common.told_as_nothing(path):
            found = release.release(path, folder, site)
    except release.NotReleased as error:
        raise Nothing(f"{path}: {error}") from None
    except OSError as error:
        raise Nothing(f"{folder}: {error.strerror}") from None
    if not found.new:
        click.echo(f"data version {found.data_version} is released already: {found.folder}")
        return
    sizes = [file.stat().st_size for file in found.folder.iterdir()]
    click.echo(f"{len(sizes)} files, {sum(sizes) / 1e6:.1f} MB: {found.folder}")
    if not can_write_parquet():
        click.echo("without Parquet: install pyarrow to have it", err=True)


def _check(folder: Path) -> None:
    """Print what differs and end the command."""
    from tracker.site.files import release

    try:
        complaints = list(release.check(folder))
    except (OSError, ValueError) as error:
        raise click.UsageError(f"{folder} is no release: {error}") from None
    for line in complaints:
        click.echo(f"{folder}: {line}", err=True)
    if not complaints:
        click.echo(f"{folder}: every file is as it was released")
    sys.exit(TROUBLE if complaints else DONE)
