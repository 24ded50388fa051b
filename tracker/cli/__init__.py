"""The command line. `--help` is its documentation; exit codes are a contract.

0: done. 1: done, but some active source failed or went stale. 2: wrong usage. 3: nothing could be done.
"""

from __future__ import annotations

import io
import logging
import os
import sys

import click

from tracker import __version__
from tracker.cli import answers, releases, serving, sources, upkeep


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="tracker")
def cli() -> None:
    """Which countries have law against organ trafficking, and which have bills pending.

    Exit codes: 0 done; 1 done, but some active source failed or went stale; 2 wrong usage; 3 nothing
    could be done.
    """
    level = os.environ.get("TRACKER_LOG", "WARNING").upper()
    if level not in logging.getLevelNamesMapping():
        levels = ", ".join(logging.getLevelNamesMapping())
        raise click.UsageError(f"TRACKER_LOG is {level!r}: expected one of {levels}")
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s")


for _command in (
    *(
        sources.refresh_command,
        sources.reparse,
        sources.sources_command,
        sources.parse_command,
        sources.captures,
    ),
    *(answers.status, answers.worklist, answers.claims, answers.changes, answers.classify),
    *(serving.up, serving.serve, serving.schedule_command, serving.export_command),
    *(releases.release_command,),
    *(upkeep.check, upkeep.codebook_command, upkeep.review, upkeep.backup, upkeep.restore),
):
    cli.add_command(_command)


def main() -> None:
    """Entry point of the `tracker` command."""
    # Titles are in many scripts; on Windows what goes through a pipe has one, unless told.
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    cli(prog_name="tracker")
