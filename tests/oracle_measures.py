"""The oracle's other half: coercion, crime, credit, petitions, hotline, cross-enforcement, linkage, what precedes filing, reviews
and preservations, the nine items of a qualified 终本, and the nodes that were overdue.

Plain Python over the facts of `oracle`, written from the domain text alone (§3.2, §4.8, §5, §6.2, §8); nothing of casestream.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from oracle import CLOSINGS, Count, Fact, Figures, Group, Worked, in_term

Log = dict[str, list[Fact]]
Test = Callable[[dict[str, Any]], bool]


def everything(_: dict[str, Any]) -> bool:
    return True


def is_(name: str, *codes: object) -> Test:
    return lambda fields: fields[name] in codes


# Each figure: of which fact, which of them, and what it adds (1, or the number in a field).
Told = tuple[str, Test, str]
COERCION: dict[str, Told] = {
    "summoned": ("coercion.summoned", everything, ""), "absent": ("coercion.absent", everything, ""),
    "compelled": ("coercion.compelled", everything, ""), "detained": ("coercion.detained", everything, ""),
    "released_early": ("coercion.detention_ended", is_("early", True), ""), "fined": ("coercion.fined", everything, ""),
    "fines": ("coercion.fined", everything, "amount_fen"),
    "unit_sanctions": ("sanction.decided", is_("target", "assisting_unit"), ""),
    "reviews": ("sanction.review_filed", is_("decision", "detention", "fine"), ""),
    "reviewed": ("sanction.review_decided", everything, ""),
    "undone": ("sanction.review_decided", is_("outcome", "changed", "revoked"), ""),
    "exit_bans": ("coercion.exit_banned", everything, ""), "exit_bans_lifted": ("coercion.exit_ban_lifted", everything, ""),
    "published": ("coercion.published", everything, ""), "dossiers": ("crime.dossier_sent", everything, ""),
    "complaints": ("crime.complained", everything, ""), "crimes_filed": ("crime.police_filed", everything, ""),
    "crimes_refused": ("crime.police_refused", everything, ""), "supervised": ("crime.supervision_asked", everything, ""),
    "filing_ordered": ("crime.filing_ordered", everything, ""), "prosecuted": ("crime.prosecuted", everything, ""),
    "private": ("crime.privately_prosecuted", everything, ""), "convicted": ("crime.convicted", everything, ""),
}  # fmt: skip
CREDIT: dict[str, Told] = {
    "restricted": ("credit.consumption_restricted", everything, ""),
    "lifted": ("credit.consumption_restriction_lifted", everything, ""),
    "breached": ("credit.consumption_breached", everything, ""), "allowed": ("credit.consumption_allowed", everything, ""),
    "graded": ("credit.graded", everything, ""),
    **{grade: ("credit.graded", is_("grade", grade), "") for grade in ("mild", "general", "serious")},
    "listed": ("credit.listed", everything, ""), "removed": ("credit.removed", everything, ""),
    "removed_performed": ("credit.removed", is_("reason", "performed", "settled"), ""),
    "corrections": ("credit.correction_requested", everything, ""),
    "corrections_founded": ("credit.correction_answered", is_("founded", True), ""),
    "warned": ("incentives.warned", everything, ""), "certificates": ("incentives.certificate_issued", everything, ""),
    "whitelisted": ("incentives.whitelisted", everything, ""), "whitelist_left": ("incentives.whitelist_left", everything, ""),
    "repairs_requested": ("incentives.repair_requested", everything, ""),
    "repaired": ("incentives.repair_granted", everything, ""), "repairs_refused": ("incentives.repair_refused", everything, ""),
}  # fmt: skip
HOTLINE: dict[str, Told] = {
    "dispatches": ("hotline.dispatched", everything, ""), "officers": ("hotline.dispatched", everything, "officers"),
    "compelled": ("hotline.reported", everything, "compelled"), "detained": ("hotline.reported", everything, "detained"),
    "closed": ("hotline.reported", everything, "closed"), "collected": ("hotline.reported", everything, "collected_fen"),
}  # fmt: skip
PETITIONS: dict[str, Told] = {
    "received": ("petition.received", everything, ""),
    **{kind: ("petition.received", is_("kind", kind), "") for kind in ("first", "assigned", "repeated")},
    "registered": ("petition.registered", everything, ""), "finished": ("petition.finished", everything, ""),
}  # fmt: skip
CROSS: dict[str, Told] = {
    "ordered": ("cross.ordered", everything, ""),
    **{
        mode: ("cross.ordered", is_("mode", mode), "")
        for mode in ("supervised", "instructed", "elevated", "centralized", "collaborative")
    },
    "lapsed": ("cross.supervision_lapsed", everything, ""), "driven": ("cross.driven_to_end", everything, ""),
    "pool": ("precross.screened", everything, ""), "pool_resolved": ("precross.resolved", everything, ""),
    "pool_expired": ("precross.expired", everything, ""), "clusters": ("cluster.centralized", everything, ""),
    "cluster_cases": ("cluster.centralized", everything, "cases"),
}  # fmt: skip
ITEMS_OF_ASSISTANCE = (
    "locate_person", "compelled_appearance", "on_site", "service", "investigation", "freeze", "renewal", "release", "deduction",
    "sealing",
)  # fmt: skip
LINKAGE: dict[str, Told] = {
    "requested": ("linkage.requested", everything, ""), "answered": ("linkage.answered", everything, ""),
    "overdue": ("linkage.overdue", everything, ""), "done": ("linkage.answered", is_("done", True), ""),
    "days": ("linkage.answered", everything, "response_days"), "handed_over": ("linkage.person_handed_over", everything, ""),
    "assistance": ("assistance.requested", everything, ""),
    **{f"assistance_{item}": ("assistance.requested", is_("item", item), "") for item in ITEMS_OF_ASSISTANCE},
    "performed": ("assistance.performed", everything, ""),
    "timed": ("assistance.performed", lambda fields: fields.get("used_days") is not None and fields["used_days"] >= 0, ""),
    "assistance_days": ("assistance.performed", everything, "used_days"), "returned": ("assistance.returned", everything, ""),
}  # fmt: skip
PRE_ENFORCEMENT: dict[str, Told] = {
    "demanded": ("pre_enforcement.demanded", everything, ""), "tried": ("pre_enforcement.settlement_opened", everything, ""),
    "settled": ("pre_enforcement.settled", everything, ""),
    "voluntary": ("pre_enforcement.resolved", is_("outcome", "performed", "settled"), ""),
    "filed": ("pre_enforcement.filed", everything, ""), "paid": ("pre_enforcement.resolved", everything, "paid_fen"),
    "claimed": ("pre_enforcement.demanded", everything, "claimed_fen"),
}  # fmt: skip
PRESERVATION: dict[str, Told] = {
    "preservations": ("preservation.closed", everything, ""),
    "preserved": ("preservation.closed", lambda fields: fields["preserved_fen"] > 0, ""),
    "to_preserve": ("preservation.closed", everything, "amount_fen"),
    "preserved_amount": ("preservation.closed", everything, "preserved_fen"),
    "dossiers": COERCION["dossiers"], "crimes_filed": COERCION["crimes_filed"], "compelled": COERCION["compelled"],
    "detained": COERCION["detained"],
}  # fmt: skip
REVIEW_MODES = (
    "withdrawn", "dismissed", "granted", "partly_granted", "founded_only", "moved", "upheld", "reversed", "ruled_anew", "remanded",
    "application_dismissed", "correction_ordered", "corrected", "elevated", "designated", "other", "answered", "struck_off",
    "request_withdrawn", "coordinated",
)  # fmt: skip
ROUNDS: dict[str, Told] = {
    "third_party": ("review.opened", is_("kind", "third_party"), ""),
    **{f"mode_{mode}": ("review.closed", is_("mode", mode), "") for mode in REVIEW_MODES},
    **{f"mode_{mode}": ("preservation.closed", is_("mode", mode), "") for mode in ("complete", "partial", "nothing")},
    "amount": ("preservation.closed", everything, "amount_fen"), "preserved": ("preservation.closed", everything, "preserved_fen"),
}  # fmt: skip
REVIEW_OF = {"received": ("review.opened", "preservation.opened"), "closed": ("review.closed", "preservation.closed")}


def counted(table: dict[str, Told], log: Log, since: date, until: date, count: Count) -> None:
    """The plain figures of a table, fact by fact."""
    for history in log.values():
        for fact in history:
            if since <= fact.on <= until:
                for name, (type, test, amount) in table.items():
                    if fact.type == type and test(fact.fields):
                        count.add(name, fact, (fact.fields.get(amount) or 0) if amount else 1)


def figures(report: str, log: Log, since: date, until: date, group: Group) -> Figures:
    """The counted numbers of a report for a period, by group."""
    count = Count(group)
    counted(TABLES[report], log, since, until, count)
    for history in log.values():
        match report:
            case "coercion" | "petitions":
                _accepted(count, history, since, until)
                _petition(count, history, since, until)
            case "credit":
                _on_the_list(count, history, until)
            case "cross":
                _cross(count, history, since, until)
            case "rounds":
                _reviews(count, history, since, until)
    return count.figures


def _accepted(count: Count, history: list[Fact], since: date, until: date) -> None:
    """受理: opened up to the end, less closed before the beginning, less transferred meanwhile."""
    for fact in history:
        if fact.round_type in ("执", "执恢"):
            if fact.type == "round.opened" and fact.on <= until:
                count.add("accepted", fact)
            elif fact.type == "round.closed" and (
                fact.on < since or (fact.on <= until and fact.fields["mode"] == "transferred_out")
            ):
                count.add("accepted", fact, -1)


def _petition(count: Count, history: list[Fact], since: date, until: date) -> None:
    """Stock and punctuality: registered within five working days, finished within its term, the petitioner told."""
    received: Fact | None = None
    registered: Fact | None = None
    before, in_hand, progressed = False, False, set[str]()
    for fact in history:
        within = since <= fact.on <= until
        if fact.type == "petition.received":
            received = fact
        elif fact.type == "petition.registered":
            if fact.on < since:
                count.add("opening", fact)
            if fact.on <= until:
                count.add("due", fact)
            in_time = received is not None and fact.on <= date.fromisoformat(received.fields["register_by"])
            if within and in_time and not before and fact.fields["handler"]:
                count.add("registered_in_time", fact)
            before, in_hand, registered = True, True, fact
        elif fact.type == "petition.finished":
            if fact.on < since:
                count.add("opening", fact, -1)
                count.add("due", fact, -1)
            finish_by = registered.fields["finish_by"] if registered else None
            if (
                within
                and in_hand
                and fact.fields["told"]
                and not (finish_by and date.fromisoformat(finish_by) < fact.on)
            ):
                count.add("finished_in_time", fact)
            in_hand = False
        elif fact.type == "petition.progressed" and within and count.group(fact) not in progressed:
            progressed.add(count.group(fact))
            count.add("progressed", fact)


def _on_the_list(count: Count, history: list[Fact], until: date) -> None:
    """A case has an entry at the end when what was written last of listing and removal is a listing."""
    told = [fact for fact in history if fact.type in ("credit.listed", "credit.removed") and fact.on <= until]
    if told and told[-1].type == "credit.listed":
        count.add("cases_listed", told[-1])


def _cross(count: Count, history: list[Fact], since: date, until: date) -> None:
    """Cases, not orders: each once in a group. A transfer is accepted under the number before the one that it opens."""
    seen: dict[str, set[str]] = defaultdict(set)

    def once(name: str, what: str, fact: Fact) -> None:
        if count.group(fact) not in seen[what]:
            seen[what].add(count.group(fact))
            count.add(name, fact)

    was_accepted = False
    for fact in history:
        within = since <= fact.on <= until
        if fact.type == "round.opened":
            if was_accepted and within:
                count.add("accepted", fact)
                once("enforced", "accepted", fact)
            was_accepted = False
        elif fact.type == "cross.accepted":
            was_accepted = True
        elif fact.type == "cross.ordered" and within:
            once("cases", "cases", fact)
            if fact.fields["mode"] in ("supervised", "collaborative"):
                once("enforced", "stays", fact)
        elif fact.type == "cross.progress_reported" and within and fact.fields["substantive"]:
            once("progressed", "progressed", fact)


def _reviews(count: Count, history: list[Fact], since: date, until: date) -> None:
    """Opened, closed, pending, and the days of those that closed."""
    for fact in history:
        within = since <= fact.on <= until
        for name, types in REVIEW_OF.items():
            if fact.type in types and within:
                count.add(name, fact)
        if fact.type in REVIEW_OF["closed"] and within:
            count.add("days", fact, fact.fields["used_days"])
    for opening, closing in zip(REVIEW_OF["received"], REVIEW_OF["closed"], strict=True):
        last = {fact.round: fact for fact in history if fact.type in (opening, closing) and fact.on <= until}
        for fact in last.values():
            if fact.type == opening:
                count.add("pending", fact)


TABLES = {
    "coercion": COERCION, "credit": CREDIT, "hotline": HOTLINE, "petitions": PETITIONS, "cross": CROSS, "linkage": LINKAGE,
    "pre_enforcement": PRE_ENFORCEMENT, "rounds": ROUNDS,
}  # fmt: skip
RATES: dict[str, dict[str, tuple[str, str]]] = {
    "coercion": {
        "detained_share": ("detained", "compelled"), "undone_rate": ("undone", "reviewed"),
        "filed_of_sent": ("crimes_filed", "dossiers"), "filed_of_accepted": ("crimes_filed", "accepted"),
        "convicted_of_sent": ("convicted", "dossiers"),
    },
    "credit": {"repaired_of_requested": ("repaired", "repairs_requested"), "repaired_to_listed": ("repaired", "listed")},
    "hotline": {"officers_each": ("officers", "dispatches"), "closed_share": ("closed", "dispatches")},
    "petitions": {
        "finish_rate": ("finished", "due"), "progress_rate": ("progressed", "registered"),
        "in_time_rate": ("finished_in_time", "finished"), "repeat_share": ("repeated", "received"),
        "petitions_per_case": ("received", "accepted"),
    },
    "cross": {
        "progress_rate": ("progressed", "enforced"), "progress_of_ordered": ("progressed", "cases"),
        "pool_rate": ("pool_resolved", "pool"),
    },
    "linkage": {
        "done_share": ("done", "answered"), "mean_days": ("days", "answered"),
        "mean_assistance_days": ("assistance_days", "timed"), "performed_share": ("performed", "assistance"),
    },
    "pre_enforcement": {"voluntary_rate": ("voluntary", "demanded"), "paid_rate": ("paid", "claimed")},
    "rounds": {"preserved_share": ("preserved", "amount"), "mean_days": ("days", "closed")},
}  # fmt: skip


# --- the nine items of a qualified 终本 (§3.2) ---

NETWORK = {"banks", "pboc", "internet_banks", "securities", "vehicles", "real_estate", "company_registry"}
FURTHER = {"wealth_products", "insurance", "dividends"}
FUND = "housing_fund"


def terminations(log: Log) -> Iterator[tuple[Fact, set[int]]]:
    """Each 终本 with the numbers of the items that it fails."""
    for history in log.values():
        for at, fact in enumerate(history):
            if fact.type == "termination.round_terminated":
                yield fact, _failed(history[:at], fact)


def _failed(past: list[Fact], ended: Fact) -> set[int]:
    opened = max((at for at, fact in enumerate(past) if fact.type == "round.opened"), default=0)
    here = past[opened:]
    failed = set[int]()
    for name in _named(past, "filing.debtor_named", "debtor"):
        if _is_debtor(past, name):
            failed |= {item for item, passed in _about_debtor(past, here, name, ended.on).items() if not passed}
    verified = {fact.fields["clue"] for fact in past if fact.type == "asset_search.clue_verified"}
    if any(fact.fields["clue"] not in verified for fact in past if fact.type == "asset_search.clue_received"):
        failed.add(5)
    if any(not _is_dealt_with(past, asset) for asset in _named(past, "asset_search.asset_found", "asset")):
        failed.add(6)
    if not _were_heard(past, here, ended.on):
        failed.add(8)
    if ended.fields["unpaid_fen"] <= 0 and not _owes_an_act(past):
        failed.add(9)
    return failed


def _of(facts: list[Fact], type: str, name: str, field: str = "debtor") -> list[Fact]:
    return [fact for fact in facts if fact.type == type and fact.fields[field] == name]


def _about_debtor(past: list[Fact], here: list[Fact], name: str, day: date) -> dict[int, bool]:
    """The items that are asked of each debtor; what was done before a transfer, the new court does again."""
    moved = any(fact.type == "round.opened" and fact.fields["origin"] == "transferred" for fact in here)
    known = here if moved else past
    recent = {
        fact.fields["scope"]
        for fact in _of(past, "asset_search.network_scope_returned", name)
        if not fact.fields.get("point_to_point") and months_after(fact.on, 3) >= day
    }
    answered = {fact.fields["scope"] for fact in _of(here, "asset_search.network_scope_returned", name)}
    natural = any(fact.fields["kind"] == "natural" for fact in _of(past, "filing.debtor_named", name))
    barred = len(_of(past, "credit.not_listable", name)) - len(_of(past, "credit.listable_again", name))
    restricted = _stands(past, "credit.consumption_restricted", ("credit.consumption_restriction_lifted",), name)
    return {
        1: bool(_of(known, "notice.issued", name) and _of(known, "notice.property_report_ordered", name)),
        2: recent >= NETWORK,
        3: bool(_of(here, "asset_search.offline_searched", name)),
        4: answered >= FURTHER | ({FUND} if natural else set()),
        7: restricted and (_is_listed(past, name, day) or barred > 0),
    }


def _were_heard(past: list[Fact], here: list[Fact], day: date) -> bool:
    """Each applicant was interviewed before the day of the ending, or asked for it in writing."""
    applicants = _named(past, "filing.applicant_named", "applicant")
    return bool(applicants) and all(
        bool(_of(here, "termination.applicant_confirmed", name, "applicant"))
        or any(fact.on < day for fact in _of(here, "termination.interview_held", name, "applicant"))
        for name in applicants
        if _applies(past, name)
    )


def months_after(day: date, months: int) -> date:
    """So many months later; the last day of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def _named(past: list[Fact], type: str, field: str) -> list[str]:
    return list(dict.fromkeys(fact.fields[field] for fact in past if fact.type == type))


def _last(past: list[Fact], types: tuple[str, ...], field: str, name: str) -> int:
    return max(
        (at for at, fact in enumerate(past) if fact.type in types and fact.fields.get(field) == name), default=-1
    )


def _stands(past: list[Fact], begin: str, ends: tuple[str, ...], name: str, field: str = "debtor") -> bool:
    """Whether it was begun after it was last ended."""
    return _last(past, (begin,), field, name) > _last(past, ends, field, name)


def _is_debtor(past: list[Fact], name: str) -> bool:
    return _stands(past, "filing.debtor_named", ("filing.debtor_left", "closing.ended_against_debtor"), name)


def _applies(past: list[Fact], name: str) -> bool:
    return not _stands(past, "filing.applicant_left", ("filing.applicant_named",), name, "applicant")


def _is_listed(past: list[Fact], name: str, day: date) -> bool:
    at = _last(past, ("credit.listed",), "debtor", name)
    if at < 0 or at < _last(past, ("credit.removed",), "debtor", name):
        return False
    until = past[at].fields["until"]
    return until is None or date.fromisoformat(until) >= day


def _is_dealt_with(past: list[Fact], asset: str) -> bool:
    """Sold, handed to another court for sale, a third party's, or ruled impossible to sell for a reason that still stands."""
    found = _last(past, ("asset_search.asset_found",), "asset", asset)
    ruled = _last(past, ("asset_search.asset_ruled_unenforceable",), "asset", asset)
    return (
        _last(past, ("control.asset_disposed", "control.measure_handed_over"), "asset", asset) > found
        or any(
            fact.type == "control.asset_released"
            and fact.fields["asset"] == asset
            and fact.fields["reason"] == "third_party"
            for fact in past
        )
        or (ruled > found and ruled > _last(past, ("control.exemption_ended",), "asset", asset))
    )


def _owes_an_act(past: list[Fact]) -> bool:
    applied = [at for at, fact in enumerate(past) if fact.type == "filing.applied"]
    done = [at for at, fact in enumerate(past) if fact.type == "closing.act_performed"]
    if not applied or (done and done[-1] > applied[-1]):
        return False
    return bool(past[applied[-1]].fields.get("beyond_money"))


# --- nodes overdue at a closing (§6.2, §8) ---


def overdue_nodes(log: Log, since: date, until: date, group: Group, worked: Worked) -> Figures:
    """Of the first-time cases closed in the period the nodes that were missed: those with a national term, and with local ones."""
    count = Count(group)
    for history in log.values():
        for at, fact in enumerate(history):
            if fact.type != "round.closed" or fact.round_type != "执" or fact.fields["mode"] not in CLOSINGS:
                continue
            if since <= fact.on <= until:
                national, local = _missed(history[:at], fact, worked)
                count.add("overdue_nodes_first", fact, national)
                count.add("overdue_nodes_local_first", fact, national + local)
    return count.figures


def _missed(past: list[Fact], closed: Fact, worked: Worked) -> tuple[int, int]:
    openings = [at for at, fact in enumerate(past) if fact.type == "round.opened"]
    here = past[openings[-1] :] if openings else past

    def due(begun: date, days: int) -> date:
        day = begun + timedelta(days=days)
        while not worked(day):
            day += timedelta(days=1)
        return day

    def late(facts: list[Fact], due_on: date, *types: str, **about: str) -> bool:
        done = [
            fact.on
            for fact in facts
            if fact.type in types and all(fact.fields[name] == told for name, told in about.items())
        ]
        return due_on < closed.on and not (done and min(done) <= due_on)

    national = local = 0
    if len(openings) <= 1:
        applied = [fact.on for fact in past if fact.type == "filing.applied"]
        national += bool(applied) and late(past, due(max(applied), 7), "filing.case_filed")
        named: dict[str, date] = {}
        for fact in past:
            if fact.type == "filing.debtor_named":
                named[fact.fields["debtor"]] = min(fact.on, named.get(fact.fields["debtor"], fact.on))
        national += any(
            late(past, due(on, 10), "notice.issued", "filing.debtor_left", debtor=name) for name, on in named.items()
        )
    opened = [fact.on for fact in here if fact.type == "round.opened"]
    if opened:
        national += late(here, due(opened[0], 7), "filing.handler_assigned")
        local += late(here, due(opened[0], 5), "asset_search.network_query_started")
        local += late(here, due(opened[0], 30), "asset_search.offline_searched")
        national += not in_term(opened[0], here, closed, worked)
    clues = {fact.fields["clue"]: fact for fact in here if fact.type == "asset_search.clue_received"}
    national += any(
        late(here, date.fromisoformat(clue.fields["verify_by"]), "asset_search.clue_verified", clue=name)
        for name, clue in clues.items()
    )
    return national, local


def qualified(log: Log, since: date, until: date, group: Group) -> Figures:
    """How many 终本 of a period there were, and how many passed all nine items; with those of first-time cases apart."""
    count = Count(group)
    for fact, failed in terminations(log):
        if since <= fact.on <= until:
            for suffix in ("", "_first") if fact.round_type == "执" else ("",):
                count.add(f"terminations{suffix}", fact)
                count.add(f"qualified_nine{suffix}", fact, int(not failed))
    return count.figures
