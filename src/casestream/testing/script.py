"""Scripts: what a court does in a case, as commands in the order of days. The simulator and the demo play them.

Each method adds the commands of one stretch of a case's life, every one of them needed for the next to be lawful.
"""

from datetime import date, timedelta
from typing import Any, Self

from casestream.kernel import Actor, Calendar, Command, Period
from casestream.kernel.number import CaseNumber
from casestream.procedures.approval import approval_of
from casestream.procedures.asset_search import (
    FURTHER_SCOPES,
    NATIONAL_SCOPES,
    RecordQueryAnswers,
    RecordWhereaboutsUnknown,
    Scope,
    ScopeAnswer,
    SearchMeans,
    SearchOffline,
    StartNetworkQuery,
)
from casestream.procedures.closing import CloseSatisfied, TerminateEnforcement, TerminationGround
from casestream.procedures.coercion import CompelAppearance, RecordAppearance, SeekDebtor, SoughtBy, Summon
from casestream.procedures.credit import FindNotListable, NotListableReason, RestrictConsumption
from casestream.procedures.filing import ApplyForEnforcement, AssignHandler, FileCase, Party, PartyKind
from casestream.procedures.notice import CheckPropertyReport, IssueNotice, ReceivePropertyReport, ReportOutcome
from casestream.procedures.proceeds import CheckPayee, ReceiveProceeds, ReleaseProceeds, Source
from casestream.procedures.resumption import ResumeEnforcement, ResumptionGround
from casestream.procedures.termination import HoldInterview, RecordPostTerminationQuery, TerminateRound

Step = tuple[Command, Actor]
CALENDAR = Calendar()
TEN_DAYS = Period(days=10)


class Script:
    """The steps of one case; `day` moves forward over working days only.

    `case` is the enforcement basis, `court` the court in charge, `debtors` and `applicants` the parties; `perform_by` is
    the last day that the latest notice gives.
    """

    def __init__(
        self, case: str, number: str, day: date, *, applicants: tuple[Party, ...], debtors: tuple[Party, ...]
    ) -> None:
        self.case, self.number, self.day = case, number, CALENDAR.roll(day)
        self.applicants, self.debtors = applicants, debtors
        self.court = CaseNumber.parse(number).court
        self.steps: list[Step] = []
        self.asides: list[Script] = []
        self._vouchers = 0
        self.perform_by = day

    @property
    def applied(self) -> ApplyForEnforcement:
        """The application with which the case begins."""
        return next(step for step, _ in self.steps if isinstance(step, ApplyForEnforcement))

    @property
    def superior(self) -> str:
        """The court above the one in charge, by its code."""
        return self.court[:-2] if self.court[-4:].isdigit() else "最高法"

    def numbered(self, kind: str, turn: int, court: str = "", *, on: date | None = None) -> str:
        """A number given today or on a day that no other case uses: it spells the court, the year and the number of this one."""
        of = CaseNumber.parse(self.number)
        digits = "".join(filter(str.isdigit, self.court))[-2:]
        seq = int(f"{digits}{of.year % 10}{of.seq % 100_000:05}{turn}")
        return f"（{(on or self.day).year}）{court or self.court}{kind}{seq}号"

    def by(self, post: str) -> Actor:
        """Whoever holds a post in the court in charge."""
        return Actor(f"{self.court}-{post}", self.court, post)

    def do(self, command: type[Command], post: str = "handler", /, **fields: Any) -> Self:
        """One command, today."""
        self.steps.append((command(case=self.case, on=self.day, **fields), self.by(post)))
        return self

    def approved(self, command: type[Command], *posts: str, **fields: Any) -> Self:
        """One command today, and before it its approval by each of these posts (the president, where none is named)."""
        approval = approval_of(command(case=self.case, on=self.day, **fields))
        self.steps += [(approval, self.by(post)) for post in posts or ("president",)]
        return self.do(command, **fields)

    def aside(self, other: "Script") -> "Script":
        """A script of another stream (an objection, a petition) that is played along with this one."""
        self.asides.append(other)
        return other

    def after(self, days: int) -> Self:
        """So many days later, or on the first working day then."""
        self.day = CALENDAR.roll(self.day + timedelta(days=days))
        return self

    def until(self, day: date) -> Self:
        """Not before this day."""
        self.day = CALENDAR.roll(max(self.day, day))
        return self

    def filed(self, cause: str, claimed_fen: int, overdue_days: int = 40) -> Self:
        """Applied for, filed two days later, given to a handler the day after."""
        due = self.day - timedelta(days=overdue_days)
        self.do(
            ApplyForEnforcement, "clerk", cause=cause, court=self.court, claimed_fen=claimed_fen, effective_on=due,
            performance_due=due, applicants=self.applicants, debtors=self.debtors,
        )  # fmt: skip
        self.after(2).do(FileCase, "clerk", number=self.number)
        return self.after(1).do(AssignHandler, "chief", handler=f"{self.court}-handler")

    def notified(self, *debtors: Party) -> Self:
        """Each debtor, or each of these, gets the notice and the order to report, with ten days for both."""
        self.perform_by = CALENDAR.due(self.day, TEN_DAYS).on
        for debtor in debtors or self.debtors:
            self.do(IssueNotice, debtor=debtor.name, perform_by=self.perform_by)
        return self

    def queried(self, scopes: tuple[Scope, ...] = NATIONAL_SCOPES) -> Self:
        """The national network is asked about each debtor and answers two days later: nothing."""
        for debtor in self.debtors:
            self.do(StartNetworkQuery, debtor=debtor.name, scopes=scopes)
        self.after(2)
        for debtor in self.debtors:
            answers = tuple(ScopeAnswer(scope=scope) for scope in scopes)
            self.do(RecordQueryAnswers, "system", debtor=debtor.name, answers=answers)
        return self

    def reported(self) -> Self:
        """Each debtor reports the property there is, and the report is checked."""
        for debtor in self.debtors:
            self.do(ReceivePropertyReport, "clerk", debtor=debtor.name)
            self.do(CheckPropertyReport, debtor=debtor.name, outcome=ReportOutcome.TRUE)
        return self

    def restricted(self) -> Self:
        """After the days to perform: a restriction on consumption, signed by the president; nobody is listable."""
        self.until(self.perform_by + timedelta(days=1))
        for debtor in self.debtors:
            representative = "" if debtor.kind is PartyKind.NATURAL else "模拟法定代表人"
            self.approved(RestrictConsumption, debtor=debtor.name, legal_representative=representative)
            self.do(FindNotListable, debtor=debtor.name, reason=NotListableReason.NO_ABILITY)
        return self

    def searched(self, *, missing: bool = False) -> Self:
        """The remaining scopes, then a search on the ground; `missing` debtors were looked for and not found."""
        for debtor in self.debtors:
            scopes = [scope for scope in FURTHER_SCOPES if scope not in NATIONAL_SCOPES]
            if debtor.kind is not PartyKind.NATURAL:
                scopes.remove(Scope.HOUSING_FUND)
            answers = tuple(ScopeAnswer(scope=scope) for scope in scopes)
            self.do(RecordQueryAnswers, debtor=debtor.name, answers=answers, point_to_point=True)
            if missing:
                self.do(RecordWhereaboutsUnknown, debtor=debtor.name)
                self.do(SeekDebtor, debtor=debtor.name, means=SoughtBy.HOME)
            self.do(SearchOffline, debtor=debtor.name, means=SearchMeans.INVESTIGATION)
        return self

    def interviewed(self, opinion: str = "无异议") -> Self:
        """Each applicant hears what was done and found, and says something to it."""
        for applicant in self.applicants:
            self.do(HoldInterview, applicant=applicant.name, opinion=opinion)
        return self

    def parked(self) -> Self:
        """终本: the panel reviews, the president approves, the ruling is served the same day."""
        return self.approved(TerminateRound, "panel", "president")

    def requeried(self, *, found: bool) -> Self:
        """A half-yearly query after 终本, told to the applicant."""
        return self.do(RecordPostTerminationQuery, "system", found=found, told=True)

    def resumed(self, number: str) -> Self:
        """The case goes on under a new number, because property was found."""
        self.number = number
        self.do(ResumeEnforcement, number=number, ground=ResumptionGround.PROPERTY_FOUND, ex_officio=True)
        return self.after(1).do(AssignHandler, "chief", handler=f"{self.court}-handler")

    def paid(self, amount_fen: int, source: Source = Source.PERFORMANCE) -> Self:
        """Money comes in; a week later the payee is checked and paid."""
        self._vouchers += 1
        mark = f"{self.number}-{self._vouchers}"
        self.do(ReceiveProceeds, "clerk", amount_fen=amount_fen, source=source, receipt=mark)
        payee = self.applicants[0].name
        self.after(7).do(CheckPayee, "clerk", payee=payee, open_debts_fen=0)
        return self.do(ReleaseProceeds, amount_fen=amount_fen, payee=payee, voucher=mark)

    def satisfied(self) -> Self:
        """执行完毕, with the notice of closing sent."""
        return self.do(CloseSatisfied, noticed=True)

    def withdrawn(self) -> Self:
        """终结执行 because the applicant withdrew."""
        ground = TerminationGround.WITHDRAWN
        return self.approved(TerminateEnforcement, "panel", "president", ground=ground, served_on=self.day)

    def summoned_in_vain(self, debtor: str, **who: Any) -> Self:
        """Summoned by writ for three days later, and not come; `who` says who answers for an entity."""
        self.do(Summon, debtor=debtor, appear_on=self.day + timedelta(days=3), **who)
        return self.after(4).do(RecordAppearance, debtor=debtor, came=False)

    def brought_in(self, debtor: str, hours: int = 4, **who: Any) -> Self:
        """拘传, approved by the president."""
        return self.approved(CompelAppearance, debtor=debtor, hours=hours, **who)
