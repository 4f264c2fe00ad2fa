"""Proofs out: the docket checked, its head signed, the evidence of a case handed out."""

from collections.abc import Iterable
from pathlib import Path

from casestream.audit.checkpoint import checkpoint
from casestream.audit.evidence import Evidence, export_evidence
from casestream.audit.verify import Verification, verify
from casestream.docket.held import Held
from casestream.store.faults import Tell
from casestream.store.note import Note, Signer


class Proving(Held):
    """The part of a docket for whoever does not take it at its word."""

    def checkpoint(self, signer: Signer) -> Note:
        """Sign the head of the log and keep it; give a copy to somebody who does not write to the docket.

        Raises:
            BadRequest: the docket is empty.
            LogRewritten: the log does not contain what its newest checkpoint signs.
            ExtraMissing: `cryptography` is not installed.
        """
        with self._lock:
            return checkpoint(self.log, signer)

    def verify(
        self, *, checkpoints: Iterable[bytes] = (), vkeys: Iterable[str] = (), tell: Tell | None = None
    ) -> Verification:
        """Check every record against its proof, and all of them against the checkpoints that are kept and those given.

        `vkeys` are the public keys by which checkpoints are believed. What is wrong is told, not raised.

        Raises:
            MalformedNote: a public key is not written as one.
            ExtraMissing: keys are given and `cryptography` is not installed.
            StoreFailed, LogRewritten: the docket cannot be read at all, or does not say whose it is.
        """
        return verify(self.log, checkpoints, vkeys, tell)

    def evidence(self, name: str, folder: str | Path, signer: Signer) -> Evidence:
        """Write the evidence of one case into a new folder, for somebody without casestream.

        Raises:
            UnknownCase: there is none of this id or number.
            LogRewritten: a record of the case was altered, or the log is not what was signed of it.
            NotWritable: the folder cannot be written, or is not empty.
            ExtraMissing: `cryptography` is not installed.
        """
        with self._lock:
            return export_evidence(self.log, self.log.require(self._name(name)), folder, signer)
