"""What a plugin may know of outhost: import from here, and from nowhere else of ours."""

from outhost.domain.columns import ALIASES, Row, folded, has_value, number_in, resolve
from outhost.domain.email_notations import Written
from outhost.domain.mailbox_names import MailboxKind, is_shared, kind_of, people_in, unaccented
from outhost.domain.mailboxes import MailboxAnswer, Reception
from outhost.domain.modules import Category, Lane, ModuleState
from outhost.domain.provenance import Found
from outhost.domain.records import MailHost, RecordKind, mail_hosts
from outhost.domain.shared_tables import table_address
from outhost.domain.trouble_kinds import TroubleKind
from outhost.domain.words import Text, Unfit
from outhost.jobtypes.contract import (
    Announced,
    Context,
    Fetched,
    GiveUp,
    Held,
    JobType,
    NoSuchName,
    Params,
    Pictures,
    Retry,
    SourceJobType,
    TableJobType,
    param,
)
from outhost.jobtypes.page import Link, Page, host_of
from outhost.jobtypes.site import Site, Trouble

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
    "Link",
    "MailHost",
    "MailboxAnswer",
    "MailboxKind",
    "ModuleState",
    "NoSuchName",
    "Page",
    "Params",
    "Pictures",
    "Reception",
    "RecordKind",
    "Retry",
    "Row",
    "Site",
    "SourceJobType",
    "TableJobType",
    "Text",
    "Trouble",
    "TroubleKind",
    "Unfit",
    "Written",
    "folded",
    "has_value",
    "host_of",
    "is_shared",
    "kind_of",
    "mail_hosts",
    "number_in",
    "param",
    "people_in",
    "resolve",
    "table_address",
    "unaccented",
]
