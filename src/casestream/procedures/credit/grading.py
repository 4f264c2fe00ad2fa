"""失信分级 — how grave a debtor's dishonesty is, since 2025: mild, general, serious.

That there are three grades is public; by what marks a court tells them apart, and which of them lead to the list, is not.
So both are settings of the court.
"""

from casestream.kernel import (
    AnyDay,
    Asked,
    Bench,
    Case,
    Command,
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
    setting,
)
from casestream.kernel.errors import BadRequest
from casestream.procedures.instruments import GRADING
from casestream.procedures.notice import debtor_is_a_party

# --- law ---

THREE_GRADES = GRADING.article("轻微、一般、严重三级")
GRADED_BY = setting(
    "dishonesty_graded_by",
    "失信等级的划分依据",
    "the document by whose marks this court tells the grades of dishonesty apart",
    example="本院失信被执行人分级惩戒办法",
)
LISTED_GRADES = setting(
    "dishonesty_grades_listed",
    "应当纳入失信名单的失信等级",
    "the grades of dishonesty that lead to the defaulter list",
    example=("general", "serious"),
    choices=("mild", "general", "serious"),
)

# --- events ---


class Grade(Label):
    """How grave it is."""

    MILD = "mild", "轻微失信", "mild"
    GENERAL = "general", "一般失信", "general"
    SERIOUS = "serious", "严重失信", "serious"


@event("credit.graded", "失信分级", "Dishonesty graded")
class DishonestyGraded(Event):
    """A debtor's dishonesty was given a grade by the marks of `graded_by`; `listed` when this court lists that grade."""

    debtor: str = key("debtor")
    grade: Grade = field(zh="失信等级")
    graded_by: str = field(zh="划分依据")
    listed: bool = field(zh="应予纳入名单")


# --- conditions ---


@condition(
    THREE_GRADES,
    en="A grade rests on a document that has the marks",
    met_by=("写明划分依据", "the document with the marks"),
)
def grade_rests_on_a_document(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """区分轻微、一般、严重失信，须有明确的划分依据"""
    return ~decided.has(DishonestyGraded, {"graded_by": ""})


MAY_GRADE = every(
    "dishonesty_grade", "失信分级", "Grade of dishonesty",
    debtor_is_a_party, grade_rests_on_a_document,
    guards=DishonestyGraded,
)  # fmt: skip

# --- decisions ---


@command("失信分级", "Grade a dishonesty")
class GradeDishonesty(Command):
    """Give a debtor's dishonesty a grade; a later one takes its place."""

    debtor: str
    grade: Grade


@decides(GradeDishonesty)
def grade_dishonesty(case: Case, ask: GradeDishonesty, bench: Bench) -> list[Event]:
    """By the marks that this court has set, which are nowhere public (失信分级惩戒, 2025).

    Raises:
        BadRequest: the day is before 2025.
    """
    if not THREE_GRADES.in_force(ask.on):
        raise BadRequest(
            f"{ask.on} 尚无失信分级", f"dishonesty was not graded on {ask.on}",
            f"自 {THREE_GRADES.since} 起分级", f"it is graded from {THREE_GRADES.since}",
        )  # fmt: skip
    listed: tuple[str, ...] = bench.setting(LISTED_GRADES)
    graded = DishonestyGraded(
        on=ask.on, debtor=ask.debtor, grade=ask.grade, graded_by=bench.setting(GRADED_BY),
        listed=ask.grade.code in listed,
    )  # fmt: skip
    last = case.last_event(DishonestyGraded, {"debtor": ask.debtor})
    if last and (last.grade, last.graded_by, last.listed) == (graded.grade, graded.graded_by, graded.listed):
        return []
    MAY_GRADE.require(case, ask.on, graded)
    return [graded]
