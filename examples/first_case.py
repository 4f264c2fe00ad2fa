"""One case from application to closing, and one step too many: run it with  python examples/first_case.py"""

from datetime import date

import casestream
from casestream import Actor, Refused
from casestream.procedures.approval import approval_of
from casestream.procedures.asset_search import StartNetworkQuery
from casestream.procedures.closing import CloseSatisfied
from casestream.procedures.coercion import CompelAppearance
from casestream.procedures.filing import ApplyForEnforcement, AssignHandler, FileCase, Party
from casestream.procedures.notice import IssueNotice
from casestream.procedures.proceeds import CheckPayee, ReceiveProceeds, ReleaseProceeds, Source

BASIS, NUMBER = "（2025）内0624民初1号", "（2025）内0624执1号"
CLERK, JUDGE = Actor("clerk-1", "内0624", "clerk"), Actor("judge-1", "内0624", "handler")
PRESIDENT = Actor("president-1", "内0624", "president")
CREDITOR, DEBTOR = "邬某某", "吴某"
AMOUNT_FEN = 4_000_000


def main() -> None:
    """Play the case and print what happened."""
    with casestream.open(":memory:") as docket:
        docket.handle(
            ApplyForEnforcement(
                case=BASIS, on=date(2025, 3, 3), cause="借款合同纠纷", court="内0624", claimed_fen=AMOUNT_FEN,
                effective_on=date(2025, 1, 6), performance_due=date(2025, 2, 6),
                applicants=(Party(name=CREDITOR),), debtors=(Party(name=DEBTOR),),
            ),
            CLERK,
        )  # fmt: skip
        docket.handle(FileCase(case=BASIS, on=date(2025, 3, 4), number=NUMBER), CLERK)
        docket.handle(AssignHandler(case=NUMBER, on=date(2025, 3, 4), handler="judge-1"), CLERK)
        docket.handle(IssueNotice(case=NUMBER, on=date(2025, 3, 5), debtor=DEBTOR, perform_by=date(2025, 3, 17)), JUDGE)
        docket.handle(StartNetworkQuery(case=NUMBER, on=date(2025, 3, 5), debtor=DEBTOR), JUDGE)

        bring_in = CompelAppearance(case=NUMBER, on=date(2025, 3, 20), debtor=DEBTOR, hours=4)
        docket.handle(approval_of(bring_in), PRESIDENT)
        try:  # The president agrees, but the debtor was never summoned: 拘传 is not lawful yet.
            docket.handle(bring_in, JUDGE)
        except Refused as refused:
            print(refused.message("zh"), end="\n\n")

        docket.handle(
            ReceiveProceeds(
                case=NUMBER, on=date(2025, 4, 1), amount_fen=AMOUNT_FEN, source=Source.PERFORMANCE, receipt="1"
            ),
            CLERK,
        )
        docket.handle(CheckPayee(case=NUMBER, on=date(2025, 4, 3), payee=CREDITOR, open_debts_fen=0), CLERK)
        docket.handle(
            ReleaseProceeds(case=NUMBER, on=date(2025, 4, 3), amount_fen=AMOUNT_FEN, payee=CREDITOR, voucher="1"), JUDGE
        )
        docket.handle(CloseSatisfied(case=NUMBER, on=date(2025, 4, 7), noticed=True), JUDGE)

        for record in docket.history(NUMBER):
            print(record.position, record.on, record.round or record.stream, record.type)


if __name__ == "__main__":
    main()
