"""Checkpoints of a docket: its head signed, kept beside the log, and handed to whoever is to hold it."""

from typing import Any

from casestream.kernel.errors import BadRequest, LogRewritten
from casestream.store.log import Log
from casestream.store.merkle import root
from casestream.store.note import Checkpoint, Note, Signer, sign
from casestream.store.tree import kept


def origin(log: Log) -> str:
    """Whose log it is, as its checkpoints say: `casestream/` and the docket's id."""
    return f"casestream/{log.recorder.says('id')}"


def head(log: Log, cursor: Any, size: int) -> Checkpoint:
    """The head over the first `size` records, as the tree of the docket has it."""
    hash = log.recorder.hash
    return Checkpoint(origin(log), size, root(size, kept(cursor, hash), hash), hash.name)


def stored(cursor: Any) -> list[bytes]:
    """The checkpoints that were signed so far, the smallest first, as notes."""
    cursor.execute("SELECT note FROM checkpoints ORDER BY size, note")
    return [str(note).encode() for (note,) in cursor.fetchall()]


def checkpoint(log: Log, signer: Signer) -> Note:
    """The head of the log, signed and kept; the one that is kept already where nothing was written since.

    Raises:
        BadRequest: the docket is empty.
        LogRewritten: the log does not contain what its newest checkpoint signs. It is not signed over.
        ExtraMissing: `cryptography` is not installed.
        NotWritable, StoreFailed: it could not be kept.
    """
    with log.batch(), log.reading() as cursor:
        size, _ = log.recorder.head(cursor)
        if size == 0:
            raise BadRequest("案卷是空的", "the docket is empty", "先记录案件", "record a case first")
        now, notes = head(log, cursor, size), [Note.of(note) for note in stored(cursor)]
        if notes:
            check_signed(log, cursor, Checkpoint.of(notes[-1].text))
        for note in notes:
            if note.text == now.text and signer.verifier in note.signers([signer.verifier]):
                return note
        made = sign(now.text, signer)
        cursor.execute("INSERT INTO checkpoints VALUES (?,?)", (size, bytes(made).decode()))
    return made


def check_signed(log: Log, cursor: Any, signed: Checkpoint) -> None:
    """A log signs nothing that contradicts what it signed before (c2sp.org/tlog-checkpoint).

    Raises:
        LogRewritten: the log does not contain what this checkpoint signs.
    """
    size, _ = log.recorder.head(cursor)
    if signed.size > size or head(log, cursor, signed.size) != signed:
        raise LogRewritten(
            f"日志已不含检查点（{signed.size:,} 条）所签的记录，不再签署",
            f"the log does not contain what its checkpoint of {signed.size:,} records signs; nothing is signed over it",
            "用 casestream verify 找出被改动之处，从备份恢复", "find what was altered with casestream verify; restore it from a backup",
        )  # fmt: skip
