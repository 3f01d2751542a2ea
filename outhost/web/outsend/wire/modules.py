"""Modules as they are shown."""

from typing import Any, Literal

from pydantic import Field, RootModel

from outhost.domain.modules import Module, ModuleState
from outhost.domain.words import Text
from outhost.operations.votes import Poll
from outhost.web.outsend.wire.form import Out

NO_PARAMS: dict[str, Any] = {"type": "object", "properties": {}}


class PairOut(Out):
    """Words in both languages."""

    fr: str
    en: str

    @classmethod
    def of(cls, text: Text) -> "PairOut":
        """Shape a text."""
        return cls(fr=text.fr, en=text.en)


class ModuleOut(Out):
    """A module of the registry."""

    slug: str
    category: Literal["sources", "enrich", "signals", "outreach", "tools"]
    label: PairOut
    description: PairOut
    needs: list[str] = Field(description="Columns that a row must have, by their canonical names.")
    produces: list[str] = Field(description="Columns that it adds.")
    pipelinable: bool
    is_on_demand: bool
    coming_soon: bool
    alpha_unavailable: bool = Field(description="Needs something that is not set up here; making a job answers 503 and says what.")
    api_endpoint: str | None
    config_schema: dict[str, Any] = Field(description="JSON Schema of its params.")
    lane: Literal["extraction", "parallel"] | None = Field(description="Which queue its jobs wait in.")

    @classmethod
    def of(cls, module: Module) -> "ModuleOut":
        """Shape a module."""
        is_active = module.state is ModuleState.ACTIVE
        return cls(
            slug=module.slug,
            category=module.category.value,
            label=PairOut.of(module.label),
            description=PairOut.of(module.description),
            needs=list(module.needs),
            produces=list(module.produces),
            pipelinable=is_active and module.is_pipelinable,
            is_on_demand=module.state is ModuleState.ON_DEMAND,
            coming_soon=module.state is ModuleState.COMING_SOON,
            alpha_unavailable=module.missing is not None,
            api_endpoint=f"/api/jobs/{module.slug}" if is_active else None,
            config_schema=dict(module.config_schema) or NO_PARAMS,
            lane=module.lane.value if is_active else None,
        )


class ModulesOut(RootModel[list[ModuleOut]]):
    """The registry, in the order in which it is shown."""


class VoteOut(Out):
    """How a module stands, once a vote was given or taken back."""

    slug: str
    votes: int
    voted: bool

    @classmethod
    def of(cls, poll: Poll) -> "VoteOut":
        """Shape a poll."""
        return cls(slug=poll.slug, votes=poll.votes, voted=poll.has_voted)
