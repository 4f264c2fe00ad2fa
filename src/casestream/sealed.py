"""A docket that seals its names: tokens inside, names for who reads, masks of whom the law has had erased."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from casestream.docket import Docket
from casestream.kernel.case import Case
from casestream.kernel.errors import BadRequest, CasestreamError
from casestream.kernel.event import Actor, Command, Record
from casestream.kernel.projection import Projection
from casestream.procedures.erasure import (
    ApproveErasure,
    DecideErasure,
    ErasureDecided,
    ErasureGround,
    ProcessingRestricted,
    RequestErasure,
    may_be_carried_out,
)
from casestream.procedures.personal import NAMED_STREAMS
from casestream.replay import Table
from casestream.reports import Report
from casestream.requests import Receipt, check_request
from casestream.store.keys import TOKEN, KeyStore
from casestream.store.log import Log
from casestream.store.sealing import Sealing

T = TypeVar("T")
DECISIONS = (ErasureDecided, ProcessingRestricted)
# Of the whole docket: by the streams of requests, for events have no index by type.
ALL_DECISIONS = """
    WHERE events.stream IN (SELECT stream FROM streams WHERE kind = 'erasure')
    AND type IN (SELECT type FROM types WHERE name IN ('erasure.decided', 'erasure.processing_restricted'))
"""


class SealedDocket(Docket):
    """A docket whose key store keeps the names. Ids stay ids: a debtor's stream bears a token, and is found by the name too."""

    def __init__(
        self, place: str | Path, keys: KeyStore, *, create: bool = True, hash: str = "sha256", **settled: Any
    ) -> None:
        self.keys = keys
        self._names = Sealing(keys)
        super().__init__(Log(place, create=create, hash=hash, sealer=self._names), **settled)
        self._looked_to = 0
        try:
            with self.log.reading() as cursor:
                cursor.execute("SELECT value FROM docket WHERE key='id'")
                keys.bind(cursor.fetchone()[0])
            self.carry_out_erasures()
        except BaseException:
            self.log.close()
            raise

    # --- names ---

    def protect(self, said: T) -> T:
        """A command or an event with tokens for names.

        Raises:
            KeysMissing: the key store was opened without its main key.
        """
        return self._names.protect(said)

    def reveal(self, value: T) -> T:
        """The same with names, or masks, for tokens."""
        return self._names.reveal(value)

    def named(self, stream: str) -> str:
        """What a reader calls a stream. Masks may be alike, so that of a person who is erased has its token after it."""
        shown = self.reveal(stream)
        return (
            shown
            if self._names.named(shown) == stream or shown == stream
            else f"{shown}（{stream.removeprefix('p:')}）"
        )

    def known_as(self, name: str, kind: str) -> str | None:
        """The id of the stream with this id, name or number. Somebody's own stream has a token, be it there yet or not."""
        if kind in NAMED_STREAMS:
            return self.keys.token(name)
        return super().known_as(name, kind)

    def _name(self, name: str, *, new: bool = False) -> str:
        return super()._name(self._names.named(name) if isinstance(name, str) else name, new=new)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Errors, too, are for who reads."""
        try:
            yield
        except CasestreamError as error:
            self._names.tell(error)
            raise

    # --- commands ---

    def handle(self, command: Command, actor: Actor | None = None, **envelope: Any) -> Receipt:
        """Decide one command, as `Docket.handle` does, with its names sealed; an erasure that it decided is carried out.

        Raises:
            Refused, BadRequest, ChangedMeanwhile, LogError: as `Docket.handle`.
            KeysMissing, KeysFailed: the names cannot be sealed.
        """
        actor = check_request(command, actor)
        with self._telling():
            with self.batch():
                if isinstance(command, RequestErasure):
                    self._check_known(command.person)
                receipt = self.answer(self.protect(command), actor, **envelope)
            return self.reveal(receipt)

    def _check_known(self, person: str) -> None:
        """Whoever was never here is not erased, and a slip of the pen does not pass for it."""
        is_name = person.strip() and not TOKEN.fullmatch(person)
        if is_name and self.keys.has_main_key and self.keys.find(person) is None:
            raise BadRequest(
                f"本案卷中没有“{person}”其人", f"nobody is called {person!r} in this docket",
                "核对姓名，写成案卷中的写法；已删除的无须再删", "check the name as the docket has it; who is erased need not be again",
            )  # fmt: skip

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Commands inside are committed together, once, at the end; after an error none of them was.

        Nobody else decides an erasure meanwhile, and none that was decided is left to do: whom a command names keeps his key.
        """
        with self._lock:
            is_outermost = not self.log.recorder.is_writing
            with super().batch():
                if is_outermost:
                    self._carry_out_committed()
                yield
        self.carry_out_erasures()

    def carry_out_erasures(self) -> None:
        """Do to the keys what the log has decided and nobody has done yet: after the commit, and whenever it is opened.

        A process that ends between the two leaves it to the next. What nobody asked for, or two others did not approve, is
        not done, however its decision came into the log.
        """
        if not self.log.recorder.is_writing:  # It may yet be undone.
            self._carry_out_committed()

    def _carry_out_committed(self) -> None:
        self.keys.wipe()
        after, last = self._looked_to, self.log.last_position()
        if after == last:
            return
        for record in self.log.of_kinds(DECISIONS, after) if after else self.log.records(ALL_DECISIONS):
            self._carry_out(record)
        self._looked_to = last

    def _carry_out(self, decision: Record) -> None:
        event: Any = decision.event
        person = self.keys.person(event.person)
        if person is None or person.is_erased or (person.is_restricted and isinstance(event, ProcessingRestricted)):
            return
        history = self.log.history(decision.stream)
        if may_be_carried_out(decision, history[: decision.version - 1]):
            (self.keys.erase if isinstance(event, ErasureDecided) else self.keys.restrict)(person.token)

    # --- reading ---

    def case(self, name: str, **clocks: Any) -> Case:
        """One case, as `Docket.case` gives it, with names.

        Raises:
            UnknownCase, NaiveMoment: as `Docket.case`.
        """
        with self._telling():
            return self.reveal(super().case(name, **clocks))

    def history(self, name: str) -> list[Record]:
        """Every record of one case, with names.

        Raises:
            UnknownCase: there is none.
        """
        with self._telling():
            return self._names.reveal_history(super().history(name))

    def erase(
        self, person: str, *, number: str, ground: ErasureGround, retain_until: date, requester: Actor,
        approvers: tuple[Actor, Actor],
    ) -> Receipt:  # fmt: skip
        """Request, two approvals and the decision in one transaction, for a host that has gathered them; then the keys go.

        Raises:
            Refused: the retention runs on, or the three are not three people.
        """
        day = self._today()
        with self.batch():
            asked = RequestErasure(case=number, on=day, person=person, ground=ground, retain_until=retain_until)
            self.handle(asked, requester)
            for approver in approvers:
                self.handle(ApproveErasure(case=number, on=day), approver)
            return self.handle(DecideErasure(case=number, on=day), requester)

    def sealed_values(self, record: Record) -> dict[str, str]:
        """What a record sealed beside its payload, opened from there: the value at each place in it (JSON pointer).

        Raises:
            SealBroken: it was altered, or moved from another record.
        """
        with self.log.reading() as cursor:
            cursor.execute("SELECT sealed FROM events WHERE position=?", (record.position,))
            (sealed,) = cursor.fetchone()
        return self._names.opened(record.stream, record.event_id, bytes(sealed)) if sealed else {}

    def replay(self, projection: Projection, **asked: Any) -> Table:
        """Run a projection, as `Docket.replay` does, with names where it groups by them.

        Raises:
            UnknownName, EngineCannot, ExtraMissing, SegmentDamaged, ForeignSegment: as `Docket.replay`.
        """
        with self._telling():
            return self.reveal(super().replay(projection, **asked))

    def report(self, name: str, **asked: Any) -> Report:
        """A named table, as `Docket.report` gives it, with names.

        Raises:
            UnknownName, BadRequest: as `Docket.report`.
        """
        with self._telling():
            return self.reveal(super().report(name, **asked))

    def close(self) -> None:
        """Give back the connections, and forget every name."""
        super().close()
        self.keys.close()
