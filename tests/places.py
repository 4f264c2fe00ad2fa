"""What lies in a docket, past casestream: in a file, or in a schema of a PostgreSQL database."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any


def query(place: Path | str, statement: str) -> list[Any]:
    """All rows of one statement, which may also write; on a server, of the last of several."""
    if isinstance(place, str) and place.startswith("postgresql:"):
        import psycopg

        address, _, schema = place.partition("?schema=")
        with psycopg.connect(address, options=f"-csearch_path={schema}") as session:
            cursor = session.execute(statement.encode())
            while cursor.nextset():
                pass
            return cursor.fetchall() if cursor.description else []
    with closing(sqlite3.connect(place)) as connection:
        return connection.execute(statement).fetchall()
