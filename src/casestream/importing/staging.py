"""Where the facts of a source wait, stream by stream, until all of it has been read: on disk, however many there are.

The database is SQLite's own unnamed one: it has no file that anybody sees, and is gone when the process is, however it ends.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from casestream.importing.reading import Fact, Problem
from casestream.kernel.errors import CasestreamError, NumberTaken
from casestream.kernel.event import EVENTS, Corrected, Event
from casestream.store.codec import Codec

TABLES = """
    CREATE TABLE facts (seq INTEGER PRIMARY KEY, line INT, stream TEXT, type TEXT, payload BLOB, court TEXT, round TEXT,
        actor TEXT);
    CREATE TABLE numbers (number TEXT PRIMARY KEY, stream TEXT, line INT) WITHOUT ROWID;
    CREATE TABLE problems (seq INTEGER PRIMARY KEY, line INT, stream TEXT, told TEXT);
    CREATE TABLE findings (line INT, stream TEXT, version INT, rule TEXT, condition TEXT, told TEXT);
    CREATE TABLE streams (first INTEGER PRIMARY KEY, stream TEXT, facts INT);
"""
PAGE = 1_000


class Staged:
    """The facts, the problems and the findings of one source. Close it to be rid of them."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {TABLES}")
        self._codec = Codec()

    def close(self) -> None:
        """Give the space back."""
        self._db.close()

    # --- what was read ---

    def add(self, fact: Fact) -> None:
        """Keep a fact. A case number that an earlier line gives already makes it a problem."""
        try:
            payload = self._codec.encode(fact.event)
        except CasestreamError as error:
            self.report(Problem(line=fact.line, stream=fact.stream, error=error))
            return
        for number in numbers_given(fact.event):
            given = self._all("SELECT stream, line FROM numbers WHERE number=?", number)
            if not given:
                self._db.execute("INSERT INTO numbers VALUES (?,?,?)", (number, fact.stream, fact.line))
            elif given[0][0] != fact.stream or not isinstance(fact.event, Corrected):
                line = given[0][1]
                borne = taken(number, f"第 {line} 行", f"line {line}")
                self.report(Problem(line=fact.line, stream=fact.stream, error=borne))
        self._db.execute(
            "INSERT INTO facts VALUES (NULL,?,?,?,?,?,?,?)",
            (fact.line, fact.stream, EVENTS[type(fact.event)].name, payload, fact.court, fact.round, fact.actor),
        )

    def report(self, problem: Problem) -> None:
        """Keep what is wrong with a line."""
        told = json.dumps(problem.error.as_dict(), ensure_ascii=False)
        self._db.execute("INSERT INTO problems VALUES (NULL,?,?,?)", (problem.line, problem.stream, told))

    def note(self, line: int, stream: str, version: int, rule: str, condition: str, told: dict[str, Any]) -> None:
        """Keep what a rule finds in a fact."""
        text = json.dumps(told, ensure_ascii=False)
        self._db.execute("INSERT INTO findings VALUES (?,?,?,?,?,?)", (line, stream, version, rule, condition, text))

    def settle(self, stream_of: Callable[[str, str], str | None]) -> dict[str, tuple[str, str]]:
        """Bring together what is about one case, whether the source calls it by its id or by a number that it bears.

        `stream_of` tells under which id the docket keeps what has this name and is of this kind. Given back is, for each
        stream that has another id than the source calls it by, that name and its kind.
        """
        renamed = {}
        self._db.executescript(
            "UPDATE facts SET stream = (SELECT stream FROM numbers WHERE number = facts.stream)"
            " WHERE stream IN (SELECT number FROM numbers);"
            "UPDATE problems SET stream = (SELECT stream FROM numbers WHERE number = problems.stream)"
            " WHERE stream IN (SELECT number FROM numbers);"
            "CREATE INDEX facts_by_stream ON facts (stream, seq);"
            "CREATE INDEX problems_by_stream ON problems (stream)"
        )
        for name, types in self._all("SELECT stream, group_concat(DISTINCT type) FROM facts GROUP BY stream"):
            kinds = {EVENTS.by_name[told].stream for told in types.split(",")} - {"any"}
            kind = min(kinds, default="")
            if (known := stream_of(name, kind)) is not None and known != name:
                renamed[known] = name, kind
                for table in ("facts", "problems"):
                    self._db.execute(f"UPDATE {table} SET stream=? WHERE stream=?", (known, name))  # noqa: S608
        self._db.execute("INSERT INTO streams SELECT min(seq), stream, count(*) FROM facts GROUP BY stream")
        return renamed

    # --- reading it back ---

    def _all(self, statement: str, *parameters: Any) -> list[Any]:
        return self._db.execute(statement, parameters).fetchall()

    def streams(self) -> Iterator[tuple[str, int]]:
        """Each stream with the number of its facts, in the order in which the source first names them."""
        first = 0
        while page := self._all("SELECT * FROM streams WHERE first > ? ORDER BY first LIMIT ?", first, PAGE):
            yield from ((stream, facts) for _, stream, facts in page)
            first = page[-1][0]

    def facts(self, stream: str) -> list[Fact]:
        """The facts of a stream in the order of the source."""
        return [
            Fact(
                line=line, stream=stream, event=self._codec.decoder(name, EVENTS.by_name[name].schema)(payload),
                court=court, round=round, actor=actor, seq=seq,
            )
            for seq, line, name, payload, court, round, actor in self._all(
                "SELECT seq, line, type, payload, court, round, actor FROM facts WHERE stream=? ORDER BY seq", stream
            )
        ]  # fmt: skip

    def is_bad(self, stream: str) -> bool:
        """Whether anything is wrong with a line about this stream."""
        return bool(self._all("SELECT 1 FROM problems WHERE stream=? LIMIT 1", stream))

    def count(self, table: str) -> int:
        """How many `facts`, `streams`, `problems` or `findings` there are."""
        return int(self._all(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608  # One of our own tables.

    def problems(self, limit: int) -> list[dict[str, Any]]:
        """What is wrong, by line; a negative limit gives all."""
        rows = self._all("SELECT line, stream, told FROM problems ORDER BY line, seq LIMIT ?", limit)
        return [{"line": line, "stream": stream, **json.loads(told)} for line, stream, told in rows]

    def findings(self, limit: int) -> list[dict[str, Any]]:
        """What the rules find, by line; a negative limit gives all."""
        rows = self._all("SELECT * FROM findings ORDER BY line, rowid LIMIT ?", limit)
        keys = ("line", "stream", "version", "rule")
        return [{**dict(zip(keys, row[:4], strict=True)), **json.loads(row[5])} for row in rows]

    def findings_by_condition(self) -> Counter[str]:
        """How often each condition does not hold."""
        return Counter(dict(self._all("SELECT condition, count(*) FROM findings GROUP BY condition")))


def numbers_given(event: Event) -> Sequence[str]:
    """The case numbers that an event gives out."""
    opening: Any = event.event if isinstance(event, Corrected) else event
    return [opening.number] if EVENTS[type(opening)].opens and opening.number else []


def taken(number: str, zh: str, en: str) -> NumberTaken:
    """The error for a number that a line of the source, or a case of the docket, bears already."""
    return NumberTaken(
        f"案号 {number} 已由{zh}使用", f"{number} is borne already, by {en}",
        "每一案号只用于一个案件（法〔2015〕137号）", "each number belongs to one case (法〔2015〕137号)",
    )  # fmt: skip
