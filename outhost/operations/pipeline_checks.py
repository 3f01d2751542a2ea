"""What can be done with definitions of pipelines before there is one: looked at for faults, with what each module says of its params."""

from collections.abc import Mapping, Sequence
from typing import Any

from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.modules import Module
from outhost.domain.pipeline_exports import fill_faults, filled
from outhost.domain.pipeline_faults import faults_of
from outhost.domain.pipeline_ports import blocks_among, slug_of
from outhost.domain.pipeline_shapes import nodes_of, plain
from outhost.domain.pipelines import Definition
from outhost.operations.modules import Modules, refuse_long


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

    async def faults(self, document: object) -> list[Issue]:
        """Give what is wrong with a definition, one issue a fault: its form, how its nodes are joined, what each module is told."""
        modules = {module.slug: module for module in await self.blocks()}
        issues = faults_of(document, modules.values())
        broken = {issue.path for issue in issues}
        for place, node_type, config in nodes_of(document):
            module, path = modules.get(slug_of(node_type)), f"definition.nodes.{place}.config"
            if module is not None and path not in broken:
                issues += [Issue(f"{path}.{issue.path}", issue.message) for issue in await self._config_faults(module, config)]
        return issues

    async def _config_faults(self, module: Module, config: Mapping[str, Any]) -> Sequence[Issue]:
        try:
            refuse_long(await self._modules.checked(module, config))
        except InvalidInput as invalid:
            return invalid.issues
        return ()
