"""The description held against the server: whatever a machine makes of the schemas, the answer is one that is described."""

import asyncio
import copy
import functools
import json
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import pytest
import schemathesis
from atlases import bakery_in_lyon
from houses import House, OpenHouse
from scenes import Scene, set_scene
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from outhost.web.endpoint import Endpoint
from outhost.web.openapi import Description
from outhost.web.openapi.operations import name_of, template_of
from outhost.web.outsend.table import TABLE as OUTSEND
from outhost.web.outwink.table import TABLE as OUTWINK
from outhost.web.table import Table, gaps_of

ROWS = [
    pytest.param(table, endpoint, id=name_of(table, endpoint))
    for table in (OUTWINK, OUTSEND)
    for endpoint in table.endpoints
    if not endpoint.is_event_stream  # an answer without an end, which this tool would wait for
]


@pytest.fixture(scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house of its own: what is called here deletes, and uses up tries."""
    async with open_house(tmp_path_factory.mktemp("described")) as house:
        bakery_in_lyon(house.appliance.folder.path)  # without a map to look at, 503 is the answer to everything
        yield house


@pytest.mark.parametrize(("table", "endpoint"), ROWS)
async def test_no_answer_is_undescribed(table: Table, endpoint: Endpoint, stage: House) -> None:
    """No 5xx, no status, media type, header or body but those that the document promises; what is invalid is refused."""
    async with set_scene(stage) as scene:
        settings = _SETTINGS | {"base-url": stage.url, "headers": await _credentials(table, endpoint, scene)}
        if gaps_of(endpoint):
            assert await _faults(table, endpoint, settings | {"phases": _QUICK}) == []
            settings["parameters"] = {f"path.{name}": value for name, value in (await scene.in_path(endpoint)).items()}
        assert await _faults(table, endpoint, settings) == []


_QUICK: Mapping[str, Any] = {"stateful": {"enabled": False}, "coverage": {"enabled": False}}
"""Calls by chance alone: what a path names is then nobody's, so that they end at the door."""
_SETTINGS: Mapping[str, Any] = {
    "seed": 1,
    "cache": {"enabled": False},
    "generation": {"max-examples": 4, "deterministic": True, "database": "none", "with-security-parameters": False},
    "phases": {"stateful": {"enabled": False}},
    # A text can have the shape that the schema asks for and be no address, or a code that nobody knows: rules are no shapes.
    "checks": {"positive_data_acceptance": {"enabled": False}},
}


async def _faults(table: Table, endpoint: Endpoint, settings: Mapping[str, Any]) -> list[str]:
    """Call an endpoint with what follows from its schemas, by rule and by a fixed chance; list what was wrong with the answers."""
    document = _excerpt(template_of(endpoint))
    schema = schemathesis.openapi.from_dict(document, config=SchemathesisConfig.from_dict(dict(settings)))
    engine = from_schema(schema.include(operation_id=name_of(table, endpoint)))
    return await asyncio.to_thread(lambda: [fault for event in engine.execute() for fault in _told(event)])


def _excerpt(path: str) -> dict[str, Any]:
    """Give the document with one path and the shapes that it leads to: reading all of them takes longer than calling one."""
    document = copy.deepcopy(_whole())
    document["paths"] = {path: document["paths"][path]}
    shapes, kept = document["components"]["schemas"], {}
    wanted = _shapes_in(document["paths"])
    while wanted:
        name = wanted.pop()
        kept[name] = shapes[name]
        wanted |= _shapes_in(kept[name]) - set(kept)
    document["components"]["schemas"] = kept
    return document


@functools.cache
def _whole() -> dict[str, Any]:
    return Description((OUTWINK, OUTSEND)).document("http://127.0.0.1")


def _shapes_in(part: object) -> set[str]:
    return set(re.findall(r"#/components/schemas/(\w+)", json.dumps(part)))


def _told(event: events.EngineEvent) -> Iterator[str]:
    if isinstance(event, events.ScenarioFinished):
        for each in (each for checks in event.recorder.checks.values() for each in checks):
            if each.failure_info:
                yield f"{each.name}: {each.failure_info.failure}\n{each.failure_info.code_sample}"
    elif isinstance(event, events.NonFatalError):
        yield str(event.info)
    elif isinstance(event, events.FatalError):
        raise event.exception


async def _credentials(table: Table, endpoint: Endpoint, scene: Scene) -> dict[str, str]:
    """Come in by a key where one may, else by a session."""
    if "bearer" in table.ways_in(endpoint):
        return {"Authorization": f"Bearer {scene.key}"}
    if table is OUTSEND:
        return {"Cookie": f"outsend_session={scene.owner.client.cookies['outsend_session']}"}
    return {"X-API-Key": (await scene.post("/api/outwink-key/rotate"))["api_key"]}
