"""Workflows of n8n, as the documentation shows them: their nodes replayed in order, with the few expressions that they use.

Nothing of n8n runs here: each HTTP Request node becomes the request that n8n would send, each IF takes its way, a Wait is told to the
test. An expression or a node that this does not know fails, so that no workflow is only half tried.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from outhost.resources import shipped

Item = dict[str, Any]

EXECUTION: Final = "4711"
PATIENCE_SECONDS: Final = 60
_EXPRESSION: Final = re.compile(r"\{\{ (.*?) \}\}")
_NODE: Final = re.compile(r"\$\('([^']+)'\)\.first\(\)\.json(.*)")
_PART: Final = re.compile(r"\.(\w+)|\['([^']+)'\]")
_TIMES: Final = re.compile(r"\$pageCount \* (\d+)")
_SHORT: Final = re.compile(r"\$response\.body\.length < (\d+)")


class Stopped(Exception):
    """A workflow came to its Stop and Error node."""


@dataclass(kw_only=True)
class Replay:
    """One execution of a workflow by whoever holds a key; `waits` is asked to let time go by, `base` stands in its settings."""

    workflow: Mapping[str, Any]
    client: httpx.AsyncClient
    base: str
    waits: Callable[[], Awaitable[None]]
    secret: str = ""
    calls: list[httpx.Response] = field(default_factory=list)
    outputs: dict[str, list[Item]] = field(default_factory=dict)
    binary: bytes = b""

    async def run(self, first: Item | None = None) -> list[Item]:
        """Go from the trigger to the end, and give what the last node gave; `first` is what a Webhook node received."""
        nodes = {node["name"]: node for node in self.workflow["nodes"]}
        name, items = self.workflow["nodes"][0]["name"], [first or {}]
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await self._follow(nodes, name, items)

    async def _follow(self, nodes: Mapping[str, Any], name: str, items: list[Item]) -> list[Item]:
        while True:
            items, branch = await self._do(nodes[name], items)
            self.outputs[name] = items
            after = self.workflow["connections"].get(name, {"main": []})["main"]
            if branch >= len(after) or not after[branch]:
                return items
            ((follower),) = after[branch]
            name = follower["node"]

    async def _do(self, node: Mapping[str, Any], items: list[Item]) -> tuple[list[Item], int]:
        params, item = node["parameters"], items[0]
        match node["type"].removeprefix("n8n-nodes-base."):
            case "manualTrigger" | "webhook":
                return items, 0
            case "set":
                return [{"base": self.base}], 0
            case "wait":
                await self.waits()
                return items, 0
            case "httpRequest":
                return await self._ask(params, item), 0
            case "if":
                return items, 0 if self._holds(params["conditions"], item) else 1
            case "crypto":
                return [item | {params["dataPropertyName"]: self._signature(params)}], 0
            case "stopAndError":
                raise Stopped(self._said(params["errorMessage"], item))
        raise AssertionError(f"What is a {node['type']}?")

    async def _ask(self, params: Mapping[str, Any], item: Item) -> list[Item]:
        assert (params["authentication"], params["genericAuthType"]) == ("genericCredentialType", "httpHeaderAuth")
        query = {each["name"]: self._said(each["value"], item) for each in params.get("queryParameters", {}).get("parameters", ())}
        paging = params["options"].get("pagination", {}).get("pagination")
        found: list[Item] = []
        for page in range(paging["maxRequests"] if paging else 1):
            turned = {
                each["name"]: self._said(each["value"], item, page=page) for each in (paging["parameters"]["parameters"] if paging else ())
            }
            body = await self._answer(params, item, query | turned)
            found += body if isinstance(body, list) else [body]
            if paging and self._said(paging["completeExpression"], item, body=body) == "True":
                break
        return found

    async def _answer(self, params: Mapping[str, Any], item: Item, query: Mapping[str, str]) -> Any:
        headers = {each["name"]: self._said(each["value"], item) for each in params.get("headerParameters", {}).get("parameters", ())}
        content = None
        if params.get("sendBody"):
            assert params["specifyBody"] == "json"
            content, headers["Content-Type"] = json.dumps(json.loads(params["jsonBody"])), "application/json"
        answer = await self.client.request(
            params["method"], self._said(params["url"], item), params=query, headers=headers, content=content
        )
        self.calls.append(answer)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def _holds(self, conditions: Mapping[str, Any], item: Item) -> bool:
        held = [self._said(each["leftValue"], item) == self._said(each["rightValue"], item) for each in conditions["conditions"]]
        assert {each["operator"]["operation"] for each in conditions["conditions"]} == {"equals"}
        return any(held) if conditions["combinator"] == "or" else all(held)

    def _signature(self, params: Mapping[str, Any]) -> str:
        assert (params["action"], params["binaryData"], params["type"], params["encoding"]) == ("hmac", True, "SHA256", "hex")
        return hmac.new(self.secret.encode(), base64.b64decode(base64.b64encode(self.binary)), hashlib.sha256).hexdigest()

    def _said(self, text: str, item: Item, *, page: int = 0, body: Any = None) -> str:
        """Say a value; one that begins with `=` has expressions in it."""
        if not text.startswith("="):
            return text
        return _EXPRESSION.sub(lambda found: str(self._value(found[1], item, page, body)), text[1:])

    def _value(self, expression: str, item: Item, page: int, body: Any) -> Any:
        if expression == "$execution.id":
            return EXECUTION
        if times := _TIMES.fullmatch(expression):
            return page * int(times[1])
        if short := _SHORT.fullmatch(expression):
            return len(body) < int(short[1])
        if node := _NODE.fullmatch(expression):
            return _inside(self.outputs[node[1]][0], node[2])
        assert expression.startswith("$json"), expression
        return _inside(item, expression.removeprefix("$json"))


def workflow(name: str) -> Mapping[str, Any]:
    """Read a workflow that the documentation shows."""
    read: Mapping[str, Any] = json.loads(shipped("docs", "n8n", f"{name}.json").read_text("utf-8"))
    return read


def _inside(value: Any, path: str) -> Any:
    assert "".join(part[0] for part in _PART.finditer(path)) == path, path
    for part in _PART.finditer(path):
        value = value[part[1] or part[2]]
    return value
