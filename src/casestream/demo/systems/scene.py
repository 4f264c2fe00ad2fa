"""One scene for each system of the page: lawful steps, one step that must be refused, and the figure of its report.

Everything in a scene is invented; names say so. The cases stand in the same docket as the page's own.
"""

from datetime import date, timedelta

from attrs import frozen

from casestream.demo.page import COURT, LOAN
from casestream.kernel import Actor, Command
from casestream.kernel.event import EventClass
from casestream.procedures.filing import Party
from casestream.testing.script import Script

Try = tuple[Command, Actor]
FIRST_SEQ = 700  # The page's own cases have smaller numbers, the simulated year has larger ones.
LONG = 95  # Days after which every period before 终本 has run out.


@frozen(kw_only=True)
class Scene:
    """Some `systems` (as `docs/systems.md` names them) at work.

    `shown` are the events that are told, `tried` is the step that must be refused, `figure` a report and its measures.
    `more` says which of the page's cases shows the rest.
    """

    systems: tuple[str, ...]
    en: str
    scripts: tuple[Script, ...]
    shown: tuple[EventClass, ...]
    tried: Try
    figure: tuple[str, ...] = ()
    more: tuple[str, str] = ("", "")


def filed(
    turn: int, day: date, *, claimed_fen: int = 5_000_000, debtor: Party | None = None, court: str = COURT
) -> Script:  # fmt: skip
    """An invented case of one applicant against one debtor, filed and notified."""
    basis = f"（{day.year - 1}）{court}民初{80_000 + turn}号"
    script = Script(
        basis, f"（{day.year}）{court}执{FIRST_SEQ + turn}号", day, applicants=(Party(name=f"虚构申请人{turn}"),),
        debtors=(debtor or Party(name=f"虚构被执行人{turn}"),),
    )  # fmt: skip
    return script.filed(LOAN, claimed_fen).notified()


def parked(turn: int, day: date) -> Script:
    """An invented case that ended by 终本 some four months after `day`."""
    script = filed(turn, day).queried().after(4).reported().restricted().after(3).searched()
    return script.until(day + timedelta(days=LONG)).queried().interviewed().after(1).parked()


def beside(script: Script, stream: str) -> Script:
    """Another stream that begins today and goes along with a case: a cluster, a call, a petition, meetings."""
    return Script(stream, script.number, script.day, applicants=script.applicants, debtors=script.debtors)
