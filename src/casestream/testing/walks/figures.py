"""Publication: a court publishes the hotline's figures of a year in which it had none yet. How often is assumed."""

from datetime import date
from random import Random

from casestream.kernel.projection import Scope
from casestream.procedures.figures import PublishFigures
from casestream.replay import Table
from casestream.reports.publication import stream_of
from casestream.reports.statistics import HOTLINE
from casestream.testing.script import Script
from casestream.testing.walks import Walk

YEAR = Scope(since=date(2015, 1, 1), until=date(2015, 12, 31))


def walk_figures(script: Script, random: Random) -> None:
    """An empty table is what a replay of nothing comes to, wherever in a docket it is published."""
    empty = Table(HOTLINE, (), YEAR)
    stream = f"{stream_of(HOTLINE.name, script.court, YEAR, HOTLINE.by)}/{script.number}"
    script.aside(Script(stream, script.number, script.day, applicants=(), debtors=())).do(
        PublishFigures, "chief", court=script.court, report=HOTLINE.name, since=YEAR.since, until=YEAR.until,
        by=HOTLINE.by,
        measures=(), rows=(), definition=HOTLINE.definition_hash(), last_position=0, root="", digest=empty.digest(),
    )  # fmt: skip


WALKS: tuple[Walk, ...] = (Walk("figures", 0.002, walk_figures),)
