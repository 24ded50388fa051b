"""The files to take away: every table with its columns and rows, in all its forms, and what goes with them.

Each is made of one reader and one day, with no clock of its own, so the server, a copy in files and a
numbered release have the same bytes for the same data and day.
"""

from tracker.site.files.catalogue import TABLES, Table, of_table
from tracker.site.files.forms import can_write_parquet

__all__ = ["TABLES", "Table", "can_write_parquet", "of_table"]
