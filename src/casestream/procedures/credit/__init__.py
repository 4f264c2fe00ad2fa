"""信用惩戒 — restriction on consumption (`restriction`), the list of defaulters (`listing`), and the end of both (`relief`)."""

from casestream.procedures.credit.listing import (
    MAY_FIND_NOT_LISTABLE,
    MAY_LIST,
    DefaulterGround,
    Extension,
    FindListableAgain,
    FindNotListable,
    ListableAgain,
    ListAsDefaulter,
    ListedAsDefaulter,
    NotListable,
    NotListableReason,
    RemovalReason,
    RemovedFromDefaulterList,
    is_listed,
)
from casestream.procedures.credit.relief import (
    MAY_LIFT,
    MAY_REMOVE,
    LiftConsumptionRestriction,
    RemoveFromDefaulterList,
)
from casestream.procedures.credit.restriction import (
    MAY_RESTRICT,
    ConsumptionRestricted,
    ConsumptionRestrictionLifted,
    LiftReason,
    RestrictConsumption,
    is_restricted,
)

__all__ = [
    "MAY_FIND_NOT_LISTABLE",
    "MAY_LIFT",
    "MAY_LIST",
    "MAY_REMOVE",
    "MAY_RESTRICT",
    "ConsumptionRestricted",
    "ConsumptionRestrictionLifted",
    "DefaulterGround",
    "Extension",
    "FindListableAgain",
    "FindNotListable",
    "LiftConsumptionRestriction",
    "LiftReason",
    "ListAsDefaulter",
    "ListableAgain",
    "ListedAsDefaulter",
    "NotListable",
    "NotListableReason",
    "RemovalReason",
    "RemoveFromDefaulterList",
    "RemovedFromDefaulterList",
    "RestrictConsumption",
    "is_listed",
    "is_restricted",
]
