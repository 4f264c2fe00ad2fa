"""The terms of a hand-over to bankruptcy: serving it, ruling on it, handing the property over."""

from casestream.kernel import deadline
from casestream.procedures.bankruptcy.debtor import CaseLinked
from casestream.procedures.bankruptcy.handover import (
    BankruptcyAccepted,
    BankruptcyHandoverDecided,
    BankruptcyNotAccepted,
    MaterialsSent,
    PropertyHandedOver,
)
from casestream.procedures.bankruptcy.service import HandoverDecisionServed
from casestream.procedures.instruments import BANKRUPTCY, ji

HANDOVER_SERVED = deadline(
    "bankruptcy_service",
    "送达移送破产决定",
    "service of the decision to hand over",
    begins=BankruptcyHandoverDecided,
    kept_by=(HandoverDecisionServed, BankruptcyNotAccepted),
    citation=BANKRUPTCY.article("关于移送决定送达的规定", mark="K-high"),
    due="serve_by",
)
PETITION_RULED = deadline(
    "bankruptcy_ruling",
    "裁定是否受理破产",
    "ruling on the bankruptcy petition",
    begins=MaterialsSent,
    kept_by=(BankruptcyAccepted, BankruptcyNotAccepted),
    citation=ji(512),
    due="decide_by",
)
PROPERTY_GOES_OVER = deadline(
    "bankruptcy_property",
    "移交破产财产",
    "hand-over of the property",
    begins=BankruptcyAccepted,
    kept_by=PropertyHandedOver,
    each=CaseLinked,
    key="case",
    citation=BANKRUPTCY.article("关于受理后移交财产的规定"),
    due="hand_over_by",
)
