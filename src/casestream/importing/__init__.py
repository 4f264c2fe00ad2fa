"""Import: existing history, recorded as it was.

No rule is asked whether a fact may be recorded, for it has happened; what the rules find in it is told, and found again by
`recheck`. What cannot be read or placed is told line by line, and then nothing is imported. A source is read whole before
anything is written; it is written in batches of whole streams, and an import that was broken off goes on where it was.

```python
with casestream.open("court.db") as docket, read_source("old.csv", "old.toml") as source:
    outcome = import_history(docket, source)
```
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC
from pathlib import Path
from typing import Any, BinaryIO

import attrs
from attrs import frozen

from casestream.docket import Docket
from casestream.importing.mapping import read_mapping
from casestream.importing.placing import guarding, judged, misplaced, place_of
from casestream.importing.reading import Fact, Problem, Read, csv_rows, json_lines
from casestream.importing.staging import Staged
from casestream.importing.writing import Import, batches, write
from casestream.kernel.calendar import COURT_TIME
from casestream.kernel.errors import BadRequest, ChangedMeanwhile, StoreFailed, UnreadableSource
from casestream.replay.watch import Watch, nobody
from casestream.requests import aware
from casestream.store.system import said

BATCH_FACTS = 5_000
LISTED = 100
CHUNK_BYTES = 1 << 20
PACE = 500  # Lines between two words to whoever watches.


@frozen(kw_only=True)
class Source:
    """A file of facts that has been read. `digest` is its SHA-256, `mapped_by` that of the mapping it was read by."""

    name: str
    digest: str
    mapped_by: str
    lines: int
    staged: Staged


@frozen(kw_only=True)
class Outcome:
    """What became of a source.

    `facts` were read, of so many `streams`; `written` now, `known` from a run before. `problems` and `findings` are the
    first of so many, each with its line; `by_condition` counts the findings.
    """

    source: str
    digest: str
    lines: int
    facts: int
    streams: int
    written: int
    known: int
    problem_count: int
    finding_count: int
    by_condition: dict[str, int]
    problems: list[dict[str, Any]]
    findings: list[dict[str, Any]]

    def as_dict(self) -> dict[str, Any]:
        """The same for a machine."""
        return attrs.asdict(self)


def outcome_of(source: Source, written: int = 0, known: int = 0, *, listed: int = LISTED) -> Outcome:
    """What became of the source so far, with the first `listed` problems and findings; a negative number lists all."""
    staged = source.staged
    return Outcome(
        source=source.name, digest=source.digest, lines=source.lines, facts=staged.count("facts"),
        streams=staged.count("streams"), written=written, known=known, problem_count=staged.count("problems"),
        finding_count=staged.count("findings"), by_condition=dict(staged.findings_by_condition().most_common()),
        problems=staged.problems(listed), findings=staged.findings(listed),
    )  # fmt: skip


@contextmanager
def read_source(path: str | Path, mapping: str | Path | None = None, *, watch: Watch = nobody) -> Iterator[Source]:
    """Read a whole file, JSON lines or by a `mapping` a register in CSV, and hold its facts; it needs no docket.

    Raises:
        UnreadableSource: the file cannot be read at all.
        MalformedMapping: the mapping cannot be read, or does not fit the file.
        StoreFailed: there is no room to hold its facts.
    """
    reader: Read = json_lines if mapping is None else csv_rows(read_mapping(mapping))
    try:
        with closing(Staged()) as staged:
            yield _read(Path(path), mapping, reader, staged, watch)
    except sqlite3.Error as error:  # The docket's own come translated.
        raise StoreFailed(
            f"来源无法暂存：{said(error)[0]}", f"the source cannot be staged: {said(error)[1]}",
            "在临时目录（SQLITE_TMPDIR）腾出空间", "make room in the temporary folder (SQLITE_TMPDIR)",
        ) from error  # fmt: skip


def _read(path: Path, mapping: str | Path | None, reader: Read, staged: Staged, watch: Watch) -> Source:
    try:
        mapped_by = "" if mapping is None else hashlib.sha256(Path(mapping).read_bytes()).hexdigest()
        with path.open("rb") as file:
            digest, lines = _digest(file)
            file.seek(0)
            for read, item in enumerate(reader(file), 1):
                if isinstance(item, Problem):
                    staged.report(item)
                else:
                    staged.add(item)
                if read % PACE == 0:
                    watch(item.line, lines)
    except (OSError, ValueError) as error:  # A path with a NUL in it is a ValueError.
        raise UnreadableSource(
            f"{path} 无法读取：{said(error)[0]}",
            f"{path} cannot be read: {said(error)[1]}",
            "检查文件",
            "check the file",
        ) from error
    return Source(name=path.name, digest=digest, mapped_by=mapped_by, lines=lines, staged=staged)


def _digest(file: BinaryIO) -> tuple[str, int]:
    """The SHA-256 of a file, and how many lines it has."""
    digest, lines, last = hashlib.sha256(), 0, b"\n"
    while chunk := file.read(CHUNK_BYTES):
        digest.update(chunk)
        lines += chunk.count(b"\n")
        last = chunk[-1:]
    return digest.hexdigest(), lines + (last != b"\n")


def import_history(
    docket: Docket, source: Source, *, dry_run: bool = False, keep_going: bool = False, listed: int = LISTED,
    batch_facts: int = BATCH_FACTS, watch: Watch = nobody,
) -> Outcome:  # fmt: skip
    """Record the facts of a source, once: a second import of it writes only what the first did not.

    With a problem in it nothing is written; `keep_going` writes the streams that have none, whole. Reactions are not run:
    `casestream.effects` does that afterwards.

    Raises:
        BadRequest: this source was imported before, by another mapping.
        ChangedMeanwhile, NumberTaken: another process wrote meanwhile; what was written stays, and a second run goes on.
        LogError: the docket cannot be written.
    """
    staged, log = source.staged, docket.log
    now = aware(docket.clock(), "时钟", "the clock").astimezone(UTC)
    what = Import(
        id=f"import/{source.digest}", asked=f"import {source.digest} {source.mapped_by}".strip(), recorded_at=now
    )
    _check_mapping(docket, what)
    renamed = staged.settle(docket.known_as)
    known = _place(docket, source, what, watch)
    written, facts_in_all = 0, staged.count("facts")
    if not dry_run and (keep_going or not staged.count("problems")):
        for batch in batches(staged, batch_facts):
            with docket.batch():
                for stream in batch:
                    _check_still(docket, stream, renamed)
                    written += write(log, stream, _facts(docket, staged, stream), what)
                    watch(known + written, facts_in_all)
    return docket.reveal(outcome_of(source, written, known, listed=listed))


def _check_still(docket: Docket, stream: str, renamed: dict[str, tuple[str, str]]) -> None:
    """What a source calls by a name is still kept under the same id: its person may have been erased meanwhile.

    Raises:
        ChangedMeanwhile: it is not.
    """
    if stream in renamed and docket.known_as(*renamed[stream]) != stream:
        raise ChangedMeanwhile(
            "导入期间有人被删除个人信息", "somebody was erased while this was being imported",
            "再次运行同一导入", "run the same import again",
        )  # fmt: skip


def _facts(docket: Docket, staged: Staged, stream: str) -> list[Fact]:
    """The facts of a stream, in the words of the log."""
    return [attrs.evolve(fact, event=docket.protect(fact.event)) for fact in staged.facts(stream)]


def _place(docket: Docket, source: Source, what: Import, watch: Watch) -> int:
    """Look at every stream where it stands; how many facts are in the docket already from a run before."""
    staged, rules, known, seen = source.staged, guarding(), 0, 0
    today, facts_in_all = what.recorded_at.astimezone(COURT_TIME).date(), staged.count("facts")
    for stream, count in staged.streams():
        facts = _facts(docket, staged, stream)
        place = place_of(docket.log, stream, what.id, facts)
        if place.is_done:
            known += count
        else:
            for problem in misplaced(place, facts, docket.log, today):
                staged.report(problem)
        if not staged.is_bad(stream):
            for line, version, rule, unmet in judged(place, facts, rules):
                staged.note(line, stream, version, rule.name, unmet.condition.name, unmet.as_dict())
        seen += count
        watch(seen, facts_in_all)
    return known


def _check_mapping(docket: Docket, what: Import) -> None:
    with docket.log.reading() as cursor:
        cursor.execute(
            "SELECT asked FROM commands WHERE command_id >= ? AND command_id < ? LIMIT 1",
            (f"{what.id}/", f"{what.id}0"),
        )
        before = cursor.fetchone()
    if before and before[0] != what.asked:
        raise BadRequest(
            "该文件已按另一映射导入", "this file was imported before, by another mapping",
            "用原来的映射文件，或者以更正、撤销记载修正", "use the mapping of then, or correct what it brought",
        )  # fmt: skip
