"""What somebody does to a docket's file who knows SQLite, and casestream too."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from attrs import frozen

from casestream.store.hashing import Hash
from casestream.store.leaf import PROVEN, leaf_data
from casestream.store.tree import grow

TRIGGERS = ("events_stay", "events_last")
Attack = Callable[[sqlite3.Connection], Any]


@contextmanager
def unlocked(place: Path | str) -> Iterator[sqlite3.Connection]:
    """The file without its triggers and its checks, which are put back when all is done."""
    with closing(sqlite3.connect(place)) as connection:
        marks = ",".join("?" * len(TRIGGERS))
        find = f"SELECT sql FROM sqlite_master WHERE name IN ({marks})"
        locks = [sql for (sql,) in connection.execute(find, TRIGGERS)]
        connection.execute("PRAGMA ignore_check_constraints=ON")
        for name in TRIGGERS:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for sql in locks:
            connection.execute(sql)
        connection.commit()


def prove_anew(connection: sqlite3.Connection) -> None:
    """Write every leaf and the whole tree again, so that the file agrees with itself: what a thorough forger does."""
    hash = Hash()
    for *values, _, _, _ in connection.execute(PROVEN).fetchall():
        leaf = hash.leaf(leaf_data(values))
        connection.execute("UPDATE events SET leaf = ? WHERE position = ?", (leaf, values[0]))
    connection.execute("DELETE FROM tree")
    (last,) = connection.execute("SELECT max(position) FROM events").fetchone()
    grow(connection.cursor(), hash, 0, last)


def forget(connection: sqlite3.Connection, after: int) -> None:
    """Cut the log off after a position and leave nothing that tells of more."""
    connection.execute("DELETE FROM events WHERE position > ?", (after,))
    connection.execute("DELETE FROM commands WHERE last_position > ?", (after,))
    connection.execute("DELETE FROM checkpoints WHERE size > ?", (after,))
    for table, key in (("rounds", "round"), ("streams", "stream")):
        connection.execute(f"DELETE FROM {table} WHERE {key} NOT IN (SELECT {key} FROM events WHERE {key} IS NOT NULL)")


def sql(script: str) -> Attack:
    """An attack that is a few statements."""
    return lambda connection: connection.executescript(script)


def then(*attacks: Attack) -> Attack:
    """One after another."""

    def all_of_them(connection: sqlite3.Connection) -> None:
        for attack in attacks:
            attack(connection)

    return all_of_them


def copied(position: str, version: str, leaf: str, source: int) -> str:
    """In SQL: a row like another, at a position of its own."""
    return f"""
        INSERT INTO events SELECT {position}, stream, {version}, type, day, recorded_at, court, round, label_1, label_2,
            number_1, number_2, number_3, number_4, payload, actor, event_id, command_id, correlation_id, causation_id,
            sealed, {leaf} FROM events WHERE position = {source};
    """


CHANGED = "payload = CAST(replace(CAST(payload AS TEXT), '2800000', '2900000') AS BLOB)"
LATER = "SET position = -position - {by} WHERE position > {after}; UPDATE events SET position = -position WHERE position < 0;"


@frozen
class Known:
    """An attack by its name, what it does, and where it must be found: at one of these positions."""

    name: str
    attack: Attack
    at: range


def at(position: int) -> range:
    return range(position, position + 1)


# On a docket of 360 records: case n has the positions 6n-5 to 6n, the first of them an application for 2,800,000 fen.
ATTACKS = (
    Known("a payload altered", sql(f"UPDATE events SET {CHANGED} WHERE position = 61"), at(61)),
    Known(
        "a payload altered, its column too",
        sql(f"UPDATE events SET {CHANGED}, number_1 = 2900000 WHERE position = 61"), at(61),
    ),
    Known("the actor altered", sql("UPDATE events SET actor = 2 WHERE position = 65"), at(65)),
    Known("the moment altered", sql("UPDATE events SET recorded_at = recorded_at + 1 WHERE position = 360"), at(360)),
    Known(
        "a record and its leaf altered",
        then(sql(f"UPDATE events SET {CHANGED}, number_1 = 2900000 WHERE position = 61"), prove_anew), range(1, 257),
    ),
    Known("a leaf altered", sql("UPDATE events SET leaf = zeroblob(32) WHERE position = 300"), at(300)),
    Known("a record in the middle deleted", sql("DELETE FROM events WHERE position = 100"), at(100)),
    Known("the last record deleted", sql("DELETE FROM events WHERE position = 360"), range(360, 362)),
    Known("a whole case deleted", sql("DELETE FROM events WHERE position BETWEEN 55 AND 60"), at(55)),
    Known(
        "a record inserted",
        sql(f"UPDATE events {LATER.format(by=1, after=100)} {copied('101', '99', 'leaf', 100)}"), range(101, 103),
    ),
    Known(
        "two records swapped",
        sql("UPDATE events SET position = -1 WHERE position = 70; UPDATE events SET position = 70 WHERE position = 80;"
            "UPDATE events SET position = 80 WHERE position = -1"), at(70),
    ),
    Known(
        "two records swapped, proven anew",
        then(sql("UPDATE events SET position = -1 WHERE position = 67; UPDATE events SET position = 67 WHERE position = 73;"
                 "UPDATE events SET position = 73 WHERE position = -1"), prove_anew), at(67),
    ),
    Known("the log renumbered", sql(f"UPDATE events {LATER.format(by=5, after=350)}"), at(351)),
    Known("a record twice", sql(copied("361", "7", "leaf", 360)), at(361)),
    Known("a record forged at the end, with its leaf", then(sql(copied("361", "7", "leaf", 360)), prove_anew), at(361)),
    Known("the log cut off, proven anew", then(lambda connection: forget(connection, 198), prove_anew), at(199)),
    Known("types renamed", sql("UPDATE types SET name = 'no.such' WHERE type = 2"), at(2)),
    Known("a case renamed", sql("UPDATE streams SET id = id || '甲' WHERE stream = 10"), at(55)),
    Known("a court renamed", sql("UPDATE courts SET code = '内0625'"), at(1)),
    Known("a clerk renamed", sql("UPDATE actors SET id = 'nobody'"), at(1)),
    Known("a case number given away", sql("UPDATE rounds SET number = '（2025）内0624执999号' WHERE round = 10"), range(55, 61)),
    Known("a case number that no case bears", sql("INSERT INTO rounds VALUES (NULL, '（2025）内0624执998号', 10)"), at(0)),
    Known("a case without a record", sql("INSERT INTO streams VALUES (NULL, '（2025）内0624民初998号', 'case')"), at(0)),
    Known("columns disowned", sql("UPDATE types SET slots = '{}' WHERE type = 1"), at(0)),
    Known("something sealed, and no keys", then(sql("UPDATE events SET sealed = x'00' WHERE position = 61"), prove_anew), at(61)),
    Known("a trigger of somebody else's", sql("CREATE TRIGGER more AFTER INSERT ON events BEGIN SELECT 1; END"), at(0)),
    Known("a view of somebody else's", sql("CREATE VIEW more AS SELECT 1"), at(0)),
    Known("another docket's name", sql("UPDATE docket SET value = 'f' WHERE key = 'id'"), at(0)),
    Known("a node of the tree altered", sql("UPDATE tree SET hash = zeroblob(32)"), at(1)),
    Known("the tree lost", sql("DELETE FROM tree"), at(1)),
    Known("a node too many", sql("INSERT INTO tree VALUES (1, 1, zeroblob(32))"), at(0)),
    Known("a signed checkpoint rewritten", sql("UPDATE checkpoints SET note = replace(note, char(10)||'300', char(10)||'299')"), at(0)),
)  # fmt: skip
