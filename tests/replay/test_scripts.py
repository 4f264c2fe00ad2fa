"""A script that declares events of its own, in `__main__`, uses the pool and seals in two processes like any module."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from casestream.kernel.errors import EngineCannot
from casestream.replay.pool import each_in_order

SCRIPT = '''
"""A court that counts visits."""
import sys
from datetime import UTC, date, datetime, timedelta

from casestream.kernel import Asked, AnyDay, Count, Event, Instrument, Label, Projection, Sum, Truth, condition, event, key
from casestream.kernel.event import Actor, value
from casestream.kernel.rule import Rule
from casestream.procedures.rounds import RoundOpened
from casestream.replay import recheck, replay, seal, source
from casestream.store.log import Log
from casestream.store.records import Envelope

source.CHUNK_RECORDS, source.TAIL_RECORDS = 20, 5


class Mood(Label):
    CALM = "calm", "平静", "Calm"
    CROSS = "cross", "不快", "Cross"


@value
class Room:
    number: int
    mood: Mood


@event("visit.paid", "走访", "Visit paid")
class VisitPaid(Event):
    minutes: int
    mood: Mood
    host: str | None = key("host", default=None)
    rooms: tuple[Room, ...] = ()


@condition(Instrument("试〔2020〕1号", "试行规定", date(2020, 1, 1)).article("第一条"), en="A calm visit before", met_by=VisitPaid)
def was_calm(case: Asked, today: AnyDay) -> Truth:
    """此前有平静的走访"""
    return case.has(VisitPaid, {"mood": Mood.CALM})


MAY_VISIT = Rule("may_visit", "可走访", "May visit", (was_calm,), guards=VisitPaid)


def envelope(n):
    moment = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=n)
    return Envelope(
        actor=Actor("a", "内0001", "handler"), recorded_at=moment, command_id=str(n), correlation_id=str(n),
        causation_id="", asked="",
    )


VISITS = Projection(
    "visits", "走访", "visits", ("court", "month"), visits=Count(VisitPaid), minutes=Sum(VisitPaid.minutes),
    calm=Count(VisitPaid, where={"mood": Mood.CALM}),
    lawful=Count(VisitPaid, given=was_calm),
)
ROUNDS = Projection("rounds", "案件", "rounds", (), opened=Count(RoundOpened))  # Names no event of the script.

log = Log(sys.argv[1])
for n in range(100):
    case = log.case(f"case-{n % 30}")
    paid = VisitPaid(
        on=date(2025, 1 + n % 12, 3), minutes=n, mood=list(Mood)[n % 2], host=f"h{n % 3}" if n % 5 else None,
        rooms=(Room(number=n, mood=Mood.CALM),) * (n % 3),
    )
    log.append(case, [paid], envelope(n))

ENGINES = ("rows", "columns", "pool")

def told():
    for projection in (VISITS, ROUNDS):
        print(*(replay(log, projection, engine=engine).digest() for engine in ENGINES))
    print(*(",".join(str(found.position) for found in recheck(log, MAY_VISIT, engine=engine)) for engine in ENGINES))

told()
seal(log, processes=2)
told()
print(sum(row["visits"] for row in replay(log, VISITS, engine="pool").rows))
'''


def test_a_script_with_events_of_its_own_uses_the_pool(tmp_path: Path) -> None:
    script = tmp_path / "visits.py"
    script.write_text(SCRIPT, encoding="utf-8")
    environment = os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "court.db")], env=environment, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    *lines, visits = done.stdout.splitlines()
    assert len(lines) == 6
    for line in lines:
        assert len(set(line.split())) == 1, line
    assert lines[:3] == lines[3:]
    assert len(lines[2].split(",")) > 10
    assert visits == "100"


def test_what_a_worker_cannot_import_is_told_with_its_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here_only.py").write_text("def double(number):\n    return 2 * number\n")
    with monkeypatch.context() as found:
        found.syspath_prepend(tmp_path)
        here_only = import_module("here_only")
    with pytest.raises(EngineCannot, match=r"No module named 'here_only'.*PYTHONPATH"):
        list(each_in_order(here_only.double, [1], processes=1))
    del sys.modules["here_only"]
