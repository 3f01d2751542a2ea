"""The shapes of `/v1`, exactly as published."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from outhost.domain.clock import whole_seconds, whole_seconds_or_none
from outhost.domain.lists import LeadList
from outhost.domain.paging import Page
from outhost.domain.subscriptions import Subscription


class _In(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class RenameListIn(_In):
    """The body of a rename."""

    name: str = Field(description="The new name: 1–120 characters after trimming.")


class AddLeadIn(_In):
    """The body of a new lead; the values are checked against the list's template afterwards."""

    variables: dict[str, Any] = Field(
        description="A flat object: the template's variable names, each with a text, number, boolean or null; texts up to 500 characters."
    )


class SubscriptionOut(BaseModel):
    """A plan, as the account shows it."""

    plan_name: str
    status: str
    current_period_end: str | None
    cancel_at_period_end: bool

    @classmethod
    def of(cls, subscription: Subscription) -> "SubscriptionOut":
        """Shape a subscription."""
        end = subscription.current_period_end
        return cls(
            plan_name=subscription.plan_name,
            status=subscription.status,
            current_period_end=whole_seconds_or_none(end),
            cancel_at_period_end=subscription.cancel_at_period_end,
        )


class AccountOut(BaseModel):
    """The account behind a key."""

    user_id: str
    email: str
    full_name: str
    credits: int
    subscription: SubscriptionOut | None


class ListOut(BaseModel):
    """A list in a page of lists."""

    list_id: str
    list_name: str
    list_type: str
    status: str
    created_at: str
    lead_count: int

    @classmethod
    def of(cls, lead_list: LeadList) -> "ListOut":
        """Shape a list."""
        return cls(
            list_id=lead_list.public_id,
            list_name=lead_list.name,
            list_type=str(lead_list.list_type),
            status=lead_list.status,
            created_at=whole_seconds(lead_list.created_at),
            lead_count=lead_list.lead_count,
        )


class PaginationOut(BaseModel):
    """Where a page stands among all pages."""

    page: int
    size: int
    total: int
    last_page: int
    has_next: bool
    has_prev: bool

    @classmethod
    def of(cls, page: Page, total: int) -> "PaginationOut":
        """Shape a page of `total` rows."""
        last = page.last(total)
        return cls(page=page.number, size=page.size, total=total, last_page=last, has_next=page.number < last, has_prev=page.number > 1)


class ListsOut(BaseModel):
    """A page of lists."""

    lists: list[ListOut]
    pagination: PaginationOut


class ListDetailOut(ListOut):
    """One list, with what is needed to add a lead to it."""

    variables: list[str]
    image_extension: str

    @classmethod
    def of(cls, lead_list: LeadList) -> "ListDetailOut":
        """Shape a list."""
        return cls(**dict(ListOut.of(lead_list)), variables=list(lead_list.variables), image_extension=lead_list.image_extension)


class RenamedListOut(BaseModel):
    """A list after its rename."""

    list_id: str
    list_name: str


class DeletedListOut(BaseModel):
    """A list that is no more."""

    deleted: bool
    list_id: str


class AddedLeadOut(BaseModel):
    """A lead that was added, and its image."""

    lead_id: str
    tracking_id: str
    image_url: str
    variables_used: dict[str, str | None]
    missing_variables: list[str]
    ignored_variables: list[str]
    credits_remaining: int


class RotatedKeyOut(BaseModel):
    """A fresh key, shown this once."""

    api_key: str
    rotated_at: str


class ErrorOut(BaseModel):
    """Every answer that is not a 2xx."""

    error: str
    message: str
    details: dict[str, Any] | None = None
