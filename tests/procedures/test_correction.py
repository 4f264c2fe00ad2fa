"""Records are restated by later records; nothing is edited."""

from datetime import date, timedelta

import pytest

from casestream.kernel import Actor
from casestream.kernel.event import Annulled, Corrected
from casestream.kernel.rule import only
from casestream.procedures.correction import (
    MAY_RESTATE,
    AnnulRecord,
    CorrectRecord,
    Restatement,
    RestatementReviewed,
    Target,
    standing,
)
from casestream.procedures.filing import HandlerAssigned
from casestream.procedures.hotline import CallReceived, Dispatched, DispatchReported
from casestream.procedures.posts import Post
from casestream.testing import CLERK, JUDGE, PANEL, PRESIDENT, evolve, given
from casestream.testing.scenario import CHIEF

DAY = date(2025, 8, 1)
CALL = CallReceived(on=date(2025, 7, 20), court="内0624", number="接警-1", tip="线索")
WENT = Dispatched(on=CALL.on, officers=20)
REPORTED = DispatchReported(on=CALL.on, compelled=1, detained=0, closed=0, collected_fen=0)
RIGHT = evolve(WENT, officers=2)
CORRECT = CorrectRecord(case="接警-1", on=DAY, of=2, event=RIGHT, reason="误记人数")
ANNUL = AnnulRecord(case="接警-1", on=DAY, of=3, reason="误记入本次来电")


@pytest.mark.parametrize("actor", [CHIEF, PRESIDENT])
def test_corrects_a_record_and_says_who_allowed_it(actor: Actor) -> None:
    outcome = given(CALL, WENT, REPORTED).when(CORRECT, actor)
    corrected = Corrected(on=DAY, of=2, event=RIGHT, reason="误记人数")
    outcome.then(RestatementReviewed, corrected)
    reviewed = outcome.events[0]
    assert isinstance(reviewed, RestatementReviewed)
    assert (reviewed.of, reviewed.what, reviewed.target) == (2, Restatement.CORRECTION, Target.STANDING)
    assert reviewed.post.code == actor.post


def test_annuls_a_record() -> None:
    given(CALL, WENT, REPORTED).when(ANNUL, CHIEF).then(
        RestatementReviewed, Annulled(on=DAY, of=3, reason="误记入本次来电")
    )


def test_replay_honours_what_was_decided() -> None:
    wrong = [CALL, WENT, REPORTED]
    after = given(*wrong, *given(*wrong).when(CORRECT, CHIEF).events)
    assert int(after.case.total(Dispatched.officers)) == 2
    gone = given(*wrong, *given(*wrong).when(ANNUL, CHIEF).events)
    assert int(gone.case.count(DispatchReported)) == 0


def test_repeating_a_correction_or_an_annulment_is_quiet() -> None:
    past = [CALL, WENT, REPORTED]
    corrected = given(*past, *given(*past).when(CORRECT, CHIEF).events)
    corrected.when(CORRECT, CHIEF).then_nothing()
    annulled = given(*past, *given(*past).when(ANNUL, CHIEF).events)
    annulled.when(ANNUL, CHIEF).then_nothing()


def test_correcting_a_record_to_what_it_says_is_quiet() -> None:
    given(CALL, WENT).when(evolve(CORRECT, event=WENT), CHIEF).then_nothing()


def test_a_corrected_record_may_be_corrected_again_and_annulled() -> None:
    past = [CALL, WENT, REPORTED]
    past += given(*past).when(CORRECT, CHIEF).events
    again = evolve(CORRECT, event=evolve(WENT, officers=3))
    given(*past).when(again, CHIEF).then(RestatementReviewed, Corrected)
    given(*past).when(evolve(ANNUL, of=2), CHIEF).then(RestatementReviewed, Annulled)


@pytest.mark.parametrize("of", [-1, 0, 4, 99])
def test_refuses_a_version_that_does_not_exist(of: int) -> None:
    given(CALL, WENT, REPORTED).when(evolve(CORRECT, of=of), CHIEF).then_refused("record_stands")
    given(CALL, WENT, REPORTED).when(evolve(ANNUL, of=of), CHIEF).then_refused("record_stands")


def test_the_first_and_the_last_version_exist() -> None:
    changed = evolve(CALL, tip="更正后的线索")
    given(CALL, WENT, REPORTED).when(evolve(CORRECT, of=1, event=changed), CHIEF).then(RestatementReviewed, Corrected)
    given(CALL, WENT, REPORTED).when(ANNUL, CHIEF).then(RestatementReviewed, Annulled)


def test_an_empty_stream_has_nothing_to_restate() -> None:
    given().when(CORRECT, CHIEF).then_refused("record_stands")
    given().when(ANNUL, CHIEF).then_refused("record_stands")


def test_refuses_to_correct_what_was_annulled() -> None:
    past = [CALL, WENT, REPORTED]
    past += given(*past).when(ANNUL, CHIEF).events
    given(*past).when(evolve(CORRECT, of=3, event=REPORTED), CHIEF).then_refused("record_stands")


def test_versions_keep_their_meaning_after_an_annulment() -> None:
    past = [CALL, WENT, REPORTED]
    past += given(*past).when(evolve(ANNUL, of=2), CHIEF).events
    case = given(*past).case
    assert (standing(case, 1), standing(case, 2), standing(case, 3)) == (CALL, None, REPORTED)
    assert isinstance(standing(case, 5), Annulled)


@pytest.mark.parametrize("of", [4, 5])
def test_refuses_to_restate_a_correction_or_its_review(of: int) -> None:
    past = [CALL, WENT, REPORTED]
    past += given(*past).when(CORRECT, CHIEF).events
    given(*past).when(evolve(ANNUL, of=of), CHIEF).then_refused("record_is_an_original")
    given(*past).when(evolve(CORRECT, of=of, event=past[of - 1]), CHIEF).then_nothing()
    given(*past).when(evolve(CORRECT, of=of), CHIEF).then_refused(
        "record_is_an_original", "replacement_is_of_the_same_type"
    )


def test_refuses_a_replacement_of_another_type() -> None:
    given(CALL, WENT, REPORTED).when(evolve(CORRECT, event=REPORTED), CHIEF).then_refused(
        "replacement_is_of_the_same_type"
    )


def test_what_opened_the_stream_may_be_corrected_but_not_annulled() -> None:
    given(CALL, WENT).when(evolve(ANNUL, of=1), CHIEF).then_refused("opening_is_not_annulled")
    changed = evolve(CALL, tip="更正后的线索")
    given(CALL, WENT).when(evolve(CORRECT, of=1, event=changed), CHIEF).then(RestatementReviewed, Corrected)


@pytest.mark.parametrize("actor", [JUDGE, CLERK, PANEL])
def test_refuses_a_restatement_below_the_head_of_the_bureau(actor: Actor) -> None:
    given(CALL, WENT, REPORTED).when(CORRECT, actor).then_not_authorised()
    given(CALL, WENT, REPORTED).when(ANNUL, actor).then_not_authorised()


def test_a_restatement_that_a_clerk_allowed_in_an_older_log_is_found() -> None:
    (review, _) = given(CALL, WENT, REPORTED).when(CORRECT, CHIEF).events
    case = given(CALL, WENT, REPORTED).case
    assert MAY_RESTATE.holds(case, DAY, only(review))
    (unmet,) = MAY_RESTATE.unmet(case, DAY, only(evolve(review, post=Post.CLERK)))
    assert unmet.condition.name == "reviewer_has_the_power"


@pytest.mark.parametrize("reason", ["", "  ", "　"])
def test_refuses_a_restatement_without_a_reason(reason: str) -> None:
    given(CALL, WENT, REPORTED).when(evolve(CORRECT, reason=reason), CHIEF).then_refused("reason_is_given")
    given(CALL, WENT, REPORTED).when(evolve(ANNUL, reason=reason), CHIEF).then_refused("reason_is_given")


def test_a_refusal_lists_everything_that_is_missing() -> None:
    given(CALL, WENT).when(evolve(ANNUL, of=1, reason=""), CHIEF).then_refused(
        "opening_is_not_annulled", "reason_is_given"
    )


def test_an_unknown_post_may_nothing() -> None:
    given(CALL, WENT).when(CORRECT, Actor("x", "内0624", "gardener")).then_not_authorised()


def test_a_case_is_corrected_like_any_stream() -> None:
    assigned = HandlerAssigned(on=DAY, handler="h-1", assign_by=DAY + timedelta(days=7), calendar="c")
    ask = CorrectRecord(case="basis", on=DAY, of=1, event=evolve(assigned, handler="h-2"), reason="误记承办人")
    given(assigned).when(ask, CHIEF).then(RestatementReviewed, Corrected)
