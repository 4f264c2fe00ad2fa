"""What the law says: one file (or folder) a procedure, in the order in which a case meets them.

Each reads: law, events, state, conditions, decisions. A procedure imports only procedures that come earlier in a case's
life, so the import order *is* the lifecycle (import-linter keeps it, see `pyproject.toml`). Importing this package
registers them all.
"""

from casestream.procedures import (
    approval,
    asset_search,
    assistance,
    bankruptcy,
    closing,
    cluster,
    coercion,
    control,
    correction,
    credit,
    cross_enforcement,
    entrustment,
    filing,
    hotline,
    linkage,
    meeting,
    notice,
    pre_enforcement,
    proceeds,
    resumption,
    rounds,
    set_off,
    settlement,
    standstill,
    suspension,
    termination,
)

__all__ = [
    "approval",
    "asset_search",
    "assistance",
    "bankruptcy",
    "closing",
    "cluster",
    "coercion",
    "control",
    "correction",
    "credit",
    "cross_enforcement",
    "entrustment",
    "filing",
    "hotline",
    "linkage",
    "meeting",
    "notice",
    "pre_enforcement",
    "proceeds",
    "resumption",
    "rounds",
    "set_off",
    "settlement",
    "standstill",
    "suspension",
    "termination",
]
