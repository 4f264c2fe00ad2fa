"""Lawful lives of a case, step by step, for whoever needs one that has come that far.

`path_to_termination` is everything the law asks for before a round may be ended for want of assets; the ending itself is
`terminate`. Facts and names are those of the newspaper page's second case, as masked there; the dates are made up.
"""

from datetime import date, timedelta

from casestream.kernel import Command
from casestream.kernel.calendar import months_later
from casestream.procedures.asset_search import (
    NATIONAL_SCOPES,
    AssetClass,
    ClueResult,
    ReceiveClue,
    RecordAsset,
    RecordScopeReturn,
    Scope,
    SearchMeans,
    SearchOffline,
    StartNetworkQuery,
    Unenforceable,
    VerifyClue,
)
from casestream.procedures.control import RuleUnenforceable
from casestream.procedures.credit import DefaulterGround, ListAsDefaulter, RestrictConsumption
from casestream.procedures.filing import ApplyForEnforcement, AssignHandler, FileCase, Party, PartyKind
from casestream.procedures.notice import CheckPropertyReport, IssueNotice, ReceivePropertyReport, ReportOutcome
from casestream.procedures.termination import ConfirmTermination, HoldInterview, TerminateRound
from casestream.testing import PANEL
from casestream.testing.scenario import Step, approved

BASIS = "（2023）内0624民初1600号"
AWARD = "（2023）模拟仲裁字第8号"
APPLICANT, DEBTOR = "邬某某", "吴某"
FILED = date(2024, 1, 8)
CLAIMED_FEN = 4_000_000
LOCAL_SCOPES = (Scope.HOUSING_FUND, Scope.WEALTH_PRODUCTS, Scope.DIVIDENDS)


def path_to_filing(
    *, basis: str = BASIS, number: str = "", filed: date = FILED, claimed_fen: int = CLAIMED_FEN,
    debtor: str = DEBTOR, applicant: str = APPLICANT, kind: PartyKind = PartyKind.NATURAL,
) -> list[Step]:  # fmt: skip
    """A case filed and given to an officer."""
    return [
        ApplyForEnforcement(
            case=basis, on=filed, cause="借款合同纠纷", court="内0624", claimed_fen=claimed_fen,
            effective_on=filed - timedelta(days=60), performance_due=filed - timedelta(days=30),
            applicants=(Party(name=applicant),), debtors=(Party(name=debtor, kind=kind),),
        ),
        FileCase(case=basis, on=filed, number=number or f"（{filed.year}）内0624执88号"),
        AssignHandler(case=basis, on=filed, handler="judge-1"),
    ]  # fmt: skip


def _search(basis: str, debtor: str, filed: date, kind: PartyKind) -> list[Step]:
    """The search for assets: by network, on the ground, by a clue; a small deposit is all that comes of it."""
    local = tuple(scope for scope in LOCAL_SCOPES if kind is PartyKind.NATURAL or scope is not Scope.HOUSING_FUND)
    scopes = (*NATIONAL_SCOPES, *local)
    asked, answered = filed + timedelta(days=60), filed + timedelta(days=62)
    return [
        ReceiveClue(case=basis, on=filed + timedelta(days=30), clue="线索一"),
        VerifyClue(case=basis, on=filed + timedelta(days=34), clue="线索一", result=ClueResult.NOTHING),
        StartNetworkQuery(case=basis, on=asked, debtor=debtor, scopes=scopes),
        *(RecordScopeReturn(case=basis, on=answered, debtor=debtor, scope=scope, found_fen=0) for scope in scopes),
        SearchOffline(case=basis, on=filed + timedelta(days=64), debtor=debtor, means=SearchMeans.INVESTIGATION),
        RecordAsset(
            case=basis, on=answered, asset="存款一", debtor=debtor, asset_class=AssetClass.DEPOSIT, value_fen=300_00
        ),
        RuleUnenforceable(
            case=basis, on=filed + timedelta(days=65), asset="存款一", reason=Unenforceable.SMALL_DEPOSIT
        ),
    ]  # fmt: skip


def path_to_termination(
    *, basis: str = BASIS, number: str = "", filed: date = FILED, claimed_fen: int = CLAIMED_FEN,
    debtor: str = DEBTOR, applicant: str = APPLICANT, kind: PartyKind = PartyKind.NATURAL, signed: bool = False,
) -> list[Step]:  # fmt: skip
    """Everything before the ending of a round for want of assets; endorsed by panel and president, or `signed`."""
    day = timedelta(days=1)
    perform_by = filed + 15 * day
    head = "" if kind is PartyKind.NATURAL else "杨某某"
    restriction = RestrictConsumption(case=basis, on=filed + 20 * day, debtor=debtor, legal_representative=head)
    entry = ListAsDefaulter(case=basis, on=filed + 21 * day, debtor=debtor, ground=DefaulterGround.UNWILLING)
    ending = TerminateRound(case=basis, on=filed + 80 * day)
    signature = ConfirmTermination(case=basis, on=filed + 80 * day, applicant=applicant)
    return [
        *path_to_filing(
            basis=basis, number=number, filed=filed, claimed_fen=claimed_fen, debtor=debtor, applicant=applicant,
            kind=kind,
        ),
        IssueNotice(case=basis, on=filed + 2 * day, debtor=debtor, perform_by=perform_by),
        ReceivePropertyReport(case=basis, on=filed + 10 * day, debtor=debtor),
        CheckPropertyReport(case=basis, on=filed + 20 * day, debtor=debtor, outcome=ReportOutcome.TRUE),
        approved(restriction), restriction, approved(entry), entry,
        *_search(basis, debtor, filed, kind),
        HoldInterview(case=basis, on=filed + 70 * day, applicant=applicant, opinion="同意终本，保留权利"),
        *([signature] if signed else endorsed(ending)),
    ]  # fmt: skip


def endorsed(ending: Command) -> list[Step]:
    """Panel and president agree to this ending, as the case stands."""
    return [approved(ending, PANEL), approved(ending)]


def first_day_of_ending(filed: date = FILED) -> date:
    """The first day on which more than three months have passed."""
    return months_later(filed, 3) + timedelta(days=1)


def terminate(*, basis: str = BASIS, filed: date = FILED, on: date | None = None) -> Command:
    """The ending itself, on the first day on which the law allows it."""
    return TerminateRound(case=basis, on=on or first_day_of_ending(filed))
