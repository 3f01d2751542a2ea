"""The page about webhooks: its examples check what outhost really sends, and let nothing pass that was forged."""

import asyncio
import json
import re
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import httpx
import pytest
from houses import House, OpenHouse
from webhooks import SECRET, Post, happen, make_webhook, open_receiver, until_tried

PYTHON = """
import base64, json, sys
secret, body, signature = json.load(sys.stdin)
print(json.dumps(is_genuine(secret, base64.b64decode(body), signature)))
"""
NODE = """
const [secret, body, signature] = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(isGenuine(secret, Buffer.from(body, "base64"), signature)));
"""


@pytest.mark.parametrize(
    ("language", "command", "caller"),
    [
        ("python", [sys.executable, "-c"], PYTHON),
        pytest.param("js", ["node", "-e"], NODE, marks=pytest.mark.needs("node")),
    ],
)
async def test_an_example_knows_what_is_ours_from_what_is_forged(
    tmp_path: Path, open_house: OpenHouse, language: str, command: list[str], caller: str
) -> None:
    """I copy it into my server: what outhost sent is genuine; another body, another secret, another length of signature are not."""
    async with open_receiver() as receiver, open_house(tmp_path, webhook_allow_private=True) as house:
        tenant = await house.move_in()
        webhook = await house.appliance.store.write(lambda tx: make_webhook(tx, tenant.workspace_id, receiver.url()))
        await happen(house, tenant.caller, name="Été à Nîmes")
        await until_tried(house, webhook, 1)
        program = await _example(house, language) + caller
    (post,) = receiver.posts

    async def says(secret: str = SECRET, body: bytes = post.body, signature: str = post.headers["x-outsend-signature"]) -> bool:
        sent = json.dumps([secret, _in_base64(body), signature]).encode()
        done = await asyncio.to_thread(subprocess.run, [*command, program], input=sent, capture_output=True, check=True)
        genuine: bool = json.loads(done.stdout)
        return genuine

    assert await says()
    assert not await says(secret="another secret than ours")
    assert not await says(body=post.body.replace(b"Nimes", b"Paris") + b" ")
    assert not await says(body=_written_again(post))
    assert not await says(signature="sha256=0")
    assert not await says(signature=post.headers["x-outsend-signature"].removeprefix("sha256="))
    assert not await says(signature="é")


async def _example(house: House, language: str) -> str:
    async with httpx.AsyncClient(base_url=house.url) as client:
        page = (await client.get("/docs/api/webhooks.md")).text
    (example,) = re.findall(rf"^```{language}\n(.+?)^```", page, re.DOTALL | re.MULTILINE)
    return str(example)


def _in_base64(body: bytes) -> str:
    return b64encode(body).decode()


def _written_again(post: Post) -> bytes:
    """Give the same document in other bytes, as from a program that reads JSON and writes it again."""
    return json.dumps(json.loads(post.body)).encode()
