"""tracker.db: tables, migrations, writes with a change log, and the reads of the command line."""

from tracker.store.background import Background, Declared
from tracker.store.database import SchemaTooOld, open_database, open_for_reading, snapshot
from tracker.store.origins import Incoming
from tracker.store.reader import Reader
from tracker.store.writer import Commit, Writer

__all__ = [
    "Background",
    "Commit",
    "Declared",
    "Incoming",
    "Reader",
    "SchemaTooOld",
    "Writer",
    "open_database",
    "open_for_reading",
    "snapshot",
]
