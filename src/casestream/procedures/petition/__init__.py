"""执行信访 — petitions about enforcement: their own life (`handling`), and what the case learns of them (`case_file`).

Who petitions is not recorded: a log that is never deleted needs no names for it.
"""

from casestream.procedures.petition.case_file import (
    NotePetition,
    NotePetitionSettled,
    PetitionNoted,
    PetitionSettled,
)
from casestream.procedures.petition.handling import (
    COUNTED_IN,
    MAY_FINISH_PETITION,
    MAY_RECEIVE_PETITION,
    MAY_REGISTER_PETITION,
    MAY_REPORT_PETITION,
    MAY_SCREEN_PETITION,
    FinishPetition,
    PetitionFinished,
    PetitionKind,
    PetitionProgressed,
    PetitionReceived,
    PetitionRegistered,
    PetitionResult,
    PetitionScreened,
    ReceivePetition,
    RegisterPetition,
    ReportPetitionProgress,
    ScreenPetition,
)

__all__ = [
    "COUNTED_IN",
    "MAY_FINISH_PETITION",
    "MAY_RECEIVE_PETITION",
    "MAY_REGISTER_PETITION",
    "MAY_REPORT_PETITION",
    "MAY_SCREEN_PETITION",
    "FinishPetition",
    "NotePetition",
    "NotePetitionSettled",
    "PetitionFinished",
    "PetitionKind",
    "PetitionNoted",
    "PetitionProgressed",
    "PetitionReceived",
    "PetitionRegistered",
    "PetitionResult",
    "PetitionScreened",
    "PetitionSettled",
    "ReceivePetition",
    "RegisterPetition",
    "ReportPetitionProgress",
    "ScreenPetition",
]
