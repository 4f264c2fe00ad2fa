"""A new event type touches its own file and nothing else: it is stored, read back, counted and shown in two languages."""

import json
import textwrap
from datetime import date
from pathlib import Path

import pytest

import casestream
from cases import applying, basis, filing
from casestream.reports.timeline import timeline
from casestream.testing import CLERK, JUDGE

SCRATCH = '''
"""回访 — a procedure that did not exist a minute ago."""

from datetime import date

from casestream.kernel import Case, Command, Count, Event, Projection, Sum, command, decides, event, field, key
from casestream.kernel.event import value
from casestream.procedures.authority import may
from casestream.procedures.posts import Post


@value
class Companion:
    companion_name: str
    heads: int = field(zh="人数")


@event("{name}.visited", "回访", "Visited")
class Visited(Event):
    debtor: str = key("debtor", zh="受访人")
    minutes: int = field(zh="分钟")
    on_foot: bool = field(zh="步行", default=False)
    cups_of_tea: int
    with_whom: Companion


@command("回访", "Visit")
class Visit(Command):
    debtor: str
    minutes: int


may((Post.HANDLER, Post.CLERK), Visit)


@decides(Visit)
def visit(case: Case, ask: Visit) -> list[Event]:
    """A visit is a visit."""
    with_whom = Companion(companion_name="某书记员", heads=2)
    return [Visited(on=ask.on, debtor=ask.debtor, minutes=ask.minutes, cups_of_tea=3, with_whom=with_whom)]


VISITS = Projection("visits", "回访", "Visits", by=("court",), visits=Count(Visited), minutes=Sum(Visited.minutes))
'''


def test_a_new_event_type_needs_no_other_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "scratch_visiting"
    (tmp_path / f"{name}.py").write_text(textwrap.dedent(SCRATCH.format(name=name)), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    import scratch_visiting as scratch  # type: ignore[import-not-found]

    path = tmp_path / "docket.db"
    with casestream.open(path) as docket:
        docket.handle(applying(1), CLERK)
        docket.handle(filing(1), CLERK)
        for minutes in (20, 25):
            docket.handle(scratch.Visit(case=basis(1), on=date(2025, 4, 1), debtor="吴某", minutes=minutes), JUDGE)
    with casestream.open(path, create=False) as docket:
        record = docket.history(basis(1))[-1]
        with_whom = scratch.Companion(companion_name="某书记员", heads=2)
        assert record.event == scratch.Visited(
            on=date(2025, 4, 1), debtor="吴某", minutes=25, cups_of_tea=3, with_whom=with_whom
        )
        assert timeline([record], "zh")[0]["label"] == "回访"
        assert timeline([record], "zh")[0]["details"] == "吴某  分钟 25  cups of tea 3  某书记员/人数 2"
        assert timeline([record], "en")[0]["details"] == "吴某  minutes 25  cups of tea 3  某书记员/heads 2"
        rows, columns = (docket.replay(scratch.VISITS, engine=engine) for engine in ("rows", "columns"))
        assert rows.digest() == columns.digest()
        assert dict(rows.rows[0].cells) == {"visits": 2, "minutes": 45}
        assert json.loads(docket.log.codec.encode(record.event))["minutes"] == 25
