"""Personal data: one person erased, one only stored. How often it happens is assumed; no source gives a figure."""

from datetime import timedelta
from random import Random

from casestream.procedures.bankruptcy import RegisterDebtor
from casestream.procedures.erasure import (
    ApproveErasure,
    DecideErasure,
    ErasureGround,
    RequestErasure,
    RestrictProcessing,
)
from casestream.procedures.filing import PartyKind
from casestream.testing.script import Script
from casestream.testing.walks import Walk

SHARE = 0.002
RETAINED_DAYS = 2_000


def walk_erasure(script: Script, random: Random) -> None:
    """Of two people who were once registered as debtors, the data of one is not retained any more, that of the other is."""
    for turn, retained_days in enumerate((-1, RETAINED_DAYS), 1):
        person = f"模拟旧被执行人{turn}{script.number}"
        _aside(script.after(1), person).do(RegisterDebtor, "clerk", court=script.court, kind=PartyKind.NATURAL)
        request = _aside(script, f"模拟删除{turn}{script.number}")
        request.do(
            RequestErasure, "clerk", person=person, ground=ErasureGround.RETENTION_EXPIRED,
            retain_until=request.day + timedelta(days=retained_days),
        )  # fmt: skip
        if retained_days > 0:
            request.do(RestrictProcessing, "clerk")
            continue
        request.after(1).do(ApproveErasure, "chief").do(ApproveErasure, "president")
        request.after(1).do(DecideErasure, "clerk")


def _aside(script: Script, id: str) -> Script:
    return script.aside(Script(id, script.number, script.day, applicants=script.applicants, debtors=script.debtors))


WALKS: tuple[Walk, ...] = (Walk("erasure", SHARE, walk_erasure),)
