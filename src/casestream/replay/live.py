"""Live views: the result of a projection kept current beside the docket, exact at every position it has come to.

A new record changes only what its own stream contributes. So the result moves by the tally of each touched stream up to the
new position, less its tally up to the old one, both by the reference engine: corrections of the past included. A stream with
a record that the projection cannot take is set aside as it stood before, and the others go on.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version as version_of
from threading import Event
from types import TracebackType
from typing import Self

from attrs import evolve, frozen

from casestream import telemetry
from casestream.kernel.errors import CasestreamError, NotReached
from casestream.kernel.projection import Projection, Scope
from casestream.replay import ENGINES, replay
from casestream.replay.horizon import Horizon
from casestream.replay.increment import Increments, Written, numbered
from casestream.replay.receipt import receipt_of
from casestream.replay.segments.layout import fingerprint
from casestream.replay.table import Table, Tally
from casestream.replay.tabling import names_of_plain, tabled
from casestream.replay.views import Difference, differences
from casestream.store.following import WATCH_SECONDS, until
from casestream.store.growth import recorded_at, wait_for_more
from casestream.store.log import Log
from casestream.store.records import micros
from casestream.store.tracking import DeadLetter, Key, Standing, Version, Views

PAGE_RECORDS = 1_000
TIMEOUT_SECONDS = 60.0


@frozen(kw_only=True)
class Lag:
    """How far a version of a live view is behind its log: records not counted yet, and since when the first of them waits."""

    version: str
    name: str
    in_use: bool
    position: int
    records: int
    seconds: float
    dead_letters: int


class LiveView:
    """A projection over a period, kept current. Any number of them, in any processes, may work on the same result.

    A context manager. A view whose definition changed is built beside the one in use, until it is switched to.

    Raises:
        NotWritable, StoreFailed: the database of live views cannot be opened.
    """

    def __init__(
        self,
        log: Log,
        projection: Projection,
        views: Views,
        scope: Scope | None = None,
        *,
        page_records: int = PAGE_RECORDS,
    ) -> None:
        self.log, self.projection, self.views, self.scope = log, projection, views, scope or Scope()
        self.page_records = page_records
        self._increments = Increments(log, projection, self.scope)
        asked = [projection.name, projection.by, self.scope.since.isoformat(), self.scope.until.isoformat()]
        self.view = sha256(repr(asked).encode()).hexdigest()[:16]
        defined = [asked, projection.definition_hash(), version_of("casestream")]
        self.version = sha256(repr(defined).encode()).hexdigest()[:32]
        views.add(self.version, self.view, projection.name, names_of_plain(projection))

    # --- going on ---

    def step(self) -> bool:
        """Count what is new, a page of it at most. False where nothing was.

        Raises:
            UnknownName: another version of this view was switched to, and this one given up.
            LogError: the docket or the view cannot be read or written.
        """
        before = self.views.standing(self.version)
        newest = self.log.last_position()
        if before.anchor != fingerprint(self.log, before.position):  # This is not the log that was counted.
            return self.views.reset(self.version, before)
        if newest <= before.position:
            return False
        with telemetry.Operation("step", view=self.projection.name) as seen:
            after, changes = self._counted(before, min(newest, before.position + self.page_records))
            seen.note(position=after.position, streams_set_aside=len(after.letters))
            self.views.advance(self.version, before, after, changes)
        return True

    def catch_up(self) -> int:
        """Count all there is, and give the position that was reached. From nothing, the columns are asked first."""
        self._begin()
        while self.step():
            pass
        return self.views.standing(self.version).position

    def follow(self, stopping: Event) -> None:
        """Count what there is and whatever is written later, until `stopping` is set."""
        self._begin()
        while not stopping.is_set():
            if not self.step():
                wait_for_more(self.log, self.views.standing(self.version).position, stopping, WATCH_SECONDS)
            self.tell_lag()

    def tell_lag(self) -> None:
        """Tell the host how far it is behind, where the host measures anything."""
        if telemetry.is_measured():
            lag = self.lag()
            telemetry.behind(lag.name, lag.records, lag.seconds)

    def _begin(self) -> None:
        """The whole log at once, where nothing is counted yet and nothing in it is in the way."""
        before = self.views.standing(self.version)
        newest = self.log.last_position()
        if before != Standing() or newest <= self.page_records:
            return
        horizon = Horizon(last_position=newest)
        try:
            tallied = ENGINES["columns"].tally(self.log, self._increments.plain, self.projection, [self.scope], horizon)
        except Exception:  # noqa: BLE001  # Step by step it is found out whose fault it is, and the others are counted.
            return
        changes = numbered(tallied[0])
        self.views.advance(self.version, before, Standing(newest, fingerprint(self.log, newest)), changes)

    # --- counting ---

    def _counted(self, before: Standing, last: int) -> tuple[Standing, Counter[Key]]:
        """The standing after the records up to a position, and what they change."""
        changes: Counter[Key] = Counter()
        letters = {letter.stream: letter for letter in before.letters}
        fresh = {
            stream: new
            for stream, new in self._increments.fresh(before.position, last).items()
            if stream not in letters
        }
        moved = {stream: numbers for stream, new in fresh.items() if (numbers := self._increments.moved(stream, new))}
        written = self._increments.written(list(moved), last)
        for stream, numbers in moved.items():
            letter = self._take(stream, written[stream], numbers, before.position, fresh[stream].positions, changes)
            if letter is not None:
                letters[stream] = letter
        return Standing(last, fingerprint(self.log, last), tuple(sorted(letters.values()))), changes

    def _take(
        self, stream: int, written: list[Written], numbers: Sequence[int], counted_to: int, positions: Sequence[int],
        changes: Counter[Key],
    ) -> DeadLetter | None:  # fmt: skip
        """Count the records of a stream at these positions; where one cannot be taken, those before it."""
        outcome = self._attempt(written, numbers, counted_to, positions[-1])
        if isinstance(outcome, Counter):
            changes.update(outcome)
            return None
        good, found = counted_to, Counter[Key]()
        for position in positions:
            outcome = self._attempt(written, numbers, counted_to, position)
            if not isinstance(outcome, Counter):
                changes.update(found)
                return self._letter(stream, position, good, outcome)
            good, found = position, outcome
        changes.update(found)  # It was taken the second time.
        return None

    def _attempt(
        self, written: list[Written], numbers: Sequence[int], before: int, after: int
    ) -> Counter[Key] | Exception:  # fmt: skip
        """What a stream contributes with its records up to one position, less that up to another; or why that fails."""
        try:
            return self._increments.change(numbers, written, before, after)
        except Exception as error:  # noqa: BLE001  # Whatever one stream does to a projection, the others go on.
            return error

    def _letter(self, stream: int, position: int, counted_to: int, error: Exception) -> DeadLetter:
        telemetry.set_aside(self.projection.name, position, error)
        told = error.message("zh") if isinstance(error, CasestreamError) else f"{type(error).__name__}: {error}"
        # Whatever a payload holds, no database refuses to say what is wrong with it.
        told = told.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")
        return DeadLetter(stream, position, counted_to, told, micros(datetime.now(UTC)))

    # --- reading ---

    def table(self) -> Table:
        """The result, with a receipt that says up to which position it counts."""
        standing, numbers = self.views.result(self.version)
        tallies: list[Tally] = [{} for _ in self._increments.plain]
        for (measure, group), number in numbers.items():
            tallies[measure][group] = number
        table = tabled(self.projection, self._increments.plain, tallies, self.scope)
        horizon = Horizon(last_position=standing.position)
        return evolve(table, receipt=receipt_of(table, self.log, horizon, "live"))

    def wait_for(self, position: int, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        """Wait until whoever follows this view has come to a position.

        Raises:
            NotReached: the time is up.
        """
        reached = 0

        def is_there() -> bool:
            nonlocal reached
            reached = self.views.standing(self.version).position
            return reached >= position

        if not until(is_there, Event(), timeout_seconds):
            raise NotReached(
                f"{timeout_seconds} 秒内视图只到第 {reached} 条，未到第 {position} 条",
                f"in {timeout_seconds} s the view came to {reached}, not to {position}",
                "用 casestream live follow 使视图保持最新", "keep the view current with casestream live follow",
            )  # fmt: skip

    def lag(self) -> Lag:
        """How far it is behind."""
        return next(lag for lag in lags(self.log, self.views, datetime.now(UTC)) if lag.version == self.version)

    def dead_letters(self) -> tuple[DeadLetter, ...]:
        """The records that it cannot take; each has its stream set aside."""
        return self.views.standing(self.version).letters

    # --- setting right ---

    def retry(self) -> tuple[DeadLetter, ...]:
        """Take up again what was set aside; what is still set aside afterwards.

        Raises:
            UnknownName: another version of this view was switched to, and this one given up.
        """
        while letters := (before := self.views.standing(self.version)).letters:
            changes: Counter[Key] = Counter()
            fresh = self._increments.fresh(min(letter.counted_to for letter in letters), before.position)
            written = self._increments.written([letter.stream for letter in letters], before.position)
            every = range(len(self._increments.plain))
            left = []
            for letter in letters:
                positions = [each for each in fresh[letter.stream].positions if each > letter.counted_to]
                records = written[letter.stream]
                still = self._take(letter.stream, records, every, letter.counted_to, positions, changes)
                if still is not None:
                    left.append(still)
            if self.views.advance(self.version, before, evolve(before, letters=tuple(left)), changes):
                return tuple(left)
        return ()

    def rebuilt_differently(self, engine: str = "columns") -> list[Difference]:
        """Where a replay of the whole log up to the view's position shows another number; that should be nowhere."""
        table = self.table()
        assert table.receipt is not None  # noqa: S101 # It was just given one.
        horizon = Horizon(last_position=table.receipt.last_position)
        whole = replay(self.log, self.projection, engine=engine, scope=self.scope, horizon=horizon)
        return list(differences({"table": table.as_dict()}, {"table": whole.as_dict()}))

    def differences_from_the_one_in_use(self) -> list[Difference]:
        """Where the plain measures of the version in use and of this one differ; None where one of them has none."""
        in_use = next(each for each in self.views.listed() if each.view == self.view and each.in_use)
        before = self._named(in_use.version, in_use.measures)
        after = self._named(self.version, names_of_plain(self.projection))
        return [
            Difference(group, name, before.get((name, group)), after.get((name, group)))
            for name, group in sorted(before.keys() | after.keys())
            if before.get((name, group), 0) != after.get((name, group), 0)
        ]

    def _named(self, version: str, names: Sequence[str]) -> dict[tuple[str, tuple[str, ...]], int]:
        return {(names[measure], group): number for (measure, group), number in self.views.result(version)[1].items()}

    def rebuild(self) -> None:
        """Back to nothing, and over the whole log again."""
        while not self.views.reset(self.version, self.views.standing(self.version)):
            continue
        self.catch_up()

    @property
    def is_in_use(self) -> bool:
        """Whether it is this version that is in use."""
        return any(each.in_use for each in self.views.listed() if each.version == self.version)

    def switch(self) -> None:
        """Use this version from now on; give up the others."""
        self.views.switch(self.version, self.view)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.views.close()


def lags(log: Log, views: Views, now: datetime) -> list[Lag]:
    """How far every version of every live view is behind, at a moment."""
    newest = log.last_position()
    return [_lag(log, each, newest, now) for each in views.listed()]


def _lag(log: Log, version: Version, newest: int, now: datetime) -> Lag:
    standing = version.standing
    waits_since = recorded_at(log, standing.position + 1)
    return Lag(
        version=version.version, name=version.name, in_use=version.in_use, position=standing.position,
        records=max(0, newest - standing.position),
        seconds=max(0.0, (now - waits_since).total_seconds()) if waits_since else 0.0, dead_letters=len(standing.letters),
    )  # fmt: skip
