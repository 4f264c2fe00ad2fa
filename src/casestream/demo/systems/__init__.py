"""The systems that the page names, each at work for a short while. Invented throughout."""

from casestream.demo.systems.agencies import hotline, linkage, meetings, petition, pre_enforcement
from casestream.demo.systems.courts import assistance, cluster, cross, entrustment, pool, stock
from casestream.demo.systems.debtors import bankruptcy, credit, crime, incentives, live_sealing
from casestream.demo.systems.scene import Scene

__all__ = ["Scene", "scenes"]


def scenes() -> list[Scene]:
    """One scene a system, in the order in which the page names them."""
    return [
        cross(), pool(), assistance(), entrustment(), cluster(), stock(), petition(), crime(), bankruptcy(), live_sealing(),
        credit(), incentives(), linkage(), hotline(), pre_enforcement(), meetings(),
    ]  # fmt: skip
