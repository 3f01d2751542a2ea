"""Credits: what a lead costs, and the ledger in which every change stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LEAD_COST = 1
AMOUNT_LIMIT = 1_000_000_000


class Reason(StrEnum):
    """Why a balance changed; a grant may carry the operator's own words instead."""

    INITIAL = "initial"
    LEAD = "lead"
    GRANT = "grant"
    REVOKE = "revoke"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the ledger; the balance is the sum of all deltas, at any moment. `lead_id` is None once the lead was erased."""

    id: int
    delta: int
    balance_after: int
    reason: str
    lead_id: str | None
    actor: str
    created_at: datetime
