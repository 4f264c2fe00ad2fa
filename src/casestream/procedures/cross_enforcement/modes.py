"""交叉执行的方式 — the five modes, their forms, who may be named, and which court stands above which."""

from collections.abc import Mapping

from casestream.kernel import Label

HIGHEST = "最高法"


class CrossMode(Label):
    """How another court comes in (法发〔2024〕9号)."""

    SUPERVISED = "supervised", "督促执行", "enforcement under supervision"
    INSTRUCTED = "instructed", "指令执行", "enforcement under instructions"
    ELEVATED = "elevated", "提级执行", "enforcement by higher authority"
    CENTRALIZED = "centralized", "集中执行", "centralized enforcement"
    COLLABORATIVE = "collaborative", "协同执行", "collaborative enforcement"


MOVING = (CrossMode.INSTRUCTED, CrossMode.ELEVATED, CrossMode.CENTRALIZED)
MOVES = {"mode": MOVING}


class DecisionForm(Label):
    """In what form the superior court decides."""

    ORDER = "order", "督促执行令", "order to enforce"
    RULING = "ruling", "裁定", "ruling"
    DECISION = "decision", "决定", "decision"
    COORDINATION = "coordination", "协调", "coordination"


class Trigger(Label):
    """How the case came before the superior court."""

    APPLICATION = "application", "申请执行人申请", "the applicant's application"
    REPORT = "report", "执行法院报请", "the enforcing court's report"
    SCREENING = "screening", "上级法院筛查", "the superior court's screening"


class Receiver(Label):
    """What the court named by the decision is to the court in charge and to the court that decides."""

    ORIGINAL = "original", "原执行法院", "the court in charge"
    DECIDER = "decider", "作出决定的法院", "the court that decides"
    SUBORDINATE = "subordinate", "其辖区内其他法院", "another court below the one that decides"
    OUTSIDE = "outside", "其辖区外法院", "a court outside its area"


class SixMonthsFor(Label):
    """What the applicant waited more than six months for (执行程序解释第十条, since 2021)."""

    KNOWN_ASSETS = (
        "known_assets",
        "申请时有可供执行的财产未执行完结",
        "assets that were there when enforcement was applied for",
    )
    FOUND_ASSETS = "found_assets", "发现可供执行的财产后未执行完结", "assets that were found"
    ACT = "act", "行为义务未依法采取执行措施", "an act that is owed"
    OTHER = "other", "其他有条件执行而未执行", "anything else that could be enforced"


def is_superior(court: str, below: str, above: Mapping[str, str]) -> bool:
    """Whether `court` stands above `below`: its code begins the other's (内 → 内06 → 内0624), or it is 最高法.

    Where codes do not nest (京津沪渝, 琼), `above` names the intermediate court of each such court.
    """
    if below in above:
        return court == above[below] or is_superior(court, above[below], above)
    return court != below and (court == HIGHEST or below.startswith(court))
