"""The shapes of `/api/privacy`: people who are erased, handed out or kept away."""

import json
from typing import Any, Final

from pydantic import Field

from outhost.domain.events import Event
from outhost.domain.letters import Letter
from outhost.domain.links import ImageAddress
from outhost.domain.subjects import Suppression
from outhost.domain.words import Text
from outhost.operations.privacy import Erasure, KeptData, KeptLead
from outhost.web.outsend.wire.form import In, Out, moment
from outhost.web.outsend.wire.templates import LARGEST_ID

_SUBJECT = "An e-mail address, a telephone number or a tracking id, however it is written."
_BACKUP: Final = Text(
    en="A copy of the database that may still hold the person. Delete it once you need it no longer; if you restore it, the person is"
    " erased again.",
    fr="Une copie de la base qui peut encore contenir la personne. Supprimez-la dès que vous n’en avez plus besoin ; si vous la"
    " restaurez, la personne est de nouveau effacée.",
)
_UNFINISHED: Final = Text(
    en="Somebody reads an older state of the database, so that what was deleted is not overwritten yet; outhost does it within the hour.",
    fr="Quelqu’un lit un état plus ancien de la base : ce qui est supprimé n’est pas encore écrasé ; outhost le fera dans l’heure.",
)


class SubjectIn(In):
    """A person."""

    subject: str = Field(min_length=1, max_length=300, description=_SUBJECT)


class EraseIn(SubjectIn):
    """A person who is to be erased."""

    suppress: bool = Field(False, description="Also keep them from being collected again.")


class LiftSuppressionIn(In):
    """A person, or the number of a suppression."""

    subject: str | None = Field(None, min_length=1, max_length=300, description=_SUBJECT)
    id: int | None = Field(None, ge=1, le=LARGEST_ID, description="The suppression’s number, where you know the person no longer.")


class RemainsOut(Out):
    """Where something of a person may remain, and what to do about it."""

    where: str = Field(description="A file of the data folder.")
    advice: str


class ErasureOut(Out):
    """What was erased: how many of what, and what remains."""

    subject_kind: str = Field(description="`email`, `telephone` or `tracking_id`.")
    erased: dict[str, int] = Field(description="For each kind of thing, how many were erased, or freed of the person.")
    suppressed: bool
    remaining: list[RemainsOut]

    @classmethod
    def of(cls, erasure: Erasure, locale: str) -> "ErasureOut":
        """Shape an erasure."""
        remains = [RemainsOut(where=f"backups/{name}", advice=_BACKUP.say(locale)) for name in erasure.backups]
        if not erasure.is_finished:
            remains.append(RemainsOut(where="outhost.db", advice=_UNFINISHED.say(locale)))
        return cls(subject_kind=erasure.kind, erased=erasure.erased, suppressed=erasure.is_suppressed, remaining=remains)


class KeptLeadOut(Out):
    """A lead that names the person; `added_by` is who had it added."""

    list_id: str
    list_name: str
    lead_id: str
    tracking_id: str
    image_url: str
    variables: dict[str, str | None]
    review_status: str
    added_by: str | None
    created_at: str

    @classmethod
    def of(cls, kept: KeptLead, images: ImageAddress) -> "KeptLeadOut":
        """Shape a lead."""
        lead = kept.lead
        return cls(
            list_id=kept.lead_list.public_id,
            list_name=kept.lead_list.name,
            lead_id=lead.lead_id,
            tracking_id=lead.tracking_id,
            image_url=images.of(lead.tracking_id, lead.image_extension),
            variables=dict(lead.variables),
            review_status=lead.review_status,
            added_by=kept.added_by,
            created_at=moment(lead.created_at),
        )


class KeptEventOut(Out):
    """An event that names the person."""

    name: str
    subject: str
    actor: str
    data: dict[str, Any]
    created_at: str

    @classmethod
    def of(cls, event: Event) -> "KeptEventOut":
        """Shape an event."""
        return cls(
            name=event.name, subject=event.subject, actor=event.actor, data=json.loads(event.data), created_at=moment(event.created_at)
        )


class KeptLetterOut(Out):
    """A letter to the person that waits to be sent; its link is left out, for it is a key."""

    recipient: str
    subject: str

    @classmethod
    def of(cls, letter: Letter) -> "KeptLetterOut":
        """Shape a letter."""
        return cls(recipient=letter.recipient, subject=letter.subject)


class KeptDataOut(Out):
    """All that is kept about a person in this workspace; `counts` also of what is not shown one by one."""

    subject_kind: str
    leads: list[KeptLeadOut]
    events: list[KeptEventOut]
    letters: list[KeptLetterOut]
    counts: dict[str, int]

    @classmethod
    def of(cls, kept: KeptData, images: ImageAddress) -> "KeptDataOut":
        """Shape what is kept."""
        return cls(
            subject_kind=kept.kind,
            leads=[KeptLeadOut.of(lead, images) for lead in kept.leads],
            events=[KeptEventOut.of(event) for event in kept.events],
            letters=[KeptLetterOut.of(letter) for letter in kept.letters],
            counts=kept.counts,
        )


class SuppressionOut(Out):
    """Somebody who is not collected again, of whom only a keyed digest is kept."""

    id: int
    subject_kind: str
    digest: str
    created_at: str

    @classmethod
    def of(cls, suppression: Suppression) -> "SuppressionOut":
        """Shape a suppression."""
        trace = suppression.trace
        return cls(id=suppression.id, subject_kind=trace.kind, digest=trace.digest, created_at=moment(suppression.created_at))


class SuppressionsOut(Out):
    """A page of suppressions."""

    items: list[SuppressionOut]
    total: int
    limit: int
    offset: int
