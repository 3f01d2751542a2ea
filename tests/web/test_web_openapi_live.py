"""The description held against the server: whatever a machine makes of the schemas, the answer is one that is described."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import pytest
import schemathesis
from houses import House, OpenHouse
from scenes import Scene, set_scene
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from outhost.web.endpoint import Endpoint
from outhost.web.openapi import Description
from outhost.web.openapi.operations import name_of
from outhost.web.outsend.table import TABLE as OUTSEND
from outhost.web.outwink.table import TABLE as OUTWINK
from outhost.web.table import Table, gaps_of

ROWS = [pytest.param(table, endpoint, id=name_of(table, endpoint)) for table in (OUTWINK, OUTSEND) for endpoint in table.endpoints]


@pytest.fixture(scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house of its own: what is called here deletes, and uses up tries."""
    async with open_house(tmp_path_factory.mktemp("described")) as house:
        yield house


@pytest.mark.parametrize(("table", "endpoint"), ROWS)
async def test_no_answer_is_undescribed(table: Table, endpoint: Endpoint, stage: House) -> None:
    """No 5xx, no status, media type, header or body but those that the document promises; bad input is refused, and so is nobody."""
    async with set_scene(stage) as scene:
        headers = await _credentials(table, scene)
        document = Description((OUTWINK, OUTSEND)).document(stage.url)
        for known in ({}, await scene.in_path(endpoint)) if gaps_of(endpoint) else ({},):
            faults = await asyncio.to_thread(lambda: list(_faults(document, name_of(table, endpoint), headers, known)))  # noqa: B023 - awaited
            assert faults == []


def _faults(document: dict[str, Any], operation: str, headers: Mapping[str, str], known: Mapping[str, Any]) -> Iterator[str]:
    """Call an operation with what follows from its schemas, by rule and by a fixed chance; give what was wrong with the answers."""
    settings = {
        "base-url": document["servers"][0]["url"],
        "headers": dict(headers),
        "parameters": {f"path.{name}": value for name, value in known.items()},
        "seed": 1,
        "cache": {"enabled": False},
        "generation": {"max-examples": 4, "deterministic": True, "database": "none", "with-security-parameters": False},
        "phases": {"stateful": {"enabled": False}},
        # A text can have the shape that the schema asks for and be no address, or a code that nobody knows: rules are no shapes.
        "checks": {"positive_data_acceptance": {"enabled": False}},
    }
    schema = schemathesis.openapi.from_dict(document, config=SchemathesisConfig.from_dict(settings)).include(operation_id=operation)
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            found = (each for checks in event.recorder.checks.values() for each in checks if each.failure_info)
            yield from (f"{each.name}: {each.failure_info.failure}\n{each.failure_info.code_sample}" for each in found if each.failure_info)
        elif isinstance(event, events.NonFatalError):
            yield str(event.info)
        elif isinstance(event, events.FatalError):
            raise event.exception


async def _credentials(table: Table, scene: Scene) -> dict[str, str]:
    if table is OUTSEND:
        return {"Cookie": f"outsend_session={scene.owner.client.cookies['outsend_session']}"}
    return {"X-API-Key": (await scene.post("/api/outwink-key/rotate"))["api_key"]}
