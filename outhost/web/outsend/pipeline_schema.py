"""What pipelines can be made of, and whether a definition is right, as `/api` says it."""

from sanic import HTTPResponse

from outhost.domain.pipeline_shapes import version_faults
from outhost.domain.sessions import Visit
from outhost.domain.workspaces import Caller
from outhost.web.outsend.answers import as_cached_json, as_json
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call
from outhost.web.outsend.wire.pipeline_schema import PipelineSchemaOut, ValidateIn, ValidationOut


async def show(call: Call[Visit]) -> HTTPResponse:
    """Returns what a pipeline can be made of on this installation; takes no login, and may be cached.

    A block is a module as it stands in a pipeline. `accepts` and `produces` are buckets: an edge fits where all that its node may give is
    among the kinds that the next one accepts. A block that is `passthrough` gives what it takes. The owner's own modules are among them.
    """
    return as_cached_json(call.request, PipelineSchemaOut.of(await call.appliance.pipeline_checks.blocks()))


async def validate(call: Call[Caller]) -> HTTPResponse:
    """Says all that is wrong with a definition, one error a fault, and makes nothing.

    The answer is 200 whether it is right or not. `POST /api/pipelines` refuses the same faults with 422. Whether a list or a job that
    a node names is there is asked when the pipeline starts.
    """
    body = await body_of(call.request, ValidateIn)
    faults = [*version_faults(body.schema_version), *await call.appliance.pipeline_checks.faults(body.definition)]
    return as_json(ValidationOut.of(faults, call.visit.locale))
