"""What a plugin may know of outhost: import from here, and from nowhere else of ours."""

from outhost.domain.categories import Search, Thoroughness, category_of, fits, parts_of, spellings_of, understood
from outhost.domain.columns import ALIASES, Row, folded, has_value, number_in, resolve
from outhost.domain.countries import NO_COUNTRY, country_named
from outhost.domain.email_notations import Written
from outhost.domain.estimates import Estimate
from outhost.domain.mailbox_names import MailboxKind, is_shared, kind_of, people_in, unaccented
from outhost.domain.mailboxes import MailboxAnswer, Reception
from outhost.domain.modules import Category, Lane, ModuleState
from outhost.domain.osm_tags import NAMES, is_label, place_of
from outhost.domain.place_links import maps_search, page_of
from outhost.domain.places import Area, AreaKind, Place, Sighting, Source, Told, merged_tags
from outhost.domain.places import merged as merged_place
from outhost.domain.platforms import is_on_platform
from outhost.domain.provenance import Found
from outhost.domain.records import MailHost, RecordKind, mail_hosts
from outhost.domain.shared_tables import table_address
from outhost.domain.spelling import accented_letters
from outhost.domain.tiles import Box, Tile, tile_of
from outhost.domain.trouble_kinds import TroubleKind
from outhost.domain.twins import twins_among
from outhost.domain.words import Text, Unfit
from outhost.domain.zones import Cell, Unresolved, Zone, cells_of
from outhost.jobtypes.contract import (
    Announced,
    Context,
    Fetched,
    Finding,
    GiveUp,
    Held,
    JobType,
    NoSuchName,
    Params,
    Pictures,
    PlaceProvider,
    Places,
    Retry,
    SourceJobType,
    TableJobType,
    TooMuch,
    param,
)
from outhost.jobtypes.page import Link, Page, host_of
from outhost.jobtypes.site import Site, Trouble

__all__ = [
    "ALIASES",
    "NAMES",
    "NO_COUNTRY",
    "Announced",
    "Area",
    "AreaKind",
    "Box",
    "Category",
    "Cell",
    "Context",
    "Estimate",
    "Fetched",
    "Finding",
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
    "Place",
    "PlaceProvider",
    "Places",
    "Reception",
    "RecordKind",
    "Retry",
    "Row",
    "Search",
    "Sighting",
    "Site",
    "Source",
    "SourceJobType",
    "TableJobType",
    "Text",
    "Thoroughness",
    "Tile",
    "Told",
    "TooMuch",
    "Trouble",
    "TroubleKind",
    "Unfit",
    "Unresolved",
    "Written",
    "Zone",
    "accented_letters",
    "category_of",
    "cells_of",
    "country_named",
    "fits",
    "folded",
    "has_value",
    "host_of",
    "is_label",
    "is_on_platform",
    "is_shared",
    "kind_of",
    "mail_hosts",
    "maps_search",
    "merged_place",
    "merged_tags",
    "number_in",
    "page_of",
    "param",
    "parts_of",
    "people_in",
    "place_of",
    "resolve",
    "spellings_of",
    "table_address",
    "tile_of",
    "twins_among",
    "unaccented",
    "understood",
]
