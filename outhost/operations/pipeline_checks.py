"""What can be done with definitions of pipelines before there is one: looked at for faults, with what each module says of its params."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.modules import Module
from outhost.domain.pipeline_exports import fill_faults, filled
from outhost.domain.pipeline_faults import faults_of
from outhost.domain.pipeline_ports import blocks_among, slug_of
from outhost.domain.pipeline_shapes import DEFINITION, nodes_of, plain
from outhost.domain.pipelines import Definition
from outhost.domain.words import Text
from outhost.operations.modules import Modules, refuse_long

_NOT_BEHIND: Final = Text(
    en="can only be {value} in a node that follows one of type {type} whose `{param}` is {needed}",
    fr="ne peut être {value} que dans un nœud qui suit un nœud {type} dont `{param}` est {needed}",
)


class PipelineChecks:
    """The registry, as pipelines see it."""

    def __init__(self, modules: Modules) -> None:
        """Ask `modules` which there are, and whether they take what they are told."""
        self._modules = modules

    async def blocks(self) -> Sequence[Module]:
        """Give the modules that can stand in a pipeline, in the order in which they are shown."""
        return blocks_among(await self._modules.all())

    async def read(self, document: Any) -> Definition:
        """Read a definition.

        Raises:
            InvalidInput: one issue a fault.
        """
        if issues := await self.faults(document):
            raise InvalidInput(*issues)
        return Definition.of(plain(document))

    async def read_filled(self, document: object, fill: Mapping[str, Mapping[str, Any]]) -> Definition:
        """Read a definition into which params are put, by node.

        Raises:
            InvalidInput: one issue a fault.
        """
        if issues := fill_faults(document, fill):
            raise InvalidInput(*issues)
        return await self.read(filled(document, fill))

    async def faults(self, document: Any) -> list[Issue]:
        """Give what is wrong with a definition, one issue a fault: its form, how its nodes are joined, what each module is told."""
        modules = {module.slug: module for module in await self.blocks()}
        issues = faults_of(document, modules.values())
        broken = {issue.path for issue in issues}
        if DEFINITION in broken:  # as a whole: it is too long, or none, and no module is sent millions of values
            return issues
        told: dict[int, Mapping[str, Any]] = {}
        for place, node_type, config in nodes_of(document):
            module, path = modules.get(slug_of(node_type)), f"definition.nodes.{place}.config"
            if module is None or path in broken:
                continue
            try:
                told[place] = await self._modules.checked(module, config)
                refuse_long(told[place])
            except InvalidInput as invalid:
                issues += [Issue(f"{path}.{issue.path}", issue.message) for issue in invalid.issues]
        return issues or _order_faults(Definition.of(plain(document)), modules, told)


def _order_faults(definition: Definition, modules: Mapping[str, Module], told: Mapping[int, Mapping[str, Any]]) -> list[Issue]:
    """Say which nodes go on where another run of their module ended, and do not follow one."""
    places = {node.id: place for place, node in enumerate(definition.nodes)}
    issues = []
    for place, node in enumerate(definition.nodes):
        earlier, edge = modules[slug_of(node.type)].earlier(told[place]), definition.edge_into(node.id)
        if earlier is None:
            continue
        before = places[edge.source] if edge is not None else place
        if definition.nodes[before].type != node.type or told[before].get(earlier.param) != earlier.needed:
            message = _NOT_BEHIND.filled(value=earlier.value, type=node.type, param=earlier.param, needed=earlier.needed)
            issues.append(Issue(f"definition.nodes.{place}.config.{earlier.param}", message))
    return issues
