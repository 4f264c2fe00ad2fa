"""参考价 — the price from which the reserve of an auction is taken: agreed, official, the mean of the network, or appraised."""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
    Case,
    Command,
    Event,
    Truth,
    command,
    condition,
    decides,
    event,
    every,
    key,
    months_after,
)
from casestream.kernel.event import field
from casestream.procedures.filing import round_is_open
from casestream.procedures.instruments import REFERENCE_PRICE
from casestream.procedures.once import once
from casestream.procedures.valuation.method import PriceMethod, ReportReceived, inquiry_is_running, sought
from casestream.procedures.valuation.report import (
    EXPLAIN,
    VALID_MONTHS,
    VALIDITY,
    ReportObjected,
    ReportObjectionSettled,
    ReportReviewed,
    ReportServed,
)

# --- law ---

AGREED, MEAN, FINAL = (REFERENCE_PRICE.article(number) for number in ("第四条", "第十三条", "第二十六条"))
NETWORK_OR_APPRAISAL = (PriceMethod.NETWORK, PriceMethod.APPRAISAL)

# --- events ---


@event("valuation.price_negotiated", "提交议价结果", "Price negotiated")
class PriceNegotiated(Event):
    """Both sides handed in what they would agree on."""

    inquiry: str = key("inquiry", zh="询价评估编号")
    asset: str = key("asset")
    applicants_fen: int = field(zh="申请执行人议价")
    debtors_fen: int = field(zh="被执行人议价")
    valid_until: date = field(zh="有效期至")
    harms_others: bool = False


@event("valuation.price_fixed", "确定参考价", "Reference price fixed")
class PriceFixed(Event):
    """The reference price of an asset, valid until `valid_until`: the mean of `reports` reports that sum up to `sum_fen`."""

    inquiry: str = key("inquiry", zh="询价评估编号")
    asset: str = key("asset")
    method: PriceMethod = field(zh="询价方式")
    price_fen: int = field(zh="参考价")
    reports: int = field(zh="报告份数")
    sum_fen: int = field(zh="报告价格合计")
    valid_until: date = field(zh="有效期至")
    objectable_until: date | None = field(zh="最后异议期限", default=None)


# --- conditions ---


@condition(AGREED, en="Both sides name the same price", met_by=("双方一致的议价结果", "the same price from both"))
def both_name_one_price(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """双方当事人提交的议价结果一致"""
    applicants, debtors = decided.total(PriceNegotiated.applicants_fen), decided.total(PriceNegotiated.debtors_fen)
    return (applicants >= debtors) & (applicants <= debtors) & (applicants > 0)


@condition(AGREED, en="The agreed price harms nobody", met_by=("不损害他人合法权益", "no harm to others"))
def agreed_price_harms_nobody(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """且不损害他人合法权益的，议价结果为参考价"""
    return ~decided.has(PriceNegotiated, {"harms_others": True})


@condition(
    VALIDITY, en="An agreed price is valid for a year at most", met_by=("有效期不超过一年", "valid for up to 1 year")
)
def agreed_price_is_valid_for_a_year(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """自行协商确定议价结果的有效期，不得超过一年"""
    until = decided.latest(PriceNegotiated.valid_until)
    return (until >= today) & (until <= months_after(today, VALID_MONTHS))


@condition(FINAL, en="The inquiry brought a result in time", met_by=ReportReceived)
def result_is_there(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """在期限内出具的询价、评估结果，或者一致的议价结果"""
    inquiry = case.about("inquiry", decided)
    network = decided.has(PriceFixed, {"method": PriceMethod.NETWORK})
    reported = (~network & inquiry.has(ReportReceived)) | inquiry.has(ReportReceived, {"in_time": True})
    return reported | inquiry.has(PriceNegotiated)


@condition(FINAL, en="The parties got the report", met_by=ReportServed)
def report_was_served(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """报告应当发送当事人及利害关系人"""
    served = case.about("inquiry", decided).during(ReportServed, ReportReceived)
    return ~decided.has(PriceFixed, {"method": NETWORK_OR_APPRAISAL}) | served


@condition(FINAL, en="The days to object are over", met_by=("异议期届满", "the end of the days to object"))
def days_to_object_are_over(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """当事人、利害关系人未提出异议"""
    # Each party has days of its own, so the event says when the last of them end.
    running = decided.latest(PriceFixed.objectable_until) >= today
    running = running | (case.about("inquiry", decided).latest(ReportServed.object_by) >= today)
    return ~decided.has(PriceFixed, {"method": NETWORK_OR_APPRAISAL}) | ~running


@condition(FINAL, en="Every objection was dealt with", met_by=ReportObjectionSettled)
def report_objections_are_settled(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """所提异议被驳回或者已作出补正的，以评估结果或者补正结果为参考价"""
    inquiry = case.about("inquiry", decided)
    return inquiry.count(ReportObjectionSettled) >= inquiry.count(ReportObjected)


@condition(FINAL, en="After an objection that was right, a corrected report came", met_by=ReportReceived)
def upheld_objection_was_corrected(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """异议成立的，以评估机构作出的补正结果或者重新作出的评估结果为参考价"""
    inquiry = case.about("inquiry", decided)
    upheld = inquiry.last(ReportObjectionSettled, {"upheld": True})
    return ~inquiry.has(ReportObjectionSettled, {"upheld": True}) | (inquiry.last(ReportReceived) >= upheld)


@condition(EXPLAIN, en="After a review that rejected the report, a corrected one came", met_by=ReportReceived)
def rejected_report_was_corrected(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """根据专业技术评审出具的结论认定评估结果或者责令原评估机构予以补正"""
    inquiry = case.about("inquiry", decided)
    rejected = inquiry.last(ReportReviewed, {"rejected": True})
    corrected = inquiry.during(ReportReceived, ReportReviewed) | (inquiry.last(ReportReceived) > rejected)
    return ~inquiry.has(ReportReviewed, {"rejected": True}) | corrected


@condition(MEAN, en="The price is the mean of the reports in time", met_by=("报告的平均值", "the mean of the reports"))
def price_is_the_mean(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """以全部或者该部分司法网络询价平台出具结果的平均值为参考价"""
    total, reports = decided.total(PriceFixed.sum_fen), decided.total(PriceFixed.reports)
    exact = decided.total(PriceFixed.price_fen) * reports
    return (reports > 0) & (exact <= total) & (total < exact + reports)


@condition(VALIDITY, en="The result is still valid", met_by=("重新出具报告", "a new report"))
def result_is_valid(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """在议价、询价、评估结果有效期内"""
    return decided.latest(PriceFixed.valid_until) >= today


MAY_NEGOTIATE_PRICE = every(
    "price_negotiation", "议价", "Negotiation of a price",
    inquiry_is_running, both_name_one_price, agreed_price_harms_nobody, agreed_price_is_valid_for_a_year,
    guards=PriceNegotiated,
)  # fmt: skip
MAY_FIX_PRICE = every(
    "reference_price", "确定参考价", "Fixing the reference price",
    round_is_open, inquiry_is_running, result_is_there, report_was_served, days_to_object_are_over,
    report_objections_are_settled, upheld_objection_was_corrected, rejected_report_was_corrected, price_is_the_mean,
    result_is_valid,
    guards=PriceFixed,
)  # fmt: skip

# --- decisions ---


@command("提交议价结果", "Hand in a negotiated price")
class NegotiatePrice(Command):
    """Take in what both sides would agree on."""

    inquiry: str
    applicants_fen: int
    debtors_fen: int
    valid_until: date
    harms_others: bool = False


@command("确定参考价", "Fix the reference price")
class FixPrice(Command):
    """Take the price from what the inquiry brought."""

    inquiry: str


@decides(NegotiatePrice)
def negotiate_price(case: Case, ask: NegotiatePrice) -> list[Event]:
    """Only a price that both sides name is one."""
    begun = sought(case, ask.inquiry)
    negotiated = PriceNegotiated(
        on=ask.on, inquiry=ask.inquiry, asset=begun.asset if begun else "", applicants_fen=ask.applicants_fen,
        debtors_fen=ask.debtors_fen, valid_until=ask.valid_until, harms_others=ask.harms_others,
    )  # fmt: skip
    return once(case, MAY_NEGOTIATE_PRICE, negotiated)


@decides(FixPrice)
def fix_price(case: Case, ask: FixPrice) -> list[Event]:
    """The mean of the platforms in time, rounded down to a fen; else the last report; else what both agreed on."""
    begun = sought(case, ask.inquiry)
    method = begun.method if begun else PriceMethod.NEGOTIATION
    results = _results(case, ask.inquiry, method)
    total = sum(price for price, _ in results)
    fixed = PriceFixed(
        on=ask.on, inquiry=ask.inquiry, asset=begun.asset if begun else "", method=method,
        price_fen=total // len(results) if results else 0, reports=len(results), sum_fen=total,
        valid_until=min((until for _, until in results), default=ask.on),
        objectable_until=max(
            (served.object_by for served in case.all(ReportServed, {"inquiry": ask.inquiry})), default=None
        ),
    )  # fmt: skip
    return once(case, MAY_FIX_PRICE, fixed)


def _results(case: Case, inquiry: str, method: PriceMethod) -> list[tuple[int, date]]:
    """The prices that count, each with the last day of its validity; of each institution the last one."""
    if method is PriceMethod.NEGOTIATION:
        agreed = case.last_event(PriceNegotiated, {"inquiry": inquiry})
        return [(agreed.debtors_fen, agreed.valid_until)] if agreed else []
    reports = case.all(ReportReceived, {"inquiry": inquiry})
    if method is not PriceMethod.NETWORK:
        return [(report.price_fen, report.valid_until) for report in reports[-1:]]
    latest = {report.institution: report for report in reports if report.in_time}
    return [(report.price_fen, report.valid_until) for report in latest.values()]
