"""Every table of statistics by its name, and what its groups in words are named by."""

from casestream.kernel.projection import Projection, attribute
from casestream.procedures.cross_enforcement import CrossOrdered
from casestream.procedures.filing import EnforcementApplied, HandlerAssigned
from casestream.reports.cooperation import CROSS, LINKAGES, PRE_ENFORCEMENT
from casestream.reports.indicators import INDICATORS
from casestream.reports.measures import COERCION, CREDIT, PETITIONS
from casestream.reports.statistics import COURT, HOTLINE, ROUNDS

STATISTICS: dict[str, Projection] = {
    table.name: table
    for table in (COURT, INDICATORS, HOTLINE, ROUNDS, COERCION, CREDIT, PETITIONS, CROSS, LINKAGES, PRE_ENFORCEMENT)
}

attribute("handler", HandlerAssigned, "handler", within="round")
attribute("cause", EnforcementApplied, "cause", within="case")
attribute("cross_mode", CrossOrdered, "mode", within="case")
