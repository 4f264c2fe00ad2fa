"""交叉执行的方式 — the five modes, their forms, who may be named, and which court stands above which."""

from collections.abc import Mapping

from casestream.kernel import Bench, Label, setting
from casestream.kernel.errors import NotAValue, SettingMissing

HIGHEST = "最高法"
# Districts of a municipality, and counties that stand directly under a province (鄂9004, 琼9001), bear numbers that do not
# begin with that of the intermediate court above them (京0105 is under 京03, 鄂9004 under 鄂96).
MUNICIPALITIES = "京津沪渝"
UNDER_THE_PROVINCE = "90"
SUPERIOR_COURTS = setting(
    "superior_courts",
    "代字不相衔接的法院的上一级法院",
    "the court above each court whose code does not begin with that court's code",
    example={"京0105": "京03"},
)


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


def is_superior(court: str, below: str, bench: Bench) -> bool:
    """Whether `court` stands above `below`: its code begins the other's (内 → 内06 → 内0624), or it is 最高法.

    Where the codes of a basic and an intermediate court do not nest, the setting `superior_courts` tells. What a court
    sets comes before what its code says.

    Raises:
        SettingMissing: the codes do not tell, and the court has not set which one is above.
        NotAValue: the court has set one above that is no higher.
    """
    if court == below:
        return False
    if court == HIGHEST:
        return True
    above: Mapping[str, str] = bench.setting(SUPERIOR_COURTS) if SUPERIOR_COURTS.name in bench.settings else {}
    if _digits(below) and below in above:
        next_above = above[below]
        if _digits(next_above) >= _digits(below):
            raise NotAValue(
                f"“{SUPERIOR_COURTS.zh}”（{SUPERIOR_COURTS.name}）将 {next_above} 设为 {below} 的上级，但其级别不更高",
                f"{SUPERIOR_COURTS.name} sets {next_above} above {below}, which is no higher court",
                "写明高级、中级人民法院的代字，例如 京03", "give the code of an intermediate or high court, for instance 京03",
            )  # fmt: skip
        return court == next_above or is_superior(court, next_above, bench)
    if _codes_do_not_tell(court, below):
        raise SettingMissing(
            f"法院代字不能表明 {court} 是否为 {below} 的上级，本院未在“{SUPERIOR_COURTS.zh}”（{SUPERIOR_COURTS.name}）中设定 {below}",
            f"the codes do not tell whether {court} is above {below}, and {SUPERIOR_COURTS.name} does not say which court is",
            f"例如 casestream.open(…, settings={{'{SUPERIOR_COURTS.name}': {{'{below}': '{court}'}}}})",
            f"for instance casestream.open(…, settings={{'{SUPERIOR_COURTS.name}': {{'{below}': '{court}'}}}})",
        )  # fmt: skip
    return below.startswith(court)


def _digits(court: str) -> int:
    """0 for a high court or 最高法, 2 for an intermediate, 4 for a basic court."""
    return len(court) - len(court.rstrip("0123456789"))


def _codes_do_not_tell(court: str, below: str) -> bool:
    """An intermediate and a basic court of one province where the one's code does not begin the other's."""
    province, number = below[: -_digits(below) or None], below[-_digits(below) :]
    is_pair = _digits(court) == 2 and _digits(below) == 4 and court[:-2] == province
    return is_pair and (province in MUNICIPALITIES or number.startswith(UNDER_THE_PROVINCE))
