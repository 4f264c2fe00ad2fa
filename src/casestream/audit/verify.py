"""A docket against its own proof and against the checkpoints that others hold: what is wrong, and where.

Every record is hashed again as it is stored and compared with its leaf, the leaves with the tree, the tree with every
checkpoint; payloads are compared with the columns beside them, and sealed segments with the records. The log is the truth:
nothing that is derived from it is believed over it.

Who can write to the database can also rewrite its leaves, its tree and its checkpoints. Of such a log nothing in the file
gives evidence; a checkpoint that lies elsewhere does. Records that no checkpoint covers are only as safe as the file.
"""

from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from itertools import islice
from typing import Any

from attrs import asdict, field, frozen

from casestream.audit.checkpoint import origin, stored
from casestream.kernel.errors import MalformedNote, NotSigned, UnknownName
from casestream.replay.segments.layout import folder_of
from casestream.store.faults import Fault, Tell, faults
from casestream.store.log import Log
from casestream.store.note import Checkpoint, Note, Verifier
from casestream.store.regrown import Regrown

MOST_TOLD = 1_000


@frozen
class Verification:
    """What was found: `faults`, the first thousand of `count`; of so many records those up to `proven` are signed for.

    `root` is the head over all `records` as they are, with its hash; '' where they have none. `upheld` are the sizes of the
    checkpoints that the records bear out, by whomever they were signed; `proven` counts those of trusted keys only.
    `unchecked` says in Chinese and in English what could not be looked at.
    """

    origin: str
    records: int
    root: str
    faults: tuple[Fault, ...]
    count: int
    upheld: tuple[int, ...]
    proven: int
    unchecked: tuple[tuple[str, str], ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return self.count == 0

    def as_dict(self) -> dict[str, Any]:
        """The same for a machine."""
        return {"ok": self.ok, **asdict(self)}


@frozen
class _Held:
    """Checkpoints that can be compared, which of them a trusted key signed, and what is wrong with the others."""

    heads: list[Checkpoint] = field(factory=list)
    trusted: list[Checkpoint] = field(factory=list)
    faults: list[Fault] = field(factory=list)

    def add(self, data: bytes, keys: Sequence[Verifier], log: str, *, is_given: bool) -> None:
        """One more, as a note. One that is given must be signed by a trusted key, if any keys are trusted."""
        try:
            note = Note.of(data)
            checkpoint = Checkpoint.of(note.text)
            signers = note.signers(keys)
        except (MalformedNote, NotSigned, UnknownName) as error:
            self.faults.append(Fault(0, f"检查点：{error.zh}", f"a checkpoint: {error.en}"))
            return
        if checkpoint.origin != log:
            self.faults.append(
                Fault(0, f"检查点属于 {checkpoint.origin}", f"a checkpoint is of {checkpoint.origin}, not of {log}")
            )
            return
        if is_given and keys and not signers:
            self.faults.append(
                Fault(
                    0,
                    f"检查点（{checkpoint.size:,} 条）没有可信密钥的签名",
                    f"no trusted key has signed the checkpoint of {checkpoint.size:,}",
                )
            )
        self.heads.append(checkpoint)
        if signers:
            self.trusted.append(checkpoint)


def verify(
    log: Log, checkpoints: Iterable[bytes] = (), vkeys: Iterable[str] = (), tell: Tell | None = None
) -> Verification:
    """Check the whole log, in memory that does not grow with its records; `tell` hears how far it is.

    `checkpoints` are notes that the auditor holds, compared beside those in the docket; `vkeys` the public keys by which
    checkpoints are believed. Whatever is wrong with the docket or a checkpoint is told, not raised.

    Raises:
        MalformedNote: a public key is not written as one.
        ExtraMissing: keys are given and `cryptography` is not installed.
        StoreFailed, LogRewritten: the docket cannot be read at all, or does not say whose it is.
    """
    keys, held = [Verifier.of(vkey) for vkey in vkeys], _Held()
    with log.reading() as cursor:
        log_id, hash, notes = origin(log), log.recorder.hash, stored(cursor)
    for data in notes:
        held.add(data, keys, log_id, is_given=False)
    for data in checkpoints:
        held.add(data, keys, log_id, is_given=True)
    regrown = Regrown(hash, held.heads)
    found = _all(log, held, regrown, tell)
    first = tuple(islice(found, MOST_TOLD))
    count = len(first) + sum(1 for _ in found)
    return Verification(
        origin=log_id, records=log.last_position(), root=regrown.root, faults=first, count=count,
        upheld=tuple(sorted({each.size for each in regrown.upheld})),
        proven=max((each.size for each in regrown.upheld if each in held.trusted), default=0),
        unchecked=tuple(_unchecked(log)),
    )  # fmt: skip


def _all(log: Log, held: _Held, regrown: Regrown, tell: Tell | None) -> Iterator[Fault]:
    yield from held.faults
    yield from faults(log, tell, regrown)
    yield from _segments(log)


def _segments(log: Log) -> Iterator[Fault]:
    """Sealed segments that do not say what the log says."""
    if not _can_read_segments():
        return
    from casestream.replay.segments.check import check

    for problem in check(log, deep=True):
        yield Fault(0, f"封存分段 {problem.text('zh')}", f"sealed segment {problem.text('en')}")


def _can_read_segments() -> bool:
    return find_spec("pyarrow") is not None


def _unchecked(log: Log) -> Iterator[tuple[str, str]]:
    folder = folder_of(log)
    if folder is not None and folder.is_dir() and not _can_read_segments():
        yield "未核对封存分段（需要 pyarrow）", "sealed segments were not compared (that needs pyarrow)"
    with log.reading() as cursor:
        cursor.execute("SELECT value FROM docket WHERE key='keys'")
        is_sealed = any(keys for (keys,) in cursor.fetchall())
    if is_sealed and not (log.seal.sealer and log.seal.sealer.opens):
        yield (
            "密封的姓名未打开核对（未给出密钥库和主密钥：--keys）",
            "sealed values were not opened and compared (that needs the key store and its main key: --keys)",
        )
