"""A new SQLite database for an export: written at once, into a file that is not in its place yet."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


@contextmanager
def new_database(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection without the caution that a database in use needs: what is half written is thrown away anyway.

    Raises:
        OSError: the disk is full, or the file cannot be written.
    """
    try:
        with closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA journal_mode=OFF")
            database.execute("PRAGMA synchronous=OFF")
            yield database
            database.commit()
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from error
