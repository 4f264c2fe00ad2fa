"""A docket of simulated lives with a correction in it, whose names are no masks; and what other tools read out of exports."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import attrs

import casestream
from casestream.docket import Docket
from casestream.kernel.event import Record, effective
from casestream.procedures.correction import AnnulRecord, CorrectRecord
from casestream.procedures.filing import ApplyForEnforcement, FileCase, Party
from casestream.procedures.hotline import Dispatched, DispatchOfficers, ReceiveCall, ReportDispatch
from casestream.testing import CLERK
from casestream.testing.life import plan_life, sample_settings
from casestream.testing.scenario import CHIEF
from casestream.testing.simulator import StoryClock, play

CASES = 24
DEBTORS = ("欧阳某甲乙", "诸葛丽华", "诸葛丽梅", "内蒙古远大建材有限责任公司", "内蒙古宏图建材有限责任公司")
NAMED = ("诸葛丽华", "诸葛丽梅", "内蒙古远大建材有限责任公司", "内蒙古宏图建材有限责任公司", "王建国")
BASIS = "（2025）内0624民初7788号"
CALL = "接警-77"


@contextmanager
def lives(place: Path) -> Iterator[Docket]:
    """The docket: two dozen whole lives, a case with real names, a dispatch that was corrected and one that was annulled."""
    clock = StoryClock()
    with casestream.open(place, clock=clock, settings=sample_settings()) as docket:
        play(docket, clock, plan_life("内0624", date(2023, 1, 1), date(2023, 12, 31), CASES, seed=5), label="lives")
        day = clock.day
        docket.handle(
            ApplyForEnforcement(
                case=BASIS, on=day, cause="王建国诉诸葛丽华等买卖合同纠纷", court="内0624", claimed_fen=4_000_000,
                effective_on=date(2023, 1, 6), performance_due=date(2023, 2, 6), applicants=(Party(name="王建国"),),
                debtors=tuple(Party(name=name) for name in DEBTORS),
            ),
            CLERK,
        )  # fmt: skip
        docket.handle(FileCase(case=BASIS, on=day, number=f"（{day.year}）内0624执7788号"), CLERK)
        docket.handle(ReceiveCall(case=CALL, on=day, court="内0624", tip="线索"), CLERK)
        docket.handle(DispatchOfficers(case=CALL, on=day, officers=20), CLERK)
        docket.handle(ReportDispatch(case=CALL, on=day, compelled=1, detained=0, closed=0, collected_fen=0), CLERK)
        right = Dispatched(on=day, officers=2)
        docket.handle(CorrectRecord(case=CALL, on=day, of=2, event=right, reason="误记人数"), CHIEF)
        docket.handle(AnnulRecord(case=CALL, on=day, of=3, reason="误记"), CHIEF)
        yield docket


def standing(docket: Docket, kinds: tuple[str, ...]) -> dict[str, list[Record]]:
    """Of each stream of these kinds the records that stand, as today's knowledge has them, straight from the log."""
    found = {}
    for kind in kinds:
        for stream in docket.cases(kind):
            records = {record.version: record for record in docket.history(stream)}
            now = effective([(version, record.event) for version, record in records.items()])
            found[stream] = [attrs.evolve(records[version], event=event) for version, event in now]
    return found
