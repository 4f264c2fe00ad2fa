"""询价评估报告 — what an inquiry brings, its service on the parties, and what they may say against it.

Against basic facts, scope, qualification and procedure one objects under 第二十二条 (the court rules as on an objection to
enforcement); against standards, method and result under 第二十三条 (the appraiser explains, then its association reviews).
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
    months_after,
)
from casestream.kernel.case import Keyed
from casestream.kernel.event import field
from casestream.procedures.instruments import REFERENCE_PRICE, cpl
from casestream.procedures.once import once
from casestream.procedures.valuation.method import (
    PriceMethod,
    ReportReceived,
    ReportTermExtended,
    inquiry_is_running,
    sought,
)

# --- law ---

SEND, OBJECT = REFERENCE_PRICE.article("第二十一条"), REFERENCE_PRICE.article("第二十二条")
EXPLAIN, NOT_HEARD = REFERENCE_PRICE.article("第二十三条"), REFERENCE_PRICE.article("第二十四条")
VALIDITY = REFERENCE_PRICE.article("第二十七条")
DAYS_TO_SEND, DAYS_TO_OBJECT, DAYS_OF_PUBLICATION = Period(days=3), Period(days=5), Period(days=15)
DAYS_TO_ASK_APPRAISER, DAYS_TO_EXPLAIN = Period(days=3), Period(days=5)
VALID_MONTHS = 12  # 参考价规定第二十七条

# --- events ---


class ReportGround(Label):
    """What is said against a report."""

    FACTS = "facts", "财产基本信息错误", "basic facts are wrong"
    SCOPE = "scope", "超出财产范围或者遗漏财产", "it goes beyond the property or leaves some out"
    QUALIFICATION = "qualification", "不具备评估资质", "the appraiser is not qualified"
    PROCEDURE = "procedure", "评估程序严重违法", "the procedure broke the law gravely"
    STANDARD = "standard", "参照标准、计算方法或者评估结果", "standards, method or result"


RULED_ON = (ReportGround.FACTS, ReportGround.SCOPE, ReportGround.QUALIFICATION, ReportGround.PROCEDURE)


@event("valuation.report_served", "发送询价评估报告", "Report served")
class ReportServed(Event):
    """A party received the report, or is deemed to after fifteen days of publication; it may object until `object_by`."""

    inquiry: str = key("inquiry", zh="询价评估编号")
    party: str = field(zh="当事人")
    published: bool = field(zh="公示送达", default=False)
    object_by: date = field(zh="异议期限")
    calendar: str = ""


@event("valuation.report_objected", "对报告提出异议", "Objection to a report")
class ReportObjected(Event):
    """A party objected in writing, on one ground, to a report that it could object to until `object_by`."""

    inquiry: str = key("inquiry", zh="询价评估编号")
    party: str = field(zh="当事人")
    ground: ReportGround
    method: PriceMethod = field(zh="询价方式")
    object_by: date | None = field(zh="异议期限", default=None)
    objection: str = key("report_objection", zh="报告异议", default="")


@event("valuation.appraiser_asked", "交评估机构说明", "Appraiser asked to explain")
class AppraiserAsked(Event):
    """The objection went to the appraiser, who explains within five days."""

    inquiry: str = key("inquiry", zh="询价评估编号")
    objection: str = key("report_objection", zh="报告异议", default="")


@event("valuation.report_explained", "评估机构说明", "Report explained")
class ReportExplained(Event):
    """The appraiser explained; the party is content with it or not."""

    inquiry: str = key("inquiry", zh="询价评估编号")
    accepted: bool = field(zh="异议人接受")
    objection: str = key("report_objection", zh="报告异议", default="")


@event("valuation.report_reviewed", "专业技术评审", "Report reviewed by the association")
class ReportReviewed(Event):
    """The professional association reviewed the report."""

    inquiry: str = key("inquiry", zh="询价评估编号")
    rejected: bool = field(zh="否定结论", default=False)
    objection: str = key("report_objection", zh="报告异议", default="")


@event("valuation.objection_settled", "报告异议处理完毕", "Objection to a report settled")
class ReportObjectionSettled(Event):
    """The objection was dealt with."""

    inquiry: str = key("inquiry", zh="询价评估编号")
    upheld: bool = field(zh="异议成立")
    objection: str = key("report_objection", zh="报告异议", default="")


SERVE = deadline(
    "report_service", "发送询价评估报告", "Service of a report",
    begins=ReportReceived, kept_by=ReportServed, citation=SEND, period=DAYS_TO_SEND, key="inquiry", node="203001018",
)  # fmt: skip
OBJECTING = deadline(
    "report_objection", "对询价评估报告的异议期", "Days to object to a report",
    begins=ReportServed, kept_by=ReportObjected, citation=OBJECT, due="object_by", key="inquiry", node="203001019",
)  # fmt: skip
RULING = deadline(
    "report_objection_review", "审查对报告的异议", "Review of an objection to a report",
    begins=ReportObjected, kept_by=ReportObjectionSettled, citation=cpl(236), period=Period(days=15), key="report_objection",
    where={"ground": RULED_ON}, node="203001020",
)  # fmt: skip
ASKING = deadline(
    "appraiser_request", "交评估机构说明", "Request to the appraiser",
    begins=ReportObjected, kept_by=AppraiserAsked, citation=EXPLAIN, period=DAYS_TO_ASK_APPRAISER, key="report_objection",
    where={"ground": ReportGround.STANDARD},
)  # fmt: skip
EXPLAINING = deadline(
    "appraiser_explanation", "评估机构书面说明", "Explanation by the appraiser",
    begins=AppraiserAsked, kept_by=(ReportExplained, ReportReviewed), citation=EXPLAIN, period=DAYS_TO_EXPLAIN, key="report_objection",
)  # fmt: skip

# --- conditions ---


@condition(VALIDITY, en="The price is above nothing", met_by=("大于零的价格", "a price above zero"))
def reported_price_is_positive(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """报告应当载明询价、评估结果"""
    return decided.total(ReportReceived.price_fen) > 0


@condition(VALIDITY, en="A price is valid for a year at most", met_by=("有效期不超过一年", "valid for up to 1 year"))
def price_is_valid_for_a_year(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """有效期最长不得超过一年"""
    until = decided.latest(ReportReceived.valid_until)
    return (until >= today) & (until <= months_after(today, VALID_MONTHS))


@condition(SEND, en="A report was received", met_by=ReportReceived)
def report_was_received(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """收到定向询价、网络询价、委托评估报告后，发送给当事人及利害关系人"""
    return case.about("inquiry", decided).has(ReportReceived)


@condition(
    NOT_HEARD, en="An agreed or an official price is not open to objection", met_by=("询价或者评估报告", "a report")
)
def report_is_open_to_objection(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """当事人、利害关系人对议价或者定向询价提出异议的，人民法院不予受理"""
    return decided.has(ReportObjected, {"method": (PriceMethod.NETWORK, PriceMethod.APPRAISAL)})


@condition(EXPLAIN, en="Standards and method are those of an appraisal", met_by=("委托评估报告", "an appraisal"))
def standards_are_an_appraisers(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对评估报告的参照标准、计算方法或者评估结果等提出书面异议"""
    standard = decided.has(ReportObjected, {"ground": ReportGround.STANDARD})
    return ~standard | decided.has(ReportObjected, {"method": PriceMethod.APPRAISAL})


@condition(OBJECT, en="The party objects within five days of receiving the report", met_by=ReportServed)
def report_objection_is_in_time(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """可以在收到报告后五日内提出书面异议"""
    return decided.latest(ReportObjected.object_by) >= today


@condition(OBJECT, en="An objection waits", met_by=ReportObjected)
def report_objection_is_pending(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """当事人、利害关系人提出了书面异议"""
    return case.about("report_objection", decided).during(ReportObjected, ReportObjectionSettled)


@condition(EXPLAIN, en="The appraiser was asked", met_by=AppraiserAsked)
def appraiser_was_asked(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院应当在三日内交评估机构予以书面说明"""
    return case.about("report_objection", decided).during(AppraiserAsked, ReportExplained)


@condition(EXPLAIN, en="The appraiser's explanation was accepted, or its association reviewed", met_by=ReportReviewed)
def standards_were_explained_or_reviewed(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """评估机构未作说明或者异议人对说明仍有异议的，应当交由相关行业协会组织专业技术评审"""
    objection = case.about("report_objection", decided)
    is_standard = objection.has(ReportObjected, {"ground": ReportGround.STANDARD})
    return ~is_standard | objection.has(ReportExplained, {"accepted": True}) | objection.has(ReportReviewed)


MAY_RECEIVE_REPORT = every(
    "price_report", "收到询价评估报告", "Receipt of a report",
    inquiry_is_running, reported_price_is_positive, price_is_valid_for_a_year,
    guards=ReportReceived,
)  # fmt: skip
MAY_SERVE_REPORT = every(
    "report_service", "发送报告", "Service of a report", report_was_received, guards=ReportServed
)  # fmt: skip
MAY_OBJECT_TO_REPORT = every(
    "report_objection", "对报告的异议", "Objection to a report",
    report_is_open_to_objection, standards_are_an_appraisers, report_objection_is_in_time,
    guards=ReportObjected,
)  # fmt: skip
MAY_ASK_APPRAISER = every(
    "appraiser_request", "交评估机构说明", "Request to the appraiser",
    report_objection_is_pending,
    guards=AppraiserAsked,
)  # fmt: skip
MAY_EXPLAIN = every(
    "report_explanation", "评估机构说明", "Explanation", appraiser_was_asked, guards=ReportExplained
)  # fmt: skip
MAY_REVIEW_REPORT = every(
    "report_review", "专业技术评审", "Review by the association", report_objection_is_pending, guards=ReportReviewed
)  # fmt: skip
MAY_SETTLE_REPORT_OBJECTION = every(
    "report_objection_settled", "报告异议处理", "Settling an objection to a report",
    report_objection_is_pending, standards_were_explained_or_reviewed,
    guards=ReportObjectionSettled,
)  # fmt: skip

# --- decisions ---


@command("收到询价评估报告", "Receive a report")
class ReceiveReport(Command):
    """Take in the price that one institution names."""

    inquiry: str
    institution: str
    price_fen: int
    valid_until: date


@command("发送询价评估报告", "Serve a report")
class ServeReport(Command):
    """Send the report to a party, or publish it where the party cannot be reached."""

    inquiry: str
    party: str
    published: bool = False


@command("对报告提出异议", "Object to a report")
class ObjectToReport(Command):
    """Take in a party's written objection."""

    inquiry: str
    party: str
    ground: ReportGround


@command("交评估机构说明", "Ask the appraiser")
class AskAppraiser(Command):
    """Hand a party's objection to the appraiser."""

    inquiry: str
    party: str


@command("登记评估机构说明", "Record the appraiser's explanation")
class RecordExplanation(Command):
    """Say whether the party that objected accepts it."""

    inquiry: str
    party: str
    accepted: bool


@command("登记专业技术评审", "Record the association's review")
class RecordReview(Command):
    """Say whether the association, to which a party's objection went, rejects the report."""

    inquiry: str
    party: str
    rejected: bool = False


@command("处理报告异议", "Settle an objection to a report")
class SettleReportObjection(Command):
    """Say whether a party's objection on one ground was right."""

    inquiry: str
    party: str
    ground: ReportGround
    upheld: bool


def objection(inquiry: str, party: str, ground: ReportGround) -> str:
    """One party objects to one report on one ground; each objection is answered by itself."""
    return f"{inquiry}｜{party}｜{ground.code}"


@decides(ReceiveReport)
def receive_report(case: Case, ask: ReceiveReport) -> list[Event]:
    """Only what comes within the term, or its extension, counts for the mean of a network inquiry."""
    begun = sought(case, ask.inquiry)
    extended = case.last_event(ReportTermExtended, {"inquiry": ask.inquiry})
    due_on = extended.due_on if extended else begun.due_on if begun else None
    received = ReportReceived(
        on=ask.on, inquiry=ask.inquiry, asset=begun.asset if begun else "", institution=ask.institution,
        price_fen=ask.price_fen, valid_until=ask.valid_until, in_time=due_on is None or ask.on <= due_on,
    )  # fmt: skip
    return once(case, MAY_RECEIVE_REPORT, received)


@decides(ServeReport)
def serve_report(case: Case, ask: ServeReport, bench: Bench) -> list[Event]:
    """Five days from receipt; a publication counts as receipt after fifteen days (第二十一、二十二条)."""
    received_on = bench.calendar.due(ask.on, DAYS_OF_PUBLICATION).on if ask.published else ask.on
    due = bench.calendar.due(received_on, DAYS_TO_OBJECT)
    served = ReportServed(
        on=ask.on, inquiry=ask.inquiry, party=ask.party, published=ask.published, object_by=due.on, calendar=due.calendar
    )  # fmt: skip
    return once(case, MAY_SERVE_REPORT, served, undone_by=(ReportReceived,))


@decides(ObjectToReport)
def object_to_report(case: Case, ask: ObjectToReport) -> list[Event]:
    """Each party has its own five days; what waits for an answer already waits once."""
    one = objection(ask.inquiry, ask.party, ask.ground)
    if bool(Keyed(case, "report_objection", one).during(ReportObjected, ReportObjectionSettled)):
        return []
    served = case.last_event(ReportServed, {"inquiry": ask.inquiry, "party": ask.party})
    begun = sought(case, ask.inquiry)
    objected = ReportObjected(
        on=ask.on, inquiry=ask.inquiry, party=ask.party, ground=ask.ground,
        method=begun.method if begun else PriceMethod.NEGOTIATION, object_by=served.object_by if served else None,
        objection=one,
    )  # fmt: skip
    return once(case, MAY_OBJECT_TO_REPORT, objected)


@decides(AskAppraiser)
def ask_appraiser(case: Case, ask: AskAppraiser) -> list[Event]:
    """Within three days of the objection."""
    one = objection(ask.inquiry, ask.party, ReportGround.STANDARD)
    return once(case, MAY_ASK_APPRAISER, AppraiserAsked(on=ask.on, inquiry=ask.inquiry, objection=one))


@decides(RecordExplanation)
def record_explanation(case: Case, ask: RecordExplanation) -> list[Event]:
    """Within five days of the request."""
    one = objection(ask.inquiry, ask.party, ReportGround.STANDARD)
    explained = ReportExplained(on=ask.on, inquiry=ask.inquiry, accepted=ask.accepted, objection=one)
    return once(case, MAY_EXPLAIN, explained)


@decides(RecordReview)
def record_review(case: Case, ask: RecordReview) -> list[Event]:
    """Where the appraiser stays silent or the party is not content."""
    one = objection(ask.inquiry, ask.party, ReportGround.STANDARD)
    reviewed = ReportReviewed(on=ask.on, inquiry=ask.inquiry, rejected=ask.rejected, objection=one)
    return once(case, MAY_REVIEW_REPORT, reviewed)


@decides(SettleReportObjection)
def settle_report_objection(case: Case, ask: SettleReportObjection) -> list[Event]:
    """One that is upheld brings a corrected report, which is received and served anew."""
    settled = ReportObjectionSettled(
        on=ask.on, inquiry=ask.inquiry, upheld=ask.upheld, objection=objection(ask.inquiry, ask.party, ask.ground)
    )  # fmt: skip
    return once(case, MAY_SETTLE_REPORT_OBJECTION, settled)
