"""What a plugin may know of outhost: import from here, and from nowhere else of ours."""

from outhost.domain.columns import ALIASES, Row, folded, has_value, number_in, resolve
from outhost.domain.modules import Category, Lane, ModuleState
from outhost.domain.shared_tables import table_address
from outhost.domain.words import Text, Unfit
from outhost.jobtypes.contract import (
    Announced,
    Context,
    Fetched,
    Found,
    GiveUp,
    Held,
    JobType,
    Params,
    Pictures,
    Retry,
    SourceJobType,
    TableJobType,
    param,
)

__all__ = [
    "ALIASES",
    "Announced",
    "Category",
    "Context",
    "Fetched",
    "Found",
    "GiveUp",
    "Held",
    "JobType",
    "Lane",
    "ModuleState",
    "Params",
    "Pictures",
    "Retry",
    "Row",
    "SourceJobType",
    "TableJobType",
    "Text",
    "Unfit",
    "folded",
    "has_value",
    "number_in",
    "param",
    "resolve",
    "table_address",
]
