"""提出异议 — somebody objects to an act of enforcement, or claims its object; security halts the disposal or lets it go on.

An objection does not stay enforcement. A third party's claim does keep its object from being disposed of, once it is filed.
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
    decides,
    event,
    every,
    field,
    key,
)
from casestream.procedures.asset_search import AssetFound
from casestream.procedures.contested import (
    Contest,
    ContestSettled,
    ContinuedOnSecurity,
    ObjectContested,
    is_contested,
    is_sued_over,
)
from casestream.procedures.control import AssetDisposed, SetOffRuled
from casestream.procedures.cross_enforcement import is_superior
from casestream.procedures.instruments import OBJECTION_TO_ENDING, OBJECTIONS, cpl, ji, objection
from casestream.procedures.remedies.kinds import ReviewKind
from casestream.procedures.rounds import RoundClosed, RoundOpened, is_open, is_parked

# --- law ---

WHEN_TO_OBJECT = OBJECTIONS.article("第六条")
WHICH_COURT = OBJECTIONS.article("第四条")  # decided by `reviewing_court`
NOT_STAYED = objection(9)
SIXTY_DAYS = Period(days=60)  # 法释〔2016〕3号

# --- events ---


class Role(Label):
    """What the objector is to the case."""

    APPLICANT = "applicant", "申请执行人", "applicant"
    DEBTOR = "debtor", "被执行人", "debtor"
    INTERESTED = "interested", "利害关系人", "interested party"
    THIRD_PARTY = "third_party", "案外人", "third party"


class Subject(Label):
    """What is objected to."""

    ACT = "act", "执行行为", "an act of enforcement"
    OBJECT = "object", "执行标的", "the object of enforcement"
    ENDING = "ending", "终结执行行为", "the ending of the enforcement"
    REFUSAL = "refusal", "不予执行仲裁裁决的裁定", "a ruling that refuses an award"


@event("remedies.objection_raised", "提出执行异议", "Objection raised")
class ObjectionRaised(Event):
    """Somebody objects; `court` reviews it as `review`. `act_of` is the court whose act it was.

    `raise_by` is the last of sixty days after the ending, where the ending is objected to.
    """

    review: str = key("review", zh="审查案件")
    kind: ReviewKind
    role: Role
    objector: str = field(zh="异议人")
    subject: Subject = field(zh="异议对象")
    matter: str
    court: str
    act_of: str = field(zh="作出行为的法院")
    asset: str = key("asset", default="")
    raise_by: date | None = field(zh="异议期限", default=None)


# --- conditions ---


def _of(decided: Asked, kind: ReviewKind) -> Truth:
    return decided.has(ObjectionRaised, {"kind": kind})


@condition(cpl(236), en="The case is one that was filed", met_by=RoundOpened)
def there_is_an_enforcement(case: Asked, today: AnyDay) -> Truth:
    """当事人、利害关系人认为执行行为违反法律规定的，可以向负责执行的人民法院提出书面异议"""
    return case.has(RoundOpened)


@condition(
    WHEN_TO_OBJECT,
    en="An objection to an act comes before the procedure has ended",
    met_by=("执行程序终结之前提出", "an objection while the procedure goes on"),
)
def procedure_has_not_ended(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """当事人、利害关系人提出执行行为异议的，应当在执行程序终结之前提出，但对终结执行措施提出异议的除外"""
    return ~_of(decided, ReviewKind.CONDUCT) | is_open(case) | is_parked(case)


def ending_is_objected_to_in_time(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """对终结执行行为提出异议的，应当自收到终结执行法律文书之日起六十日内提出"""
    at_ending = decided.has(ObjectionRaised, {"subject": Subject.ENDING})
    return at_ending & (decided.latest(ObjectionRaised.raise_by) >= today)


@condition(
    WHEN_TO_OBJECT,
    en="A third party claims an object before its enforcement has ended",
    met_by=("异议指向的执行标的执行终结之前提出", "an object that was found and is not disposed of"),
)
def claimed_object_is_still_there(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """案外人提出异议的，应当在异议指向的执行标的执行终结之前提出"""
    return ~_of(decided, ReviewKind.THIRD_PARTY) | case.about("asset", decided).during(AssetFound, AssetDisposed)


def applicant_took_the_object(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行标的由当事人受让的，应当在执行程序终结之前提出"""
    return case.about("asset", decided).has(SetOffRuled) & (is_open(case) | is_parked(case))


@condition(
    cpl(238),
    en="A third party claims objects; parties and others concerned object to acts",
    met_by=("案外人对执行标的提出，当事人、利害关系人对执行行为提出", "the path that fits the objector"),
)
def path_fits_the_objector(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """案外人对执行标的提出书面异议；当事人、利害关系人对执行行为提出书面异议"""
    claims = decided.has(
        ObjectionRaised, {"kind": ReviewKind.THIRD_PARTY, "role": Role.THIRD_PARTY, "subject": Subject.OBJECT}
    )
    concerned = (Role.APPLICANT, Role.DEBTOR, Role.INTERESTED)
    acts = (Subject.ACT, Subject.ENDING, Subject.REFUSAL)
    return claims | decided.has(ObjectionRaised, {"kind": ReviewKind.CONDUCT, "role": concerned, "subject": acts})


@condition(
    ji(476),
    en="No objection lies against a ruling that refuses to enforce an award",
    met_by=("就该民事纠纷重新达成仲裁协议或者起诉", "arbitration anew, or a suit"),
)
def refusal_of_an_award_is_final(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """人民法院裁定不予执行仲裁裁决后，当事人对该裁定提出执行异议或者复议的，人民法院不予受理"""
    return ~decided.has(ObjectionRaised, {"subject": Subject.REFUSAL})


def _not_for_security(decided: Asked) -> Truth:
    return ~decided.has(ObjectContested, {"why": Contest.SECURITY})


@condition(NOT_STAYED, en="The security is given in an objection that was raised", met_by=ObjectionRaised)
def objection_was_raised(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """执行异议审查和复议期间，被执行人、利害关系人提供充分、有效的担保请求停止相应处分措施的，人民法院可以准许"""
    raised = case.about("review", decided).has(ObjectionRaised, {"kind": ReviewKind.CONDUCT})
    return _not_for_security(decided) | raised


@condition(NOT_STAYED, en="The thing is one of the case", met_by=AssetFound)
def halted_thing_is_of_the_case(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """请求停止处分的财产为本案执行财产"""
    return _not_for_security(decided) | case.about("asset", decided).during(AssetFound, AssetDisposed)


@condition(NOT_STAYED, en="The disposal of the thing is halted", met_by=ObjectContested)
def disposal_is_halted(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """申请执行人提供充分、有效的担保请求继续执行的，应当继续执行"""
    asset = case.about("asset", decided)
    return is_contested(asset) | is_sued_over(asset)


MAY_OBJECT = every(
    "objection", "提出执行异议", "Raising an objection",
    there_is_an_enforcement,
    procedure_has_not_ended.unless(
        ending_is_objected_to_in_time, OBJECTION_TO_ENDING.article("唯一条", mark="K-high"),
        en="The ending itself is objected to within sixty days",
    ),
    claimed_object_is_still_there.unless(
        applicant_took_the_object, WHEN_TO_OBJECT, en="A party took the object, and the procedure has not ended"
    ),
    path_fits_the_objector, refusal_of_an_award_is_final,
    guards=ObjectionRaised,
)  # fmt: skip
MAY_HALT = every(
    "halt_on_security", "提供担保停止处分", "Halting a disposal on security",
    objection_was_raised, halted_thing_is_of_the_case,
    guards=ObjectContested,
)  # fmt: skip
MAY_CONTINUE = every(
    "continue_on_security", "提供担保继续执行", "Going on upon the applicant's security", disposal_is_halted,
    guards=ContinuedOnSecurity,
)  # fmt: skip

# --- decisions ---


@command("提出执行异议", "Raise an objection")
class RaiseObjection(Command):
    """Object; `review` is the id that the review gets. `act_of` is the court whose act it was, if not the one in charge."""

    review: str
    role: Role
    objector: str
    subject: Subject
    matter: str
    asset: str = ""
    act_of: str = ""


@command("提供担保停止处分", "Halt a disposal on security")
class HaltOnSecurity(Command):
    """The objector gave full security, and the court lets the thing alone until `review` has ended.

    `review` is that of the objection, also while it is reconsidered.
    """

    asset: str
    review: str


@command("提供担保继续执行", "Go on upon the applicant's security")
class ContinueOnSecurity(Command):
    """The applicant gave full security for going on with the disposal."""

    asset: str
    review: str


def reviewing_court(in_charge: str, act_of: str, bench: Bench) -> str:
    """The court in charge now; but where it stands below the court whose act it was, that court (异议复议规定第四条)."""
    return act_of if act_of != in_charge and is_superior(act_of, in_charge, bench) else in_charge


@decides(RaiseObjection)
def raise_objection(case: Case, ask: RaiseObjection, bench: Bench) -> list[Event]:
    """The path follows from what is objected to: the object (第二百三十八条) or an act (第二百三十六条)."""
    if case.all(ObjectionRaised, {"review": ask.review}):
        return []
    act_of, closed = ask.act_of or case.court, case.last_event(RoundClosed)
    at_ending = ask.subject is Subject.ENDING and closed is not None
    raised = ObjectionRaised(
        on=ask.on, review=ask.review,
        kind=ReviewKind.THIRD_PARTY if ask.subject is Subject.OBJECT else ReviewKind.CONDUCT, role=ask.role,
        objector=ask.objector, subject=ask.subject, matter=ask.matter, court=reviewing_court(case.court, act_of, bench),
        act_of=act_of, asset=ask.asset,
        raise_by=bench.calendar.due(closed.on, SIXTY_DAYS).on if at_ending and closed else None,
    )  # fmt: skip
    MAY_OBJECT.require(case, ask.on, raised)
    return [raised]


@decides(HaltOnSecurity)
def halt_on_security(case: Case, ask: HaltOnSecurity) -> list[Event]:
    """Halted once for each review, and anew once that has ended and is reconsidered."""
    halted = ObjectContested(on=ask.on, asset=ask.asset, review=ask.review, why=Contest.SECURITY)
    about = {"asset": ask.asset, "review": ask.review}
    if len(case.all(ObjectContested, about)) > len(case.all(ContestSettled, about)):
        return []
    MAY_HALT.require(case, ask.on, halted)
    return [halted]


@decides(ContinueOnSecurity)
def continue_on_security(case: Case, ask: ContinueOnSecurity) -> list[Event]:
    """Said once for each objection."""
    continued = ContinuedOnSecurity(on=ask.on, asset=ask.asset, review=ask.review)
    if case.all(ContinuedOnSecurity, {"asset": ask.asset, "review": ask.review}):
        return []
    MAY_CONTINUE.require(case, ask.on, continued)
    return [continued]
