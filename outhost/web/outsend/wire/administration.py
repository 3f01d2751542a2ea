"""The shapes of what administrators of the installation see and do."""

from pydantic import Field

from outhost.domain.credits import AMOUNT_LIMIT
from outhost.domain.users import User
from outhost.domain.workspaces import Listing, Membership
from outhost.web.outsend.wire.auth import MembershipOut
from outhost.web.outsend.wire.form import In, Out, moment


class ChangeUserIn(In):
    """What a person may do; what is left out stays."""

    is_active: bool | None = None
    is_admin: bool | None = None


class BookCreditsIn(In):
    """Credits to grant, or, with a negative amount, to take back."""

    amount: int = Field(ge=-AMOUNT_LIMIT, le=AMOUNT_LIMIT, description="Not 0; a negative one takes back.")
    reason: str = Field("", max_length=200, description="What the ledger says of it.")


class BookedCreditsOut(Out):
    """What was granted or taken back, and the balance after it."""

    workspace_id: int
    amount: int
    credits: int


class PersonOut(Out):
    """A person, as administrators see them."""

    id: int
    email: str
    full_name: str
    email_verified: bool
    is_active: bool
    is_admin: bool
    has_totp: bool
    locale: str
    created_at: str
    workspaces: list[MembershipOut]

    @classmethod
    def of(cls, user: User, memberships: list[Membership]) -> "PersonOut":
        """Shape a person."""
        return cls(
            id=user.id,
            email=user.email,
            full_name=user.full_name,
            email_verified=user.is_verified,
            is_active=user.is_active,
            is_admin=user.is_admin,
            has_totp=user.has_totp,
            locale=user.locale,
            created_at=moment(user.created_at),
            workspaces=[MembershipOut.of(one) for one in memberships],
        )


class PeopleOut(Out):
    """A page of people."""

    items: list[PersonOut]
    total: int
    limit: int
    offset: int


class ListingOut(Out):
    """A workspace, as administrators see it."""

    id: int
    name: str
    founder_id: int
    founder_email: str
    members: int
    credits: int
    created_at: str

    @classmethod
    def of(cls, listing: Listing) -> "ListingOut":
        """Shape a workspace."""
        return cls(
            id=listing.workspace.id,
            name=listing.workspace.name,
            founder_id=listing.workspace.founder_id,
            founder_email=listing.founder_email,
            members=listing.member_count,
            credits=listing.workspace.credits,
            created_at=moment(listing.workspace.created_at),
        )


class ListingsOut(Out):
    """A page of workspaces."""

    items: list[ListingOut]
    total: int
    limit: int
    offset: int
