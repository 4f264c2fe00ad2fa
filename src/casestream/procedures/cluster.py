"""关联案件 — cases that belong together: one debtor, related debtors, a series; and their collection in one court.

A cluster is a stream of its own. When a superior court centralizes it (集中执行), each of its cases that this log keeps is
ordered to move there, in the order of priority; one that has ended, or is there already, stays as it is.
"""

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    Command,
    Day,
    Event,
    Label,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
    field,
    key,
    reacts,
)
from casestream.kernel.errors import BadRequest
from casestream.kernel.event import stream_name
from casestream.procedures.closing import act_is_owed
from casestream.procedures.cross_enforcement import (
    CrossMode,
    DecisionForm,
    OrderCross,
    Trigger,
    case_is_unfinished,
    is_superior,
    no_transfer_is_under_way,
    order_cross,
)
from casestream.procedures.instruments import CROSS
from casestream.procedures.proceeds import outstanding_fen

# --- law ---

CENTRALIZED = CROSS.article("关于集中执行的规定", mark="K-med")
SUPERIOR = CROSS.article("关于集中执行的决定机关", mark="K-med")

# --- events ---


class LinkKind(Label):
    """What the cases have in common."""

    SAME_DEBTOR = "same_debtor", "同一被执行人", "the same debtor"
    RELATED = "related", "关联被执行人", "related debtors"
    SERIES = "series", "系列案件", "a series of cases"


@event("cluster.formed", "关联案件", "Cases linked", stream="cluster", opens=True)
class CasesLinked(Event):
    """The court put cases together under a cluster's own `number`; `debtor` is whom they have in common."""

    court: str
    number: str
    kind: LinkKind
    debtor: str


@event("cluster.case_added", "纳入关联案件", "Case added", stream="cluster")
class ClusterCaseAdded(Event):
    """A case of `court` belongs to the cluster. 1 is the first priority; `kept_here`: this log keeps the case."""

    case: str = key("case")
    court: str
    claimed_fen: int
    priority: int = field(zh="次序")
    kept_here: bool = True


@event("cluster.case_removed", "移出关联案件", "Case removed", stream="cluster")
class ClusterCaseRemoved(Event):
    """A case was found not to belong to the cluster."""

    case: str = key("case")
    reason: str


@event("cluster.centralized", "决定集中执行", "Centralized", stream="cluster")
class CentralizedTo(Event):
    """`decided_by` collected the cluster in `to_court`: so many `cases`, with `claimed_fen` between them.

    `above_all` tells whether it stands above each court of the cluster, `in_area` whether `to_court` is in its area.
    """

    to_court: str
    decided_by: str
    form: DecisionForm
    wishes_considered: bool
    cases: int = field(zh="案件数")
    claimed_fen: int
    above_all: bool = field(zh="系各法院共同上级")
    in_area: bool = field(zh="在其辖区内")


# --- conditions ---


@condition(CENTRALIZED, en="The cluster is new", met_by=("另编关联案件编号", "give the cluster a number of its own"))
def cluster_is_new(cluster: Asked, today: AnyDay) -> Truth:
    """同一组关联案件只建立一次"""
    return ~cluster.has(CasesLinked)


@condition(CENTRALIZED, en="The cluster was formed before", met_by=CasesLinked)
def cluster_was_formed(cluster: Asked, today: AnyDay) -> Truth:
    """关联案件经识别、登记后方可集中"""
    return cluster.first(CasesLinked) <= today


@condition(
    CENTRALIZED, en="The case is not in the cluster yet", met_by=("先移出", "remove it first")
)  # fmt: skip
def case_is_new_in_cluster(cluster: Asked, today: AnyDay, decided: Asked) -> Truth:
    """一案在一组关联案件中只登记一次"""
    return ~cluster.about("case", decided).during(ClusterCaseAdded, ClusterCaseRemoved)


@condition(
    CENTRALIZED, en="Each case has a priority, from 1 on", met_by=("次序为一以上的整数", "a priority of 1 or more")
)
def case_has_a_priority(cluster: Asked, today: AnyDay, decided: Asked) -> Truth:
    """集中执行的案件按查控、受理先后等确定办理次序"""
    return decided.total(ClusterCaseAdded.priority) >= 1


@condition(CENTRALIZED, en="The case is in the cluster", met_by=ClusterCaseAdded)
def case_is_in_cluster(cluster: Asked, today: AnyDay, decided: Asked) -> Truth:
    """移出的案件已在该组关联案件之中"""
    return cluster.about("case", decided).during(ClusterCaseAdded, ClusterCaseRemoved)


@condition(CENTRALIZED, en="There are several cases to collect", met_by=ClusterCaseAdded)
def cluster_has_several_cases(cluster: Asked, today: AnyDay) -> Truth:
    """对同一被执行人或者关联被执行人的多起案件，可以集中由一个法院执行"""
    return cluster.count(ClusterCaseAdded) - cluster.count(ClusterCaseRemoved) >= 2


@condition(
    SUPERIOR,
    en="The court that decides stands above every court of the cluster",
    met_by=("由各执行法院的共同上级法院决定", "a court above all of them decides"),
)
def common_superior_decides(cluster: Asked, today: AnyDay, decided: Asked) -> Truth:
    """涉及多家法院的，由共同的上级人民法院决定集中执行"""
    return decided.has(CentralizedTo, {"above_all": True})


@condition(
    SUPERIOR,
    en="The court that collects the cases is in the decider's area, or is the decider",
    met_by=("决定法院或者其辖区内法院", "the deciding court, or one in its area"),
)
def collecting_court_is_in_the_area(cluster: Asked, today: AnyDay, decided: Asked) -> Truth:
    """集中由决定法院或者其辖区内一个法院执行"""
    return decided.has(CentralizedTo, {"in_area": True})


@condition(
    SUPERIOR,
    en="Centralization is ruled or decided",
    met_by=("用裁定或者决定", "a ruling or a decision"),
)
def centralization_takes_its_form(cluster: Asked, today: AnyDay, decided: Asked) -> Truth:
    """集中执行以裁定或者决定作出"""
    return decided.has(CentralizedTo, {"form": (DecisionForm.RULING, DecisionForm.DECISION)})


@condition(CENTRALIZED, en="The parties' wishes were considered", met_by=("听取并考虑当事人意愿", "hear the parties"))
def wishes_of_the_parties_were_heard(cluster: Asked, today: AnyDay, decided: Asked) -> Truth:
    """依职权集中执行的，应当考虑当事人意愿"""
    return decided.has(CentralizedTo, {"wishes_considered": True})


@condition(CENTRALIZED, en="The cluster was not centralized yet", met_by=("已集中执行", "it is centralized already"))
def cluster_is_not_centralized(cluster: Asked, today: AnyDay) -> Truth:
    """一组关联案件集中一次"""
    return ~cluster.has(CentralizedTo)


MAY_FORM_CLUSTER = every("cluster", "关联案件", "Linking cases", cluster_is_new, guards=CasesLinked)
MAY_ADD_TO_CLUSTER = every(
    "cluster_case", "纳入关联案件", "Adding a case", cluster_was_formed, case_is_new_in_cluster, case_has_a_priority,
    guards=ClusterCaseAdded,
)  # fmt: skip
MAY_REMOVE_FROM_CLUSTER = every(
    "cluster_removal", "移出关联案件", "Removing a case", case_is_in_cluster, guards=ClusterCaseRemoved
)
MAY_CENTRALIZE = every(
    "centralization", "决定集中执行", "Centralization",
    cluster_was_formed, cluster_has_several_cases, common_superior_decides, collecting_court_is_in_the_area,
    centralization_takes_its_form, wishes_of_the_parties_were_heard, cluster_is_not_centralized,
    guards=CentralizedTo,
)  # fmt: skip

# --- decisions ---


@command("关联案件", "Link cases", kind="cluster", begins=True)
class LinkCases(Command):
    """Begin a cluster. `case` is its number, such as the name of the series."""

    court: str
    kind: LinkKind
    debtor: str


@command("纳入关联案件", "Add a case to the cluster", kind="cluster")
class AddToCluster(Command):
    """Say that `linked` (an id or a case number) of `court` belongs to the cluster."""

    linked: str = stream_name()
    court: str
    claimed_fen: int
    priority: int
    kept_here: bool = True


@command("移出关联案件", "Remove a case from the cluster", kind="cluster")
class RemoveFromCluster(Command):
    """Say that a case does not belong to it."""

    linked: str = stream_name()
    reason: str


@command("集中执行", "Centralize the cluster", kind="cluster")
class Centralize(Command):
    """Collect the cases of the cluster in one court."""

    to_court: str
    decided_by: str
    form: DecisionForm = DecisionForm.DECISION
    wishes_considered: bool = False


@command("案件集中执行", "Order the case to be centralized")
class CentralizeCase(Command):
    """Order one case of a cluster to move to `to_court`; quiet where nothing is left to move."""

    to_court: str
    decided_by: str
    form: DecisionForm
    wishes_considered: bool


@decides(LinkCases)
def link_cases(cluster: Case, ask: LinkCases) -> list[Event]:
    """A cluster is formed once under its number."""
    formed = CasesLinked(on=ask.on, court=ask.court, number=cluster.id, kind=ask.kind, debtor=ask.debtor)
    if cluster.last_event(CasesLinked) == formed:
        return []
    MAY_FORM_CLUSTER.require(cluster, ask.on)
    return [formed]


@decides(AddToCluster)
def add_to_cluster(cluster: Case, ask: AddToCluster) -> list[Event]:
    """Each case is in it once; one that comes after the centralization moves as the others did."""
    added = ClusterCaseAdded(
        on=ask.on, case=ask.linked, court=ask.court, claimed_fen=ask.claimed_fen, priority=ask.priority,
        kept_here=ask.kept_here,
    )  # fmt: skip
    if added in members(cluster):
        return []
    MAY_ADD_TO_CLUSTER.require(cluster, ask.on, added)
    return [added]


@decides(RemoveFromCluster)
def remove_from_cluster(cluster: Case, ask: RemoveFromCluster) -> list[Event]:
    """A case that left may be added again."""
    removed = ClusterCaseRemoved(on=ask.on, case=ask.linked, reason=ask.reason)
    is_member = any(one.case == ask.linked for one in members(cluster))
    if not is_member and cluster.last_event(ClusterCaseRemoved, {"case": ask.linked}) == removed:
        return []
    MAY_REMOVE_FROM_CLUSTER.require(cluster, ask.on, removed)
    return [removed]


@decides(Centralize)
def centralize(cluster: Case, ask: Centralize, bench: Bench) -> list[Event]:
    """One court above all of them collects them in one court (法发〔2024〕9号)."""
    cases = members(cluster)
    centralized = CentralizedTo(
        on=ask.on, to_court=ask.to_court, decided_by=ask.decided_by, form=ask.form, wishes_considered=ask.wishes_considered,
        cases=len(cases), claimed_fen=sum(each.claimed_fen for each in cases),
        above_all=all(is_superior(ask.decided_by, each.court, bench) for each in cases),
        in_area=ask.to_court == ask.decided_by or is_superior(ask.decided_by, ask.to_court, bench),
    )  # fmt: skip
    if cluster.last_event(CentralizedTo) == centralized:
        return []
    MAY_CENTRALIZE.require(cluster, ask.on, centralized)
    return [centralized]


@decides(CentralizeCase)
def centralize_case(case: Case, ask: CentralizeCase, bench: Bench) -> list[Event]:
    """集中执行 in one case; quiet where it is there already, on its way, finished, or nothing is left in it."""
    if not case.rounds:
        raise BadRequest(
            f"{case.id} 尚未立案", f"{case.id} was never filed", "立案后再集中执行", "centralize it when it is filed"
        )
    is_there = case.court == ask.to_court
    today = Day(ask.on)
    can_move = bool(case_is_unfinished.holds(case, today)) and bool(no_transfer_is_under_way.holds(case, today))
    nothing_left = outstanding_fen(case) <= 0 and not bool(act_is_owed(case))
    if is_there or not can_move or nothing_left:
        return []
    ordered = OrderCross(
        case=ask.case, on=ask.on, mode=CrossMode.CENTRALIZED, form=ask.form, decided_by=ask.decided_by,
        to_court=ask.to_court, trigger=Trigger.SCREENING, wishes_considered=ask.wishes_considered,
    )  # fmt: skip
    return order_cross(case, ordered, bench)


# --- reactions ---


def members(cluster: Case) -> list[ClusterCaseAdded]:
    """The cases of the cluster, the first priority first."""
    inside: dict[str, ClusterCaseAdded] = {}
    for happened in cluster.events:
        if isinstance(happened, ClusterCaseAdded):
            inside[happened.case] = happened
        elif isinstance(happened, ClusterCaseRemoved):
            inside.pop(happened.case, None)
    return sorted(inside.values(), key=lambda each: each.priority)


def _moving(each: ClusterCaseAdded, on: Event, centralized: CentralizedTo) -> CentralizeCase:
    return CentralizeCase(
        case=each.case, on=on.on, to_court=centralized.to_court, decided_by=centralized.decided_by,
        form=centralized.form, wishes_considered=centralized.wishes_considered,
    )  # fmt: skip


@reacts(CentralizedTo)
def move_every_case(centralized: Event, cluster: Case) -> list[Command]:
    """Each case that this log keeps is ordered to move, the first priority first."""
    if not isinstance(centralized, CentralizedTo):
        return []
    return [_moving(each, centralized, centralized) for each in members(cluster) if each.kept_here]


@reacts(ClusterCaseAdded)
def move_a_late_case(added: Event, cluster: Case) -> list[Command]:
    """A case that is found later moves as the others did."""
    centralized = cluster.last_event(CentralizedTo)
    if not isinstance(added, ClusterCaseAdded) or not added.kept_here or centralized is None:
        return []
    return [_moving(added, added, centralized)]
