"""`outhost webhooks`: the owner tells other programs what has ended, from the terminal, with and without a server."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from programs import Answer, Program
from webhooks import open_receiver

RunHere = Callable[..., Answer]

CHOSEN = "a secret that I chose"


async def test_i_make_one_try_it_and_look_what_came_of_it_beside_a_server(installed: Program) -> None:
    """From the first command to the last: made with a secret of mine, tried, looked at, sent again, rotated, enabled, deleted."""
    program = replace(installed, environment={"OUTHOST_WEBHOOK_ALLOW_PRIVATE": "1"})

    async def run(*words: str, said: str = "") -> Answer:
        answer = await asyncio.to_thread(program.run, "webhooks", *words, said=said)
        assert answer.status == 0, answer.err
        return answer

    async def until_delivered(webhook_id: str) -> list[dict[str, object]]:
        while True:
            found: list[dict[str, object]] = (await run("deliveries", webhook_id, "--json")).document["deliveries"]
            if all(one["status"] == "delivered" for one in found):
                return found

    async with open_receiver() as receiver:
        with program.serve():
            made = (await run("add", receiver.url(), "--event", "job.failed", "--secret-stdin", "--json", said=f"{CHOSEN}\n")).document
            assert (made["secret"], made["events"], made["is_active"]) == (CHOSEN, ["job.failed"], True)
            number = str(made["id"])
            assert CHOSEN not in (await run("list")).out
            assert (await run("test", number)).out.startswith("Delivery dlv_")
            (delivery,) = await until_delivered(number)
            assert (delivery["type"], delivery["answer_status"], delivery["answer"]) == ("webhook.test", 200, "ok")
            await run("resend", number, str(delivery["id"]))
            await until_delivered(number)
            rotated = (await run("rotate", number, "--json")).document
            assert rotated["secret"].startswith("whsec_")
            assert (await run("enable", number, "--json")).document["is_active"]
            assert "delivered" in (await run("deliveries", number, "--status", "delivered")).out
            assert (await run("delete", number, "--json")).document == {"deleted": True, "id": made["id"]}
            assert (await run("list", "--json")).document["webhooks"] == []
    assert [post.id for post in receiver.posts] == [delivery["id"]] * 2
    assert all(post.is_signed_by(CHOSEN) for post in receiver.posts)


def test_without_a_server_it_is_kept_for_one(run_here: RunHere, installed: Program) -> None:
    """No server runs: the webhook is made all the same, for everything there is to tell, and what it is to be sent waits."""
    made = run_here(installed, "webhooks", "add", "https://93.184.216.34/hook", "--json").document
    assert "veille.run_completed" in made["events"]
    assert run_here(installed, "webhooks", "test", str(made["id"]), "--json").document["status"] == "pending"
    assert "webhook.test" in run_here(installed, "webhooks", "deliveries", str(made["id"])).out


def test_what_is_not_there_or_may_not_be_is_said_in_a_line(run_here: RunHere, installed: Program) -> None:
    """A slip of the number, or an address in our own network, is refused with status 1 and what to do about it."""
    for words in (["test", "99"], ["deliveries", "99"], ["resend", "99", "dlv_1"], ["rotate", "99"], ["enable", "99"], ["delete", "99"]):
        assert run_here(installed, "webhooks", *words).status == 1
    refused = run_here(installed, "webhooks", "add", "https://192.168.1.4/hook")
    assert (refused.status, "webhook_allow_private" in refused.says) == (1, True)
