"""A seeded simulator: court years made of commands through the same rules that guard real ones.

`plan_year` lays out cases so that the court's table, replayed, comes to given totals; `play` hands the commands to a
docket in the order of their days. Everything it makes is simulated and says so in its names.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from attrs import frozen

from casestream.docket import Docket
from casestream.procedures.asset_search import ReceiveClue, RecordWhereaboutsUnknown
from casestream.procedures.closing import DismissApplication
from casestream.procedures.filing import Party, PartyKind
from casestream.procedures.hotline import DispatchOfficers, ReceiveCall, ReportDispatch
from casestream.testing.script import CALENDAR, Script, Step

Tell = Callable[[int, int, str], None]
BATCH = 2_000
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
CAUSES = ("民间借贷纠纷", "买卖合同纠纷", "借款合同纠纷", "劳务合同纠纷", "金融借款合同纠纷", "租赁合同纠纷")
LAST_DAYS_BEFORE_CLOSING = 9


@frozen(kw_only=True)
class YearTotals:
    """What a simulated period must come to; counts are rounds, amounts fen."""

    satisfied_first: int
    parked_first: int
    withdrawn_first: int
    dismissed_first: int
    satisfied_resumed: int
    parked_resumed: int
    pending_first: int
    pending_resumed: int
    claimed_satisfied_fen: int
    claimed_other_fen: int
    collected_other_fen: int


@frozen(kw_only=True)
class HotlineTotals:
    """What the simulated dispatches must come to."""

    dispatches: int
    officers: int
    compelled: int
    detained: int
    closed: int
    collected_fen: int


def apportion(random: Random, total: int, parts: int, *, least: int = 0) -> list[int]:
    """`total` in so many whole parts of uneven size, each at least `least`; they sum to `total` exactly."""
    if parts == 0:
        return []
    weights = [random.lognormvariate(0, 1.1) for _ in range(parts)]
    free, scale = total - least * parts, sum(weights)
    if free < 0:
        raise ValueError(f"{total} cannot be split into {parts} parts of at least {least}")
    shares = [least + int(free * weight / scale) for weight in weights]
    for index in range(total - sum(shares)):
        shares[index % parts] += 1
    return shares


def spread(random: Random, total: int, parts: int) -> list[int]:
    """`total` as so many counts, each unit falling on a random part."""
    counts = [0] * parts
    for _ in range(total):
        counts[random.randrange(parts)] += 1
    return counts


class Year:
    """The cases of one court whose rounds close, or stay open, within a period."""

    def __init__(self, court: str, since: date, until: date, *, seed: int, first_seq: int) -> None:
        self.court, self.since, self.until = court, since, until
        self.random = Random(seed)  # noqa: S311  # A simulation, not a secret.
        self._seq = first_seq
        self.scripts: list[Script] = []

    def _number(self, year: int, kind: str = "执") -> str:
        self._seq += 1
        return f"（{year}）{self.court}{kind}{self._seq}号"

    def begun(self, applied_on: date, claimed_fen: int) -> Script:
        applied_on = CALENDAR.roll(applied_on)
        number = self._number(applied_on.year)
        kind = PartyKind.ENTERPRISE if self.random.random() < 0.2 else PartyKind.NATURAL
        debtor = "模拟某有限责任公司" if kind is PartyKind.ENTERPRISE else f"模拟{self.random.choice(SURNAMES)}某"
        debtors = [Party(name=debtor, kind=kind)]
        if self.random.random() < 0.15:
            debtors.append(Party(name=f"模拟{self.random.choice(SURNAMES)}某某"))
        applicant = Party(name=f"模拟{self.random.choice(SURNAMES)}某甲")
        basis = f"（{applied_on.year - 1}）{self.court}民初{self._seq}号"
        script = Script(basis, number, applied_on, applicants=(applicant,), debtors=tuple(debtors))
        self.scripts.append(script)
        return script.filed(self.random.choice(CAUSES), claimed_fen)

    def _closing_day(self) -> date:
        span = (self.until - self.since).days - 1
        return self.since + timedelta(days=self.random.randrange(8, span))

    def _before(self, day: date, at_least: int, at_most: int) -> date:
        return day - timedelta(days=self.random.randrange(at_least, at_most))

    def satisfied(self, claimed_fen: int) -> None:
        """A first-time case that is paid in full and closes within the period."""
        closing = self._closing_day()
        script = self.begun(self._before(closing, 35, 170), claimed_fen).notified().queried()
        if self.random.random() < 0.3:
            script.after(4).reported()
        self._finish(script, closing, claimed_fen)

    def _finish(self, script: Script, closing: date, amount_fen: int) -> None:
        script.until(closing - timedelta(days=LAST_DAYS_BEFORE_CLOSING)).paid(amount_fen)
        script.satisfied()

    def parked(self, claimed_fen: int, collected_fen: int) -> None:
        """A first-time case that ends by 终本 within the period, in part or not at all collected."""
        closing = self._closing_day()
        self._to_parking(self.begun(self._before(closing, 112, 175), claimed_fen), closing, collected_fen)

    def _to_parking(self, script: Script, closing: date, collected_fen: int) -> None:
        script.notified().queried().after(4).reported().restricted()
        if collected_fen:
            script.after(5).paid(collected_fen)
        script.after(3).searched(missing=self.random.random() < 0.4)
        script.until(closing - timedelta(days=5)).queried().interviewed().after(1).parked()

    def withdrawn(self, claimed_fen: int, collected_fen: int) -> None:
        """A first-time case whose applicant withdraws within the period."""
        closing = self._closing_day()
        script = self.begun(self._before(closing, 45, 140), claimed_fen).notified().queried()
        if collected_fen:
            script.after(5).paid(collected_fen)
        script.until(closing).withdrawn()

    def dismissed(self, claimed_fen: int) -> None:
        """A first-time case that turns out not to meet the conditions of filing."""
        closing = self._closing_day()
        script = self.begun(self._before(closing, 20, 60), claimed_fen)
        script.until(closing).do(DismissApplication, reason="立案后发现申请执行的法律文书给付内容不明确")

    def pending(self, claimed_fen: int) -> None:
        """A first-time case that is still open when the period ends."""
        stage = self.random.random()
        if stage < 0.1:  # Nothing done yet: some of these are late with the notice.
            self._stop_at_end(self.begun(self._before(self.until, 4, 24), claimed_fen))
            return
        script = self.begun(self._before(self.until, 8, 140), claimed_fen).notified().queried().after(4)
        if stage < 0.2:  # A clue came in, and was not yet looked into.
            script.do(ReceiveClue, "clerk", clue="模拟线索", urgent=stage < 0.15)
        elif stage < 0.3:
            script.do(RecordWhereaboutsUnknown, debtor=script.debtors[0].name)
        self._stop_at_end(script.reported().restricted())

    def resumed(self, claimed_fen: int, outcome: str) -> None:
        """A case that ended by 终本 years ago and goes on under an 执恢 number: `satisfied`, `parked` or `pending`."""
        closing = self.until if outcome == "pending" else self._closing_day()
        opened = self._before(closing, *{"satisfied": (30, 120), "parked": (112, 150), "pending": (5, 100)}[outcome])
        first_closing = self._before(opened, 400, 700)
        script = self.begun(self._before(first_closing, 112, 160), claimed_fen)
        self._to_parking(script, first_closing, 0)
        while script.day + timedelta(days=176) < opened:  # Within six months, holidays and all.
            script.after(170).requeried(found=False)
        script.until(opened).requeried(found=True)
        script.after(1).resumed(self._number(script.day.year, "执恢"))
        match outcome:
            case "satisfied":
                self._finish(script.queried(), closing, claimed_fen)
            case "parked":
                script.queried().searched().until(closing - timedelta(days=5)).queried().interviewed().after(1).parked()
            case _:
                self._stop_at_end(script.queried())

    def _stop_at_end(self, script: Script) -> None:
        script.steps = [step for step in script.steps if step[0].on <= self.until]


def plan_year(
    court: str, since: date, until: date, totals: YearTotals, *, seed: int, first_seq: int = 1000
) -> list[Script]:
    """Cases of one court whose table for the period comes exactly to `totals`. Simulated; the seed decides everything else."""
    year = Year(court, since, until, seed=seed, first_seq=first_seq)
    random, least = year.random, 100_000
    for claimed in apportion(random, totals.claimed_satisfied_fen, totals.satisfied_first, least=least):
        year.satisfied(claimed)
    others = totals.parked_first + totals.withdrawn_first
    claims = apportion(random, totals.claimed_other_fen, others, least=least)
    takings = _within(random, totals.collected_other_fen, claims)
    for index, (claimed, collected) in enumerate(zip(claims, takings, strict=True)):
        (year.parked if index < totals.parked_first else year.withdrawn)(claimed, collected)
    for _ in range(totals.dismissed_first):
        year.dismissed(random.randrange(500_000, 9_000_000))
    for _ in range(totals.pending_first):
        year.pending(random.randrange(500_000, 30_000_000))
    resumed = {
        "satisfied": totals.satisfied_resumed,
        "parked": totals.parked_resumed,
        "pending": totals.pending_resumed,
    }
    for outcome, count in resumed.items():
        for _ in range(count):
            year.resumed(random.randrange(500_000, 20_000_000), outcome)
    return year.scripts


def _within(random: Random, total: int, limits: Sequence[int]) -> list[int]:
    """`total` in parts, each below its limit; about half of them nothing."""
    chosen = [index for index in range(len(limits)) if random.random() < 0.5] or list(range(len(limits)))
    room = sum(limits[index] - 1 for index in chosen)
    if not limits or room < total:
        raise ValueError(f"{total} does not fit below limits that leave {room}")
    parts = [0] * len(limits)
    for index in chosen:
        parts[index] = (limits[index] - 1) * total // room
    left = total - sum(parts)
    for index in chosen:
        more = min(left, limits[index] - 1 - parts[index])
        parts[index] += more
        left -= more
    return parts


def plan_hotline(court: str, since: date, until: date, totals: HotlineTotals, *, seed: int) -> list[Script]:
    """Calls, dispatches and reports that come exactly to `totals`. Simulated."""
    random = Random(seed)  # noqa: S311  # A simulation, not a secret.
    count = totals.dispatches
    officers = [1 + more for more in spread(random, totals.officers - count, count)]
    compelled, detained = spread(random, totals.compelled, count), spread(random, totals.detained, count)
    closing = set(random.sample(range(count), totals.closed))
    money = dict(zip(sorted(closing), apportion(random, totals.collected_fen, totals.closed), strict=True))
    scripts = []
    for index in range(count):
        day = since + timedelta(days=(until - since).days * index // count)
        script = Script(
            f"模拟草原执行110-{index + 1:04}", f"（{day.year}）{court}执{index + 1}号", day, applicants=(), debtors=()
        )
        script.do(ReceiveCall, "clerk", court=court, tip="模拟举报")
        script.do(DispatchOfficers, "chief", officers=officers[index])
        script.do(
            ReportDispatch, compelled=compelled[index], detained=detained[index], closed=int(index in closing),
            collected_fen=money.get(index, 0),
        )  # fmt: skip
        scripts.append(script)
    return scripts


class StoryClock:
    """A clock that stands at nine in the morning, court time, of the day in hand."""

    def __init__(self) -> None:
        self.day = date(2000, 1, 1)

    def __call__(self) -> datetime:
        """The moment, in UTC."""
        return datetime.combine(self.day, time(1), UTC)


def _with_asides(scripts: Iterable[Script]) -> Iterator[Script]:
    for script in scripts:
        yield script
        yield from _with_asides(script.asides)


def in_order(scripts: Iterable[Script]) -> list[tuple[date, int, int, Step]]:
    """Every step in the order of days: its day, which script's it is, its number there, and the step."""
    steps = [
        (step[0].on, which, index, step)
        for which, script in enumerate(_with_asides(scripts))
        for index, step in enumerate(script.steps)
    ]
    return sorted(steps, key=lambda entry: entry[:3])


def feed(docket: Docket, scripts: Iterable[Script], *, label: str, tell: Tell | None = None) -> int:
    """Hand every command to the docket, in the order of days, each safe on the disk before the next; how many were new.

    Whoever is broken off begins again with the same label: what was answered is answered again and written once.

    Raises:
        Refused: a script is not lawful, which is a mistake in the script.
        NumberTaken: another label has used these case numbers.
    """
    steps, new = in_order(scripts), 0
    for number, (_, which, index, (command, actor)) in enumerate(steps, 1):
        receipt = docket.handle(command, actor, command_id=f"{label}/{which}/{index}")
        new += not receipt.repeated
        if tell:
            tell(number, len(steps), label)
    return new


def play(
    docket: Docket, clock: StoryClock, scripts: Iterable[Script], *, label: str, tell: Tell | None = None,
    after: date = date.min, until: date = date.max,
) -> int:  # fmt: skip
    """Hand every command dated `after` a day and up to `until` to the docket, in the order of days, in batches.

    Gives the number of commands.

    Raises:
        Refused: a script is not lawful, which is a mistake in the script.
    """
    steps = [each for each in in_order(scripts) if after < each[0] <= until]
    for first in range(0, len(steps), BATCH):
        with docket.batch():
            for number, (day, which, index, (command, actor)) in enumerate(steps[first : first + BATCH], first + 1):
                clock.day = day
                docket.handle(command, actor, command_id=f"{label}/{which}/{index}")
                if tell and number % 200 == 0:
                    tell(number, len(steps), label)
    if tell:
        tell(len(steps), len(steps), label)
    return len(steps)
