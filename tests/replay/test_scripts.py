"""A script that declares events of its own, in `__main__`, uses the pool and seals in two processes like any module."""

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = '''
"""A court that counts visits."""
import sys
from datetime import UTC, date, datetime, timedelta

from casestream.kernel import Count, Event, Label, Projection, Sum, event, key
from casestream.kernel.event import Actor
from casestream.procedures.rounds import RoundOpened
from casestream.replay import replay, seal, source
from casestream.store.log import Log
from casestream.store.records import Envelope

source.CHUNK_RECORDS, source.TAIL_RECORDS = 20, 5


class Mood(Label):
    CALM = "calm", "平静", "Calm"
    CROSS = "cross", "不快", "Cross"


@event("visit.paid", "走访", "Visit paid")
class VisitPaid(Event):
    minutes: int
    mood: Mood
    host: str | None = key("host", default=None)


def is_calm(case):
    return case.count(VisitPaid) > 2


def envelope(n):
    moment = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=n)
    return Envelope(
        actor=Actor("a", "内0001", "handler"), recorded_at=moment, command_id=str(n), correlation_id=str(n),
        causation_id="", asked="",
    )


VISITS = Projection(
    "visits", "走访", "visits", ("court", "month"), visits=Count(VisitPaid), minutes=Sum(VisitPaid.minutes),
    calm=Count(VisitPaid, where={"mood": Mood.CALM}),
)
ROUNDS = Projection("rounds", "案件", "rounds", (), opened=Count(RoundOpened))  # Names no event of the script.

log = Log(sys.argv[1])
for n in range(100):
    case = log.case(f"case-{n % 30}")
    paid = VisitPaid(on=date(2025, 1 + n % 12, 3), minutes=n, mood=list(Mood)[n % 2], host=f"h{n % 3}" if n % 5 else None)
    log.append(case, [paid], envelope(n))

def told():
    for projection in (VISITS, ROUNDS):
        print(*(replay(log, projection, engine=engine).digest() for engine in ("rows", "columns", "pool")))

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
    assert len(lines) == 4
    for line in lines:
        assert len(set(line.split())) == 1, line
    assert lines[:2] == lines[2:]
    assert visits == "100"
