"""One run: read the sources side by side, check what came, commit or keep the last good, record it."""

from tracker.refresh.lock import Busy, run_lock
from tracker.refresh.opening import judge_of, open_writer
from tracker.refresh.probe import REQUESTS, probe
from tracker.refresh.run import Run, run_sources
from tracker.refresh.stored import Stored

__all__ = [
    "REQUESTS",
    "Busy",
    "Run",
    "Stored",
    "judge_of",
    "open_writer",
    "probe",
    "run_lock",
    "run_sources",
]
