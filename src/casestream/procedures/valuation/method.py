"""询价方式 — four ways to a reference price, and the order in which they are tried.

Negotiation (议价), directed inquiry (定向询价), network inquiry (网络询价), entrusted appraisal (委托评估). Each attempt is an
*inquiry* with a name of its own; what it brings is said in `report`, the price in `price`.
"""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    Command,
    Event,
    Label,
    Period,
    Truth,
    command,
    condition,
    deadline,
    decides,
    event,
    every,
    key,
)
from casestream.kernel.case import Keyed
from casestream.kernel.event import field
from casestream.procedures.asset_search import AssetRuledUnenforceable
from casestream.procedures.control.measure_transfer import MeasureHandedOver
from casestream.procedures.control.sealing import (
    AssetDisposed,
    AssetReleased,
    AssetSealed,
    QueuedMeasureActivated,
    asset_is_held,
    asset_was_found,
    measure_has_not_lapsed,
)
from casestream.procedures.filing import round_is_open
from casestream.procedures.instruments import REFERENCE_PRICE
from casestream.procedures.once import once
from casestream.procedures.standstill import enforcement_is_not_deferred, enforcement_is_not_suspended

# --- law ---

START = REFERENCE_PRICE.article("第一条")
DIRECTED_WHEN, NETWORK_WHEN = REFERENCE_PRICE.article("第五条"), REFERENCE_PRICE.article("第七条")
APPRAISAL_WHEN = REFERENCE_PRICE.article("第十四条")
NETWORK_TERM, APPRAISAL_TERM = REFERENCE_PRICE.article("第十一条"), REFERENCE_PRICE.article("第十九条")
THIRTY_DAYS = Period(days=30)  # 参考价规定第一条
NETWORK_DAYS, APPRAISAL_DAYS = Period(days=3), Period(days=30)  # 参考价规定第十一、十九条
MORE_NETWORK_DAYS, MORE_APPRAISAL_DAYS = Period(days=3), Period(days=15)
NETWORK_EXTENSIONS, APPRAISAL_EXTENSIONS = 1, 2
ASK_BEFORE_DAYS = 5  # 参考价规定第十九条第二款

# --- events ---


class PriceMethod(Label):
    """A way to a reference price, in the order in which the law tries them."""

    NEGOTIATION = "negotiation", "当事人议价", "agreement of the parties"
    DIRECTED = "directed", "定向询价", "directed inquiry"
    NETWORK = "network", "网络询价", "network inquiry"
    APPRAISAL = "appraisal", "委托评估", "entrusted appraisal"


@event("valuation.price_sought", "启动确定参考价", "Reference price sought")
class PriceSought(Event):
    """An inquiry into the price of a sealed asset began; a report is due on `due_on` where the law sets a term."""

    inquiry: str = key("inquiry", zh="询价评估编号")
    asset: str = key("asset")
    method: PriceMethod = field(zh="询价方式")
    due_on: date | None = field(zh="报告期限", default=None)
    both_ask: bool = field(zh="双方一致要求", default=False)
    has_official_price: bool = field(zh="有计税基准价或政府定价", default=False)
    needs_inspection: bool = field(zh="需现场勘验或鉴定", default=False)
    required_by_law: bool = field(zh="法律规定必须评估", default=False)
    calendar: str = ""


@event("valuation.method_failed", "询价不能或者不成", "Method failed")
class MethodFailed(Event):
    """An inquiry brought no price."""

    inquiry: str = key("inquiry", zh="询价评估编号")
    asset: str = key("asset")
    method: PriceMethod = field(zh="询价方式")


@event("valuation.term_extended", "延长询价评估期限", "Term of a report extended")
class ReportTermExtended(Event):
    """The term of a report was extended until `due_on`."""

    inquiry: str = key("inquiry", zh="询价评估编号")
    method: PriceMethod = field(zh="询价方式")
    due_on: date = field(zh="报告期限")
    calendar: str = ""


@event("valuation.report_received", "收到询价评估报告", "Report received")
class ReportReceived(Event):
    """A platform, an authority or an appraiser named a price, valid until `valid_until`; `in_time` or too late."""

    inquiry: str = key("inquiry", zh="询价评估编号")
    asset: str = key("asset")
    institution: str = field(zh="出具机构")
    price_fen: int = field(zh="报告价格")
    valid_until: date = field(zh="有效期至")
    in_time: bool


# A price is sought, or the asset is gone or cannot be sold here.
NO_PRICE_IS_DUE = (PriceSought, AssetReleased, AssetDisposed, AssetRuledUnenforceable, MeasureHandedOver)
START_PRICE = deadline(
    "reference_price_start", "启动确定参考价", "Start of the reference price",
    begins=AssetSealed, kept_by=NO_PRICE_IS_DUE, citation=START, period=THIRTY_DAYS, key="asset",
    where={"renews": False, "to_be_priced": True}, node="203001017",
)  # fmt: skip
START_QUEUED_PRICE = deadline(
    "queued_price_start", "轮候查封生效后启动确定参考价", "Start of the reference price once a queued measure took effect",
    begins=QueuedMeasureActivated, kept_by=NO_PRICE_IS_DUE, citation=START, period=THIRTY_DAYS, key="asset",
    where={"to_be_priced": True},
)  # fmt: skip
REPORT = deadline(
    "price_report", "出具询价评估报告", "Report on the price",
    begins=PriceSought, kept_by=(ReportReceived, MethodFailed, ReportTermExtended), citation=APPRAISAL_TERM, due="due_on",
    key="inquiry",
)  # fmt: skip
EXTENDED_START_QUEUED_PRICE = deadline(
    "queued_price_start", "轮候查封生效后启动确定参考价", "Start of the reference price once a queued measure took effect",
    begins=QueuedMeasureActivated, kept_by=NO_PRICE_IS_DUE, citation=START, period=THIRTY_DAYS, key="asset",
    where={"to_be_priced": True},
)  # fmt: skip
REPORT = deadline(
    "extended_price_report", "延期出具询价评估报告", "Report on the price after an extension",
    begins=ReportTermExtended, kept_by=(ReportReceived, MethodFailed), citation=APPRAISAL_TERM, due="due_on", key="inquiry",
)  # fmt: skip

# --- conditions ---


def _is(decided: Asked, *methods: PriceMethod) -> Truth:
    return decided.has(PriceSought, {"method": methods})


def _failed(case: Asked, decided: Asked, method: PriceMethod) -> Truth:
    return case.about("asset", decided).has(MethodFailed, {"method": method})


def _excused(decided: Asked) -> Truth:
    """Both sides ask for it straight away, or a law requires an appraisal."""
    required = _is(decided, PriceMethod.APPRAISAL) & decided.has(PriceSought, {"required_by_law": True})
    return decided.has(PriceSought, {"both_ask": True}) | required


@condition(DIRECTED_WHEN, en="The parties could not agree on a price", met_by=MethodFailed)
def negotiation_failed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """当事人议价不能或者不成，或者双方当事人一致要求直接询价、评估"""
    return _is(decided, PriceMethod.NEGOTIATION) | _excused(decided) | _failed(case, decided, PriceMethod.NEGOTIATION)


@condition(
    DIRECTED_WHEN, en="There is an official price to ask for", met_by=("计税基准价或政府定价", "an official price")
)
def official_price_exists(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """财产有计税基准价、政府定价或者政府指导价的，应当进行定向询价"""
    return ~_is(decided, PriceMethod.DIRECTED) | decided.has(PriceSought, {"has_official_price": True})


@condition(NETWORK_WHEN, en="The directed inquiry failed, or there is no official price", met_by=MethodFailed)
def directed_inquiry_failed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """定向询价不能或者不成"""
    later = _is(decided, PriceMethod.NETWORK, PriceMethod.APPRAISAL)
    impossible = decided.has(PriceSought, {"has_official_price": False})
    return ~later | impossible | _excused(decided) | _failed(case, decided, PriceMethod.DIRECTED)


@condition(NETWORK_WHEN, en="No expert has to look at the thing", met_by=("委托评估", "an appraisal"))
def network_needs_no_inspection(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """财产无需由专业人员现场勘验或者鉴定，且具备网络询价条件"""
    return ~_is(decided, PriceMethod.NETWORK) | decided.has(PriceSought, {"needs_inspection": False})


@condition(APPRAISAL_WHEN, en="The network inquiry failed or cannot be made", met_by=MethodFailed)
def network_inquiry_failed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """法律、行政法规规定必须委托评估、双方当事人要求委托评估或者网络询价不能或不成的，应当委托评估机构进行评估"""
    impossible = decided.has(PriceSought, {"needs_inspection": True})
    tried = _failed(case, decided, PriceMethod.NETWORK)
    return ~_is(decided, PriceMethod.APPRAISAL) | _excused(decided) | impossible | tried


@condition(START, en="The inquiry is running", met_by=PriceSought)
def inquiry_is_running(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """已启动该方式的询价、评估"""
    return case.about("inquiry", decided).during(PriceSought, MethodFailed)


@condition(
    NETWORK_TERM, en="Only when no platform was in time, three more days once", met_by=("仅可延期一次", "one extension")
)
def network_is_extended_once(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """全部平台均未能在期限内出具询价结果的，延期三日；部分平台在期限内出具结果的，对其他平台的延期申请不予准许"""
    inquiry = case.about("inquiry", decided)
    free = (inquiry.count(ReportTermExtended) < NETWORK_EXTENSIONS) & ~inquiry.has(ReportReceived)
    return ~decided.has(ReportTermExtended, {"method": PriceMethod.NETWORK}) | free


@condition(APPRAISAL_TERM, en="An appraisal is extended twice at most", met_by=("延期不超过两次", "two extensions"))
def appraisal_is_extended_twice(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """延期次数不超过两次，每次不超过十五日"""
    free = case.about("inquiry", decided).count(ReportTermExtended) < APPRAISAL_EXTENSIONS
    return ~decided.has(ReportTermExtended, {"method": PriceMethod.APPRAISAL}) | free


@condition(
    APPRAISAL_TERM, en="More time is asked for five days before the end", met_by=("期满五日前申请", "ask 5 days before")
)
def extension_is_asked_in_time(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """应当在期限届满五日前书面向人民法院申请延长期限"""
    inquiry = case.about("inquiry", decided)
    first = inquiry.latest(PriceSought.due_on).plus_days(-ASK_BEFORE_DAYS) >= today
    again = inquiry.latest(ReportTermExtended.due_on).plus_days(-ASK_BEFORE_DAYS) >= today
    in_time = (inquiry.has(ReportTermExtended) & again) | (~inquiry.has(ReportTermExtended) & first)
    return ~decided.has(ReportTermExtended, {"method": PriceMethod.APPRAISAL}) | in_time


@condition(
    NETWORK_TERM, en="More time for a platform is asked for while its term runs", met_by=("期满前申请", "in time")
)
def network_extension_is_in_time(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """网络询价平台不能在期限内完成询价的，应当在期限届满前申请延长期限"""
    runs = case.about("inquiry", decided).latest(PriceSought.due_on) >= today
    again = case.about("inquiry", decided).has(ReportTermExtended)
    return ~decided.has(ReportTermExtended, {"method": PriceMethod.NETWORK}) | runs | again


@condition(
    NETWORK_TERM,
    en="Only an inquiry with a term is extended",
    met_by=("网络询价或者委托评估", "a network inquiry or appraisal"),
)
def term_can_be_extended(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """不能在期限内完成询价、评估的，应当在期限届满前申请延长期限"""
    return decided.has(ReportTermExtended, {"method": (PriceMethod.NETWORK, PriceMethod.APPRAISAL)})


MAY_SEEK_PRICE = every(
    "price_inquiry", "启动确定参考价", "Start of a price inquiry",
    round_is_open, asset_was_found, asset_is_held, measure_has_not_lapsed, negotiation_failed, official_price_exists,
    directed_inquiry_failed, network_needs_no_inspection, network_inquiry_failed, enforcement_is_not_suspended,
    enforcement_is_not_deferred,
    guards=PriceSought,
)  # fmt: skip
MAY_FAIL = every("method_failure", "询价不成", "Failure of a method", inquiry_is_running, guards=MethodFailed)
MAY_EXTEND = every(
    "report_extension", "延长询价评估期限", "Extension of a report",
    inquiry_is_running, term_can_be_extended, network_is_extended_once, appraisal_is_extended_twice,
    extension_is_asked_in_time, network_extension_is_in_time,
    guards=ReportTermExtended,
)  # fmt: skip

# --- decisions ---


@command("启动确定参考价", "Seek the reference price")
class SeekPrice(Command):
    """Begin one way to the price of an asset."""

    inquiry: str
    asset: str
    method: PriceMethod
    both_ask: bool = False
    has_official_price: bool = False
    needs_inspection: bool = False
    required_by_law: bool = False


@command("登记询价不成", "Record that a method failed")
class RecordMethodFailed(Command):
    """Say that an inquiry brought no price."""

    inquiry: str


@command("延长询价评估期限", "Extend the term of a report")
class ExtendReportTerm(Command):
    """Give a platform three more days, an appraiser fifteen."""

    inquiry: str


TERMS = {PriceMethod.NETWORK: NETWORK_DAYS, PriceMethod.APPRAISAL: APPRAISAL_DAYS}
MORE = {PriceMethod.NETWORK: MORE_NETWORK_DAYS, PriceMethod.APPRAISAL: MORE_APPRAISAL_DAYS}


def sought(case: Case, inquiry: str) -> PriceSought | None:
    """The start of an inquiry, by its name."""
    return case.last_event(PriceSought, {"inquiry": inquiry})


@decides(SeekPrice)
def seek_price(case: Case, ask: SeekPrice, bench: Bench) -> list[Event]:
    """A platform has three days, an appraiser thirty; what is deferred or suspended does not begin."""
    if Keyed(case, "inquiry", ask.inquiry).has(PriceSought):
        return []
    due = bench.calendar.due(ask.on, TERMS[ask.method]) if ask.method in TERMS else None
    begun = PriceSought(
        on=ask.on, inquiry=ask.inquiry, asset=ask.asset, method=ask.method, due_on=due.on if due else None,
        both_ask=ask.both_ask, has_official_price=ask.has_official_price, needs_inspection=ask.needs_inspection,
        required_by_law=ask.required_by_law, calendar=due.calendar if due else "",
    )  # fmt: skip
    MAY_SEEK_PRICE.require(case, ask.on, begun)
    return [begun]


@decides(RecordMethodFailed)
def record_method_failed(case: Case, ask: RecordMethodFailed) -> list[Event]:
    """An inquiry fails once."""
    begun = sought(case, ask.inquiry)
    failed = MethodFailed(
        on=ask.on, inquiry=ask.inquiry, asset=begun.asset if begun else "",
        method=begun.method if begun else PriceMethod.NEGOTIATION,
    )  # fmt: skip
    return once(case, MAY_FAIL, failed)


@decides(ExtendReportTerm)
def extend_report_term(case: Case, ask: ExtendReportTerm, bench: Bench) -> list[Event]:
    """From the end of the running term on (参考价规定第十一、十九条)."""
    begun = sought(case, ask.inquiry)
    method = begun.method if begun else PriceMethod.NEGOTIATION
    extensions = case.all(ReportTermExtended, {"inquiry": ask.inquiry})
    if any(extension.on == ask.on for extension in extensions):
        return []
    running = extensions[-1].due_on if extensions else begun.due_on if begun and begun.due_on else ask.on
    due = bench.calendar.due(running, MORE.get(method, Period()))
    extended = ReportTermExtended(
        on=ask.on, inquiry=ask.inquiry, method=method, due_on=due.on, calendar=due.calendar
    )  # fmt: skip
    MAY_EXTEND.require(case, ask.on, extended)
    return [extended]
