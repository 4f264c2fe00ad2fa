"""From every schema that a docket ever had to the one of today: each step in the transaction that opens it, all or nothing."""

from collections.abc import Callable
from typing import Any

from casestream.kernel.errors import LogRewritten
from casestream.store.connections import Cursor
from casestream.store.hashing import Hash
from casestream.store.leaf import leaf_data
from casestream.store.schema import SCHEMA_VERSION, SLOTS, TABLES
from casestream.store.tree import grow

Step = Callable[[Cursor], None]


def migrate(cursor: Cursor, version: int) -> None:
    """Bring a docket of an older version up to date, step by step. No event is altered: what is new is set beside it."""
    for step in STEPS[version - 1 :]:
        step(cursor)
    cursor.execute(f"PRAGMA user_version={SCHEMA_VERSION}")


def _prove(cursor: Cursor) -> None:
    """1 → 2: every record gets its leaf, the log its tree, the docket an id."""
    hash = Hash()

    def leaf(*values: Any) -> bytes:
        return hash.leaf(leaf_data((*values, None)))

    cursor.sqlite_cursor.connection.create_function("leaf", -1, leaf, deterministic=True)
    for statement in TABLES:
        if statement.split()[2] in ("docket", "tree", "checkpoints"):
            cursor.execute(statement)
    cursor.execute(
        "INSERT INTO docket VALUES ('id', lower(hex(randomblob(16)))), ('hash', ?), ('keys', '')", (hash.name,)
    )
    for name in ("events_by_stream", "events_stay", "events_last"):
        cursor.execute(f"DROP {'INDEX' if name == 'events_by_stream' else 'TRIGGER'} {name}")
    cursor.execute("ALTER TABLE events RENAME TO events_1")
    for statement in TABLES:
        if " events " in f"{statement} ":
            cursor.execute(statement)
    cursor.execute(
        "INSERT INTO events SELECT events_1.*, NULL, leaf(position, streams.id, streams.kind, version, event_id, "
        "types.name, types.schema, day, recorded_at, courts.code, rounds.number, "
        f"{', '.join(SLOTS)}, actors.id, actors.court, actors.post, command_id, correlation_id, causation_id, payload) "
        "FROM events_1 JOIN streams USING (stream) JOIN types USING (type) JOIN courts ON courts.court = events_1.court "
        "JOIN actors USING (actor) LEFT JOIN rounds USING (round) ORDER BY position"
    )
    cursor.execute("SELECT (SELECT count(*) FROM events_1), count(*) FROM events")
    before, after = cursor.fetchone()
    if before != after:
        raise LogRewritten(
            f"旧案卷有 {before - after} 条记录缺少所属案件、类型、法院或经办人",
            f"{before - after} records of the old docket have lost their stream, type, court or actor",
            "从备份恢复后再打开", "restore the docket from a backup, then open it",
        )  # fmt: skip
    cursor.execute("DROP TABLE events_1")
    cursor.execute("SELECT coalesce(max(position), 0) FROM events")
    grow(cursor, hash, 0, cursor.fetchone()[0])


STEPS: tuple[Step, ...] = (_prove,)  # The step from version 1 first.
