"""违反限制消费令 — a restricted debtor spent beyond need: on what."""

from datetime import date

from casestream.kernel import (
    AnyDay,
    Asked,
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
)
from casestream.procedures.credit.restriction import ConsumptionRestricted, is_restricted
from casestream.procedures.instruments import CONSUMPTION

# --- law ---

AMENDED_2015 = date(2015, 7, 22)
FORBIDDEN = CONSUMPTION.article("第三条")

# --- events ---


class Spending(Label):
    """What a restricted debtor may not spend on (限制消费规定第三条). High-speed trains were added in 2015."""

    JOURNEY = "journey", "飞机、列车软卧、轮船二等以上舱位", "air, soft sleeper, second class by ship or better"
    VENUE = "venue", "星级以上宾馆、酒店、夜总会、高尔夫球场", "hotels with stars, night clubs, golf"
    HOUSE = "house", "购买不动产或者新建、扩建、高档装修房屋", "buying, building or fitting out a house"
    OFFICE = "office", "租赁高档写字楼、宾馆、公寓办公", "renting a grand office"
    VEHICLE = "vehicle", "购买非经营必需车辆", "a vehicle that no trade needs"
    HOLIDAY = "holiday", "旅游、度假", "holidays"
    SCHOOL = "school", "子女就读高收费私立学校", "a private school with high fees"
    INSURANCE = "insurance", "支付高额保费购买保险理财产品", "insurance as an investment"
    TRAIN = "train", "G字头动车全部座位、其他动车一等以上座位", "any G train, first class of other fast trains"
    OTHER = "other", "其他非生活和工作必需的消费", "other spending beyond need"


@event("credit.consumption_breached", "违反限制消费令", "Restriction breached")
class ConsumptionBreached(Event):
    """The court found that a restricted debtor spent on what is forbidden; `person` did it."""

    debtor: str = key("debtor")
    spending: Spending = field(zh="消费行为")
    person: str


# --- conditions ---


@condition(FORBIDDEN, en="Consumption is restricted", met_by=ConsumptionRestricted)
def breached_restriction_is_in_force(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """被采取限制消费措施后，不得有高消费及非生活和工作必需的消费行为"""
    return is_restricted(case.about("debtor", decided))


@condition(
    CONSUMPTION.article("第三条", until=AMENDED_2015),
    en="Until July 2015 fast trains were not forbidden",
    met_by=("其他被禁止的消费行为", "another kind of forbidden spending"),
)
def fast_trains_are_not_forbidden_yet(case: Asked, today: AnyDay, decided: Asked) -> Truth:
    """2015年修正前，第三条未列举乘坐G字头动车组列车等行为"""
    return ~decided.has(ConsumptionBreached, {"spending": Spending.TRAIN})


MAY_FIND_BREACH = every(
    "consumption_breach", "违反限制消费令", "Breach of a restriction",
    breached_restriction_is_in_force, fast_trains_are_not_forbidden_yet,
    guards=ConsumptionBreached,
)  # fmt: skip

# --- decisions ---


@command("认定违反限制消费令", "Find a breach of the restriction")
class FindConsumptionBreach(Command):
    """Say that a restricted debtor, or who is restricted with it, spent on what is forbidden."""

    debtor: str
    spending: Spending
    person: str = ""


@decides(FindConsumptionBreach)
def find_consumption_breach(case: Case, ask: FindConsumptionBreach) -> list[Event]:
    """One finding a day; it may be punished (限制消费规定第十一条) and listed (失信名单规定第一条)."""
    breached = ConsumptionBreached(
        on=ask.on, debtor=ask.debtor, spending=ask.spending, person=ask.person or ask.debtor
    )  # fmt: skip
    if breached in case.all(ConsumptionBreached):
        return []
    MAY_FIND_BREACH.require(case, ask.on, breached)
    return [breached]
