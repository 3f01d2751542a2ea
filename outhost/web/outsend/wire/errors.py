"""The shape of every answer that is not a 2xx."""

from pydantic import BaseModel, Field


class FieldErrorOut(BaseModel):
    """One fault of one field."""

    field: str = Field(description="Dotted path of the field (`items.3.email`).")
    message: str


class ErrorOut(BaseModel):
    """What went wrong, in the caller's language; `errors` only where it is about fields."""

    detail: str
    errors: list[FieldErrorOut] | None = None
