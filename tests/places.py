"""What lies in a docket, past casestream: in a file, or in a schema of a PostgreSQL database."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any


def query(place: Path | str, statement: str) -> list[Any]:
    """All rows of one statement, which may also write."""
    if isinstance(place, str) and place.startswith("postgresql:"):
        import psycopg

        address, _, schema = place.partition("?schema=")
        with psycopg.connect(address, options=f"-csearch_path={schema}") as session:
            return session.execute(statement.encode()).fetchall()
    with closing(sqlite3.connect(place)) as connection:
        return connection.execute(statement).fetchall()
