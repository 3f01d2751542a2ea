"""What pipelines can be made of, as it is shown, and what is wrong with a definition."""

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from outhost.domain.errors import Issue
from outhost.domain.modules import Module
from outhost.domain.pipeline_ports import BUCKETS, MOST_INPUTS, MOST_NODES, SCHEMA_VERSION, names_of, ports_of, type_of
from outhost.web.outsend.wire.errors import FieldErrorOut
from outhost.web.outsend.wire.form import In, Out
from outhost.web.outsend.wire.modules import NO_PARAMS, PairOut


class PipelineLimitsOut(Out):
    """How large a pipeline may be."""

    max_nodes: int = Field(description="Nodes of a definition.")
    max_inputs_per_node: int = Field(description="Edges that lead to a node; a root has none.")


class BlockOut(Out):
    """A module as it stands in a pipeline."""

    type: str = Field(description="What a node of it has as its `type`.")
    job_type: str = Field(description="What its jobs have as theirs: `verify_emails` for `verify`.")
    category: str
    label: PairOut
    description: PairOut
    root: bool = Field(description="Takes no input: rows begin here.")
    passthrough: bool = Field(description="Gives what it takes, so that what may follow depends on what comes before.")
    accepts: list[str] = Field(description="Buckets that it takes; none for a root.")
    produces: str | None = Field(description="Bucket that it gives; null where that is the one that it takes.")
    needs_columns: list[str] = Field(description="Columns that a row must have, by their canonical names.")
    produces_columns: list[str] = Field(description="Columns that it adds.")
    alpha_unavailable: bool = Field(description="Needs something that is not set up here; a pipeline with it is refused with 503.")
    config_schema: dict[str, Any] = Field(description="JSON Schema of a node's `config`.")

    @classmethod
    def of(cls, module: Module) -> "BlockOut":
        """Shape a module."""
        ports = ports_of(module)
        return cls(
            type=type_of(module.slug),
            job_type=module.slug,
            category=module.category.value,
            label=PairOut.of(module.label),
            description=PairOut.of(module.description),
            root=ports.is_root,
            passthrough=ports.passes_through,
            accepts=names_of(ports.accepts),
            produces=ports.produces.value if ports.produces else None,
            needs_columns=list(module.needs),
            produces_columns=list(module.produces),
            alpha_unavailable=module.missing is not None,
            config_schema=dict(module.config_schema) or NO_PARAMS,
        )


class PipelineSchemaOut(Out):
    """What pipelines can be made of here."""

    schema_version: int
    limits: PipelineLimitsOut
    buckets: dict[str, list[str]] = Field(
        description="Names for what a block takes or gives, each with the kinds of rows that it stands for."
    )
    blocks: list[BlockOut]

    @classmethod
    def of(cls, modules: Sequence[Module]) -> "PipelineSchemaOut":
        """Shape the modules that can stand in one."""
        return cls(
            schema_version=SCHEMA_VERSION,
            limits=PipelineLimitsOut(max_nodes=MOST_NODES, max_inputs_per_node=MOST_INPUTS),
            buckets={name: sorted(kinds) for name, kinds in BUCKETS.items()},
            blocks=[BlockOut.of(module) for module in modules],
        )


class ValidateIn(In):
    """A definition that is to be looked at."""

    schema_version: int | None = Field(None, description="Of the form of the definition, as `GET /api/pipelines/schema` has it.")
    definition: Any = Field(description="Nodes and edges, as `POST /api/pipelines` takes them.")


class ValidationOut(Out):
    """Whether a definition is right, and all that is wrong with it."""

    valid: bool
    errors: list[FieldErrorOut]

    @classmethod
    def of(cls, issues: Sequence[Issue], locale: str) -> "ValidationOut":
        """Shape faults."""
        return cls(valid=not issues, errors=[FieldErrorOut(field=issue.path, message=issue.say(locale)) for issue in issues])
