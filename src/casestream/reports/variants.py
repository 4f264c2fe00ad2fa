"""The variants of each indicator, as a table: name, titles, formula, scope, source, status.

Sources are tags that `sources.SOURCES` explains; a status is the mark of the formula, not of the figure.
"""

from attrs import frozen

from casestream.kernel.projection import Unit


@frozen(kw_only=True)
class Variant:
    """One formula of an indicator: `numerator` over `denominator`, both names of counted numbers.

    `indicator` is the name that variants share; `scope_zh`/`scope_en` say whose cases are counted. `status` is V (verified in
    public material), K-high, K-med, K-low (known with that confidence) or DERIVED (by arithmetic from these).
    """

    name: str
    indicator: str
    zh: str
    en: str
    numerator: str
    denominator: str
    scope_zh: str
    scope_en: str
    source: str
    status: str
    unit: Unit = "%"


Scope = tuple[str, str]
ALL, FIRST_TIME, RESUMED = (
    ("执、执恢", "执 and 执恢"),
    ("首次执行案件", "first-time cases"),
    ("恢复执行案件", "resumed cases"),
)
OF_STOCK, OF_PETITIONS, OTHERS = ("终本案件", "cases ended by 终本"), ("执行信访", "petitions"), ("其他", "others")


def _variant(
    name: str, indicator: str, zh: str, en: str, formula: str, scope: Scope, source: str, status: str, unit: Unit = "%"
) -> Variant:
    numerator, _, denominator = formula.partition("/")
    return Variant(
        name=name, indicator=indicator, zh=zh, en=en, numerator=numerator, denominator=denominator, scope_zh=scope[0],
        scope_en=scope[1], source=source, status=status, unit=unit,
    )  # fmt: skip


VARIANTS = (
    _variant(
        "closing_rate", "执结率", "执结率", "Closing rate",
        "closed/accepted", ALL, "[KPI4],[KPI2]", "V"),
    _variant(
        "closing_rate_first", "执结率", "执结率(首执)", "Closing rate, first-time",
        "closed_first/accepted_first", FIRST_TIME, "§12", "K-med"),
    _variant(
        "closing_rate_of_closed", "执结率", "执结率(占结案)", "Closing rate over closed cases",
        "really_closed/closed", ALL, "[KPI2]", "K-med"),
    _variant(
        "closed_to_received", "结收比", "结收比", "Closed to received",
        "closed/received", ALL, "§6.2", "K-high"),
    _variant(
        "closed_to_received_first", "结收比", "结收比(首执)", "Closed to received, first-time",
        "closed_first/received_first", FIRST_TIME, "§6.2", "K-high"),
    _variant(
        "really_closed_of_accepted", "实际执结率", "实际执结率(占受理)", "Real closing rate, of accepted",
        "enforced_first/accepted_first", FIRST_TIME, "[KPI3]", "K-med"),
    _variant(
        "enforced_of_closed", "实际执结率", "实际执结率(占结案)", "Real closing rate, of closed",
        "enforced_first/closed_first", FIRST_TIME, "[KPI3]", "K-med"),
    _variant(
        "really_closed_of_closed", "实结占结案数比例", "实结占结案数比例", "Real closings of closed",
        "really_closed_first/closed_first", FIRST_TIME, "[KPI3]", "K-med"),
    _variant(
        "completion_rate", "执行完毕率", "执行完毕率", "Completion rate",
        "satisfied_first/closed_first", FIRST_TIME, "[KPI1]", "V"),
    _variant(
        "completion_rate_resumed", "执行完毕率", "恢复执行完毕率", "Completion rate, resumed",
        "satisfied_resumed/closed_resumed", RESUMED, "[KPI1]", "V"),
    _variant(
        "collection_rate", "执行到位率", "执行到位率", "Collection rate",
        "collected_first/claimed_first", FIRST_TIME, "[KPI1]", "V"),
    _variant(
        "collection_rate_resumed", "执行到位率", "恢复执行到位率", "Collection rate, resumed",
        "collected_resumed/claimed_resumed", RESUMED, "[KPI3]", "V"),
    _variant(
        "parked_share", "终本率", "终本占结案数比例", "Termination share of closed",
        "parked_first/closed_first", FIRST_TIME, "[KPI3]", "K-high"),
    _variant(
        "parked_rate", "终本率", "终本率(占受理)", "Termination rate of accepted",
        "parked_first/accepted_first", FIRST_TIME, "[KPI3]", "K-med"),
    _variant(
        "qualified_rate_nine", "终本合格率", "终本合格率(九项核查)", "Qualified by the nine items",
        "qualified_nine/terminations", ALL, "[KPI2],[CHK]", "V"),
    _variant(
        "qualified_rate_nine_first", "终本合格率", "终本合格率(九项核查,不含执恢)", "Qualified by the nine items, first-time",
        "qualified_nine_first/terminations_first", FIRST_TIME, "[KPI3],[CHK]", "V"),
    _variant(
        "qualified_rate", "终本合格率", "终本合格率", "Qualified terminations",
        "qualified/terminations", ALL, "[KPI2],[373a]", "K-med"),
    _variant(
        "qualified_rate_first", "终本合格率", "终本合格率(不含执恢)", "Qualified terminations, first-time",
        "qualified_first/terminations_first", FIRST_TIME, "[KPI3],[373a]", "K-med"),
    _variant(
        "terminated_share", "终结率", "终结率", "Terminated of closed",
        "terminated_first/closed_first", FIRST_TIME, "[KPI3]", "K-med"),
    _variant(
        "pending_rate", "未结率", "未结率", "Pending rate",
        "pending/accepted", ALL, "[KPI3]", "K-med"),
    _variant(
        "pending_rate_first", "未结率", "未结率(首执)", "Pending rate, first-time",
        "pending_first/accepted_first", FIRST_TIME, "[KPI3]", "K-med"),
    _variant(
        "in_term_rate", "法定期限内结案率", "法定期限内结案率", "Closed within the statutory term",
        "in_term_first/closed_first", FIRST_TIME, "[KPI1]", "V"),
    _variant(
        "really_in_term_rate", "法定审限内执结率", "法定审限内执结率", "Really closed of closed in term",
        "really_in_term_first/in_term_first", FIRST_TIME, "[KPI2]", "K-med"),
    _variant(
        "mean_days", "结案平均用时", "结案平均用时(首执)", "Mean days to close, first-time",
        "used_days_first/closed_first", FIRST_TIME, "[KPI1]", "K-high", "d"),
    _variant(
        "mean_days_resumed", "结案平均用时", "结案平均用时(执恢)", "Mean days to close, resumed",
        "used_days_resumed/closed_resumed", RESUMED, "[KPI1]", "K-high", "d"),
    _variant(
        "mean_calendar_days_resumed", "结案平均用时", "结案平均用时(执恢,自然日)", "Mean calendar days to close, resumed",
        "calendar_days_resumed/closed_resumed", RESUMED, "[KPI1]", "V", "d"),
    _variant(
        "mean_days_satisfied", "结案平均用时", "执行完毕案件结案平均用时", "Mean days to full enforcement",
        "used_days_satisfied_first/satisfied_first", FIRST_TIME, "[KPI3]", "K-high", "d"),
    _variant(
        "overdue_nodes_each", "关键节点平均超期数", "关键节点平均超期数(国家期限)", "Nodes overdue per closed case",
        "overdue_nodes_first/closed_first", FIRST_TIME, "[KPI3],[NODE]", "K-low", "x"),
    _variant(
        "overdue_nodes_local_each", "关键节点平均超期数", "关键节点平均超期数(含地方期限)", "Nodes overdue per closed case, local too",
        "overdue_nodes_local_first/closed_first", FIRST_TIME, "[KPI3],[NODE],[LOC2],[LOC3]", "K-low", "x"),
    _variant(
        "mean_days_to_resumption", "终本案件恢复执行平均用时", "终本案件恢复执行平均用时", "Mean days from 终本 to resumption",
        "parked_days/resumed_after_parking", OF_STOCK, "[KPI3]", "K-med", "d"),
    _variant(
        "resumed_to_parked", "恢复执行率", "恢复执行率(比首执终本)", "Resumed to first-time terminations",
        "received_resumed/parked_first", OF_STOCK, "[GT]", "V"),
    _variant(
        "resumed_of_stock", "恢复执行率", "恢复执行率(比期初存量)", "Resumed of the stock",
        "received_resumed/stock_opening", OF_STOCK, "§6.2", "K-low"),
    _variant(
        "cleared_of_opening", "终本出清率", "终本出清率(比期初存量)", "Cleared of the stock",
        "stock_left/stock_opening", OF_STOCK, "§6.2", "K-low"),
    _variant(
        "cleared_of_all", "终本出清率", "终本出清率(比期初存量+新增)", "Cleared of stock and entries",
        "stock_left/stock_base", OF_STOCK, "§6.2", "K-low"),
    _variant(
        "petition_finish_rate", "信访办结率", "信访办结率", "Petitions finished",
        "petitions_finished/petitions_due", OF_PETITIONS, "[9080]", "V"),
    _variant(
        "petition_progress_rate", "信访办结率", "信访实质进展率", "Petitions with progress",
        "petitions_progressed/petitions_registered", OF_PETITIONS, "[XE5]", "K-med"),
    _variant(
        "petitions_per_case", "案访比", "案访比", "Petitions of cases accepted",
        "petitions_received/accepted", OF_PETITIONS, "[NM5]", "K-med"),
    _variant(
        "preserved_rate", "保全率", "保全率(件)", "Preservations that found something",
        "preserved/preservations", OTHERS, "[KPI3]", "K-low"),
    _variant(
        "preserved_share", "保全率", "保全率(金额)", "Preserved of ordered",
        "preserved_amount/to_preserve", OTHERS, "[KPI3]", "K-low"),
    _variant(
        "mean_days_to_release", "执行款发放平均天数", "执行款发放平均天数", "Mean days to pay out",
        "release_days/releases", OTHERS, "[KPI5]", "K-med", "d"),
    _variant(
        "filed_of_sent", "拒执案件成案率", "拒执案件成案率(占移送)", "Filed of sent",
        "crimes_filed/dossiers", OTHERS, "[KPI5]", "K-low"),
    _variant(
        "filed_of_accepted", "拒执案件成案率", "拒执案件成案率(占受理)", "Filed of cases accepted",
        "crimes_filed/accepted", OTHERS, "[KPI5]", "K-low"),
    _variant(
        "detained_of_compelled", "拘留拘传比", "拘留/拘传", "Detentions of compelled appearances",
        "detained/compelled", OTHERS, "§6.3", "DERIVED"),
)  # fmt: skip
