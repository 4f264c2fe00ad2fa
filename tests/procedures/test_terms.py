"""Every deadline's length, as the table of the law has it: nothing gets longer or shorter by accident."""

import pytest

from casestream.kernel import Period
from casestream.kernel.deadline import DEADLINES

TABLE = {
    "filing_review": Period(days=7),
    "assignment": Period(days=7),
    "notice": Period(days=10),
    "handler_notice": Period(days=3),
    "property_report": "report_by",
    "clue_check": "verify_by",
    "offline_search": Period(months=1),
    "offline_search_done": Period(days=30),
    "query_objection_answer": "answer_by",
    "network_query_start": Period(days=5),
    "assistance": "due_by",
    "self_realisation": "until",
    "excess_lifting": Period(days=7),
    "deposit_freeze": Period(days=2),
    "seal_term": Period(working_days=10),
    "seizure_term": Period(working_days=10),
    "freeze_term": Period(working_days=10),
    "seal_expiry": "expires_on",
    "reference_price_start": Period(days=30),
    "price_report": "due_on",
    "extended_price_report": "due_on",
    "report_service": Period(days=3),
    "report_objection": "object_by",
    "report_objection_review": Period(days=15),
    "appraiser_request": Period(days=3),
    "appraiser_explanation": Period(days=5),
    "third_auction": Period(days=60),
    "offline_sale": Period(days=7),
    "sale_start": Period(days=10),
    "second_auction": Period(days=30),
    "sale_after_auctions": Period(days=15),
    "deposit_return": Period(days=1),
    "hall_deposit_return": Period(days=3),
    "auction_payment": "pay_by",
    "transfer_letter": "letter_by",
    "release": "release_by",
    "payment_processing": "release_by",
    "unclaimed_money": "claim_by",
    "sale_ruling": Period(days=10),
    "asset_hand_over": Period(days=15),
    "set_off_hand_over": Period(days=15),
    "defaulter_correction_answer": "answer_by",
    "defaulter_correction": "correct_by",
    "defaulter_deletion": Period(working_days=3),
    "time_limit": Period(months=6),
    "extended_limit": "until",
    "bankruptcy_materials": "serve_by",
    "bankruptcy_ruling": "decide_by",
    "bankruptcy_property": "hand_over_by",
    "detention": "until",
    "police_filing": "decide_by",
    "police_tell": Period(days=7),
    "police_reasons": Period(days=7),
    "ordered_filing": Period(days=15),
    "supervised_enforcement": "perform_by",
    "plan_objection": "object_by",
    "plan_opposition": "oppose_by",
    "plan_suit": "sue_by",
    "party_change": "rule_by",
    "party_change_extended": "until",
    "petition_registration": "register_by",
    "petition_finish": "finish_by",
    "petition_screening": "screen_by",
    "preservation_decision": "decide_by",
    "suit_after_preservation": "sue_by",
    "reconsideration_file": "send_by",
    "review_filing": "file_by",
    "objection_ruling": "decide_by",
    "reconsideration_ruling": "decide_by",
    "reconsideration_ruling_extended": "until",
    "lift_after_claim": "release_by",
    "supervision_correction": "do_by",
    "first_post_query": "next_query_by",
    "next_post_query": "next_due_on",
    "search_decision": "decide_by",
    "detention_review": "decide_by",
    "fine_review": "decide_by",
    "exit_ban_review": "decide_by",
    "listing_review": "decide_by",
    "third_party_performance": "perform_by",
}
"""A period after the event that begins the term; or the field of that event in which its last day was written down."""


@pytest.mark.parametrize("name", DEADLINES)
def test_a_term_is_as_long_as_the_law_says(name: str) -> None:
    given = DEADLINES[name]
    assert (given.period or given.due) == TABLE[name]


def test_the_table_names_nothing_else() -> None:
    assert TABLE.keys() == DEADLINES.keys()
    assert all(isinstance(length, Period | str) for length in TABLE.values())
