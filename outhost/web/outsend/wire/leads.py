"""The shapes of leads on `/api`."""

from typing import Any

from pydantic import Field

from outhost.domain.alt_texts import alt_text_of
from outhost.domain.leads import Lead
from outhost.domain.links import ImageAddress
from outhost.domain.lists import LeadList
from outhost.domain.render_spec import RenderSpec
from outhost.domain.tables import TablePreview
from outhost.web.outsend.wire.form import In, OkOut, Out, moment


class RedrawLeadIn(In):
    """Values that were wrong."""

    variables: dict[str, Any] = Field(
        description="The values to change, by variable name: text, number, boolean, or null for none. What is left out stays."
    )


class LeadOut(Out):
    """A lead."""

    lead_id: str
    tracking_id: str
    image_url: str
    variables: dict[str, str | None] = Field(description="Every variable of the list in declared order, null where it was missing.")
    missing_variables: list[str]
    warnings: list[str] = Field(description="What is doubtful about the picture, as `code:path`.")
    alt_text: str = Field(description="What stands for the picture where it can't be seen.")
    review_status: str = Field(
        description="`clear`, `needs_review`, `approved` or `rejected`; the image is shown if `clear` or `approved`."
    )
    created_at: str

    @classmethod
    def of(cls, lead_list: LeadList, spec: RenderSpec, lead: Lead, images: ImageAddress) -> "LeadOut":
        """Shape a lead of a list with this spec."""
        return cls(
            lead_id=lead.lead_id,
            tracking_id=lead.tracking_id,
            image_url=images.of(lead.tracking_id, lead.image_extension),
            variables=dict(lead.variables),
            missing_variables=[name for name, value in lead.variables.items() if value is None],
            warnings=list(lead.warnings),
            alt_text=alt_text_of(spec, lead_list.options.alt_text, lead.variables),
            review_status=str(lead.review_status),
            created_at=moment(lead.created_at),
        )


class LeadsOut(Out):
    """A page of leads, newest first."""

    items: list[LeadOut]
    total: int
    limit: int
    offset: int


class DecidedOut(OkOut):
    """A verdict on all that waited."""

    decided: int = Field(description="How many leads it was about.")


class TablePreviewOut(Out):
    """What a table would become."""

    kind: str = Field(description="`csv` or `xlsx`.")
    delimiter: str | None = Field(description="Of a CSV.")
    encoding: str | None = Field(description="Of a CSV.")
    sheet: str | None = Field(description="Of a workbook: its first sheet that is shown.")
    has_header: bool = Field(description="Whether the first row names the columns; they are numbered otherwise.")
    columns: list[str]
    mapping: dict[str, str] = Field(description="The column of each variable that has one.")
    rows: list[dict[str, str | None]] = Field(description="The first 20 rows as variables, null where there is nothing.")
    row_count: int
    warnings: list[str] = Field(description="What is doubtful, in the caller's language.")

    @classmethod
    def of(cls, preview: TablePreview, locale: str) -> "TablePreviewOut":
        """Shape a preview."""
        form = preview.form
        return cls(
            kind=str(form.kind),
            delimiter=form.delimiter,
            encoding=form.encoding,
            sheet=form.sheet,
            has_header=form.has_header,
            columns=list(form.columns),
            mapping=dict(preview.mapping),
            rows=[dict(row) for row in preview.rows],
            row_count=preview.row_count,
            warnings=[warning.say(locale) for warning in preview.warnings],
        )
