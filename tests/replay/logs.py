"""Logs for parity: a writer, a corpus made by hand, and a Hypothesis strategy for whole logs."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from casestream.kernel import Actor, Case, Event
from casestream.kernel.event import Annulled, Corrected
from casestream.store.log import Log
from casestream.store.records import Envelope

from .scratch import Decided, Flavour, Held, Named, Opened, Paid, Plain, Shade, Stopped, Went

Step = tuple[str, Event]

OF_A_DEBTOR = "debtors"  # The one stream that is no case.
COURTS = ("内0623", "内0624", "内06")
TYPES = ("执", "执恢", "执保")
DEBTORS = ("吴某", "冯某某", "邬某某")
ASSETS = ("房产", "车辆")
DAY = date(2024, 1, 30)
ACTOR = Actor("clerk", COURTS[0], "clerk")


def envelope(name: str) -> Envelope:
    """An envelope for one command."""
    return Envelope(
        actor=ACTOR, recorded_at=datetime(2025, 6, 1, tzinfo=UTC), command_id=name, correlation_id=name,
        causation_id="", asked="",
    )  # fmt: skip


def write(log: Log, steps: Sequence[Step], *, after: int = 0) -> Log:
    """Append the steps one by one, each to its stream, in the order given, `after` so many that are there already."""
    cases: dict[str, Case] = {}
    with log.batch():
        for index, (stream, event) in enumerate(steps, after):
            if stream not in cases:
                known = log.case(stream) if after else Case(stream)
                cases[stream] = known if known.version else Case(stream, "debtor" if stream == OF_A_DEBTOR else "case")
                cases[stream].court, cases[stream].number = _written_under(log, stream) if after else ("", "")
            case = cases[stream]
            log.append(case, [event], envelope(f"step-{index}"))
            case.apply(event)
            case.version += 1
    return log


def _written_under(log: Log, stream: str) -> tuple[str, str]:
    """The court and the number under which the stream goes on: those of its last opening as it was written."""
    opened = [record.event for record in log.history(stream) if isinstance(record.event, Opened)]
    return (opened[-1].court, opened[-1].number) if opened else ("", "")


def day(offset: int) -> date:
    """So many days after the first day of the corpus."""
    return DAY + timedelta(days=offset)


def opened(on: int, seq: int, type: str = "执", court: str = COURTS[0], claimed: int = 100) -> Opened:
    """A round begins under a number of this type."""
    return Opened(on=day(on), number=f"（2024）{court}{type}{seq}号", court=court, claimed=claimed)


def named(on: int, debtor: int = 0, flavour: Flavour = Flavour.SWEET) -> Named:
    """A debtor is named."""
    return Named(on=day(on), debtor=DEBTORS[debtor], flavour=flavour)


def held(on: int, asset: int = 0, worth: int = 5) -> Held:
    """An asset is named; whether anything is remarked, and in which tone, follows from its worth."""
    return Held(
        on=day(on), asset=ASSETS[asset], worth=worth, remark=None if worth % 3 else f"注{worth % 2}",
        tone=(None, Shade.LIGHT, Shade.DARK)[worth % 3],
    )  # fmt: skip


def paid(on: int, debtor: int = 0, variant: int = 0, maybe: int | None = None) -> Paid:
    """A payment whose other fields all follow from `variant`."""
    return Paid(
        on=day(on), debtor=DEBTORS[debtor], flavour=list(Flavour)[variant % 3], shade=list(Shade)[variant % 2],
        amount=variant * 7 - 3, flag=variant % 3 == 1, due=day(on + variant), maybe=None if maybe is None else day(maybe),
        extra=variant * 11, spare=None if variant % 2 else variant, text="" if variant % 4 else "余",
    )  # fmt: skip


def decided(on: int, debtor: int = 0, asset: int = 0, variant: int = 0) -> Decided:
    """The event that the rules under test guard."""
    return Decided(
        on=day(on), debtor=DEBTORS[debtor], asset=ASSETS[asset], amount=variant, flag=variant % 2 == 0,
        until=None if variant % 3 else day(on + variant),
    )  # fmt: skip


def stopped(on: int, debtor: int = 0) -> Stopped:
    """A span of a debtor begins."""
    return Stopped(on=day(on), debtor=DEBTORS[debtor])


def went(on: int, debtor: int = 0) -> Went:
    """A span of a debtor ends."""
    return Went(
        on=day(on), debtor=DEBTORS[debtor], opened_on=day(on % 4 - 6), used_days=None if on % 3 else on % 5 * 1000 - 5
    )


def plain(on: int) -> Plain:
    """Something happened."""
    return Plain(on=day(on))


def corrected(on: int, of: int, event: Event) -> Corrected:
    """Version `of` should have read `event`."""
    return Corrected(on=day(on), of=of, event=event, reason="笔误")


def annulled(on: int, of: int) -> Annulled:
    """Version `of` should not stand."""
    return Annulled(on=day(on), of=of, reason="重复")


def one_case(*events: Event) -> list[Step]:
    """A log of one case."""
    return [("case-1", event) for event in events]


def interleaved(**cases: Sequence[Event]) -> list[Step]:
    """Several cases, written in turn."""
    steps: list[Step] = []
    for turn in range(max(map(len, cases.values()))):
        steps += [(name, events[turn]) for name, events in cases.items() if turn < len(events)]
    return steps


LIVES: dict[str, list[Event]] = {
    "spans": [
        named(0), named(0, 1), stopped(1), stopped(3), stopped(3, 1), went(9), decided(9, 1), went(7, 1), stopped(20, 1),
        decided(25), plain(26), went(24, 1), decided(60), went(70), stopped(80), decided(79), opened(90, 71), decided(95), went(99),
    ],
    "rounds": [
        paid(0, 0, 1), decided(0), opened(1, 1), named(2), stopped(3), paid(4, 0, 2, maybe=30), decided(5, 0, 0, 3),
        opened(40, 2, "执恢", COURTS[1]), went(41), decided(42, 0, 1), paid(43, 1, 4), stopped(44), decided(45, 1),
        went(50), opened(400, 3, "执", COURTS[2], 300), decided(401, 0, 0, 6), plain(401), decided(402, 2),
    ],
    "backdated": [
        opened(50, 11), paid(60, 0, 3, maybe=10), named(30, 0), paid(20, 0, 5), named(10, 1, Flavour.SOUR), held(5),
        decided(40), stopped(45), went(35), decided(2, 1, 1, 4), paid(80, 1, 2, maybe=-90), opened(1, 12, "执保"),
        decided(90), paid(0, 0, 8), held(-40, 1, 9), decided(-800, 0, 1), decided(30, 0, 0, 2),
    ],
    "debtors": [
        opened(0, 21), named(1), named(1, 1), decided(2), named(2, 2, Flavour.SALT), paid(3), paid(4, 1, 6, maybe=8),
        decided(5, 1), stopped(6, 2), held(6), held(6, 1, -7), decided(7, 2, 1, 5), named(8), paid(9, 2, 9), decided(10, 2),
        opened(11, 22, "执恢", COURTS[1]), named(12, 1), decided(13, 1), paid(14, 1, 7), decided(15), plain(15), decided(16, 2),
    ],
    "mended": [
        opened(0, 31), named(1), paid(2, 0, 4), decided(3), corrected(4, 3, paid(-20, 1, 7, maybe=3)), decided(5, 1),
        named(6, 1), annulled(7, 2), decided(8), corrected(9, 3, paid(1, 0, 10)), stopped(10), corrected(11, 11, stopped(2)),
        decided(12, 0, 0, 4), corrected(13, 7, named(6, 2)), annulled(14, 7), decided(15, 2), annulled(16, 4),
        corrected(17, 1, opened(3, 31, court=COURTS[1], claimed=900)), decided(18, 2, 1, 7), annulled(19, 11), decided(20),
    ],
}  # fmt: skip

CORPUS: dict[str, list[Step]] = {
    "an empty log": [],
    "one opening alone": one_case(opened(0, 1)),
    "one decision alone, before any opening": one_case(decided(0)),
    "one annulled event alone": one_case(plain(0), annulled(1, 1)),
    "all on one day": one_case(
        opened(0, 1), named(0), paid(0, 0, 1), stopped(0), decided(0), went(0), decided(0, 1), opened(0, 2, "执恢"), decided(0),
    ),
    "spans": one_case(*LIVES["spans"]),
    "several rounds in several courts": one_case(*LIVES["rounds"]),
    "written later, dated earlier": one_case(*LIVES["backdated"]),
    "several debtors": one_case(*LIVES["debtors"]),
    "corrected and annulled": one_case(*LIVES["mended"]),
    "a correction that tells another kind of fact": one_case(
        opened(0, 1), named(1), paid(2), decided(3), corrected(4, 3, held(2, 1)), corrected(5, 2, opened(1, 2)), decided(6),
        corrected(7, 4, plain(3)), annulled(8, 5), decided(9), corrected(10, 7, paid(7, 0, 3)), decided(11),
    ),
    "corrections that name another debtor, in a later round": one_case(
        opened(0, 1), named(1), named(1, 1), paid(2), decided(3, 1), corrected(4, 4, paid(2, 1, 3)), decided(5, 1), decided(6),
        opened(7, 2, "执恢"), paid(8, 0, 2), decided(9, 1), corrected(10, 10, paid(8, 1, 4)), decided(11, 1), decided(12),
    ),
    "corrections of versions that the stream does not have": interleaved(
        one=[named(0), paid(0, 0, 1), decided(1)], two=[annulled(0, 0), annulled(0, 6), decided(2), annulled(2, -1)],
        three=[corrected(0, 5, plain(3)), corrected(0, -2, plain(3)), paid(1), decided(2)], four=[decided(5), plain(5)],
    ),
    "a correction of a version before the first": one_case(paid(0), annulled(1, 0), corrected(2, 0, plain(9)), decided(2)),
    "a span left open before a case that begins with an end": interleaved(
        one=[stopped(0)], two=[went(5), decided(6)], three=[paid(1)], four=[decided(3), stopped(3, 1)], five=[went(9, 1)],
    ),
    "all of them interleaved": interleaved(**LIVES),
}  # fmt: skip


def _event(seq: int, what: int, on: int, debtor: int, variant: int, of: int) -> Event:
    makers = (
        lambda: named(on, debtor, list(Flavour)[variant % 3]),
        lambda: paid(on, debtor, variant, None if variant % 2 else on - variant),
        lambda: decided(on, debtor, variant % 2, variant),
        lambda: stopped(on, debtor),
        lambda: went(on, debtor),
        lambda: held(on, debtor % 2, variant),
        lambda: opened(on, seq, TYPES[variant % 3], COURTS[debtor]),
        lambda: plain(on),
        lambda: annulled(on, of),
        lambda: corrected(on, of, _event(seq, variant % 8, on - variant, debtor, variant, of)),
    )
    return makers[what]()


def logs(max_size: int = 14) -> st.SearchStrategy[list[Step]]:
    """Whole logs of up to three cases; days are drawn anew for each event, so many are written later, dated earlier."""
    drawn = st.tuples(
        st.integers(0, 2),
        st.integers(0, 9),
        st.integers(0, 70),
        st.integers(0, 2),
        st.integers(0, 9),
        st.integers(1, 6),
    )
    return st.lists(drawn, max_size=max_size).map(
        lambda rows: [(f"case-{stream}", _event(seq, *rest)) for seq, (stream, *rest) in enumerate(rows, 1)]
    )
