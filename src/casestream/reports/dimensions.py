"""What groups are named by that other events say: who handles the round, what the case is about, how it is cross-enforced."""

from casestream.kernel.projection import attribute
from casestream.procedures.cross_enforcement import CrossOrdered
from casestream.procedures.filing import EnforcementApplied, HandlerAssigned

attribute("handler", HandlerAssigned, "handler", within="round")
attribute("cause", EnforcementApplied, "cause", within="case")
attribute("cross_mode", CrossOrdered, "mode", within="case")
