"""Commands in, refusals or records out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import uuid4

from casestream.docket.held import SYSTEM_POST, Held
from casestream.kernel.case import Case
from casestream.kernel.errors import (
    BadRequest,
    ChangedMeanwhile,
    NotAValue,
    Refused,
)
from casestream.kernel.event import COMMANDS, Actor, Command, Corrected, Record
from casestream.kernel.reaction import REACTIONS, asked_by
from casestream.kernel.rule import Bench, decide
from casestream.kernel.values import check_text
from casestream.requests import Receipt, check_dates, check_request, refuse_future, with_ids
from casestream.store.log import Answer
from casestream.store.records import Envelope
from casestream.telemetry import Operation


class Handling(Held):
    """The half of a docket that decides and writes."""

    def handle(
        self,
        command: Command,
        actor: Actor | None = None,
        *,
        command_id: str = "",
        correlation_id: str = "",
        causation_id: str = "",
        expected_version: int | None = None,
    ) -> Receipt:
        """Decide one command and write what follows, all or nothing.

        `command_id` makes a retry safe: the same id with the same command is answered from the log.
        `expected_version` is the `case.version` that the caller looked at; a case that has grown since is not touched.

        Raises:
            Refused: the law does not allow it; every unmet condition is listed.
            BadRequest: it cannot be read or placed; see `casestream.kernel.errors`.
            ChangedMeanwhile: the case has grown beyond `expected_version`.
            LogError: it could not be written.
        """
        return self.answer(
            command, actor, command_id=command_id, correlation_id=correlation_id, causation_id=causation_id,
            expected_version=expected_version,
        )  # fmt: skip

    def answer(
        self, command: Command, actor: Actor | None, *, command_id: str = "", correlation_id: str = "",
        causation_id: str = "", expected_version: int | None = None,
    ) -> Receipt:  # fmt: skip
        """`handle`, in the words of the log: what a docket seals are tokens here, in the command and in its answer."""
        actor = check_request(command, actor)
        check_text(command_id, "command_id")
        check_text(correlation_id, "correlation_id")
        check_text(causation_id, "causation_id")
        asked = repr(command)
        with Operation("append", command=type(command).__name__) as seen, self._lock, self.log.batch():
            if command_id and (known := self.log.answered(command_id)):
                return self._answer_again(command_id, asked, known)
            try:
                receipt = self._obey(command, actor, asked, command_id, correlation_id, causation_id, expected_version)
                seen.note(events=len(receipt.records), position=max(receipt.positions, default=0))
                return receipt
            except BaseException:
                if self._in_hand is not None:
                    self._in_hand.clear()  # What the command had begun is rolled back; read the cases again.
                raise

    def _obey(
        self, command: Command, actor: Actor, asked: str, command_id: str, correlation_id: str, causation_id: str,
        expected_version: int | None,
    ) -> Receipt:  # fmt: skip
        case = self._find(command)
        if expected_version not in (None, case.version):
            raise ChangedMeanwhile(
                f"{case.number or case.id} 已由第 {expected_version} 版变为第 {case.version} 版",
                f"{case.number or case.id} went from version {expected_version} to {case.version}",
                "重新读取后再试", "read it again and retry",
            )  # fmt: skip
        check_dates(command, case, self._today())
        events = decide(case, with_ids(command, self.log.stream), Bench(actor, self.calendar, self.settings))
        for event in events:
            if isinstance(event, Corrected):
                refuse_future(command, event.event.on, self._today())
        if not events:
            if command_id:
                self.log.remember(command_id, asked)
            return Receipt(())
        command_id = command_id or uuid4().hex
        envelope = Envelope(
            actor=actor, recorded_at=self._now(), command_id=command_id,
            correlation_id=correlation_id or command_id, causation_id=causation_id, asked=asked,
        )  # fmt: skip
        records = self.log.append(case, events, envelope)
        self._take_in(case, records)
        return Receipt(tuple(records), followed=self._follow(records, actor, envelope.correlation_id))

    def _answer_again(self, command_id: str, asked: str, known: Answer) -> Receipt:
        """The answer as it was given, with what followed it in other streams."""
        if known.asked != asked:
            raise BadRequest(
                f"命令号 {command_id} 已用于另一命令", f"command id {command_id} was used for another command",
                "每个命令用自己的命令号", "give each command an id of its own",
            )  # fmt: skip
        followed = [
            Receipt(tuple(answer.records), repeated=True, refusal=answer.refusal)
            for record in known.records
            if type(record.event) in REACTIONS
            for answer in self.log.followed(record.event_id)
        ]
        return Receipt(tuple(known.records), repeated=True, followed=tuple(followed))

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Commands inside are committed together, once, at the end; after an error none of them was."""
        with self._lock, self.log.batch():
            if self._in_hand is not None:
                try:
                    yield
                except BaseException:
                    self._in_hand.clear()  # What the inner batch had begun is rolled back; read the cases again.
                    raise
                return
            self._in_hand = {}
            try:
                yield
            finally:
                self._in_hand = None

    def _find(self, command: Command) -> Case:
        spec = COMMANDS[type(command)]
        if spec.begins and not command.stream.strip():
            raise NotAValue(
                "案件标识为空", "the id of the case is empty", "给出执行依据的文号", "give the number of the basis"
            )
        name = self._name(command.stream, new=spec.begins)
        stream = self.log.stream(name) or (name if spec.begins else self.log.require(name))
        in_hand = self._in_hand or {}
        case = in_hand[stream] if stream in in_hand else self.log.case(stream)
        if case.version == 0:
            case.kind = spec.kind
        elif spec.kind not in ("any", case.kind):
            raise BadRequest(
                f"“{command.stream}”是 {case.kind}，不能用于{spec.zh}", f"{command.stream!r} is a {case.kind}, not a {spec.kind}",
                f"选一个 {spec.kind}", f"choose a {spec.kind}",
            )  # fmt: skip
        return case

    def _take_in(self, case: Case, records: Sequence[Record]) -> None:
        """Keep the case of a batch up to date. A correction changes the past, so such a case is read again."""
        if self._in_hand is None:
            return
        if any(record.type.startswith("record.") for record in records):
            self._in_hand[case.id] = self.log.case(case.id)
            return
        for record in records:
            case.apply(record.event)
        case.version += len(records)
        self._in_hand[case.id] = case

    def _follow(self, records: Sequence[Record], actor: Actor, correlation_id: str) -> tuple[Receipt, ...]:
        """What these events ask of other streams, in the same transaction, each caused by its event."""
        followed = []
        for record in records:
            if type(record.event) not in REACTIONS:
                continue
            system = Actor("casestream", actor.court, SYSTEM_POST)
            for index, command in enumerate(asked_by(record.event, self.log.case(record.stream))):
                try:
                    receipt = self.answer(
                        command, system, command_id=f"{record.event_id.hex}/{index}", correlation_id=correlation_id,
                        causation_id=str(record.event_id),
                    )  # fmt: skip
                except (Refused, BadRequest) as refusal:  # One closed or distant case does not undo the decision.
                    self.log.remember(f"{record.event_id.hex}/{index}", repr(command), str(refusal))
                    receipt = Receipt((), refusal=str(refusal))
                followed.append(receipt)
        return tuple(followed)
