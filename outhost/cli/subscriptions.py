"""`outhost subscriptions`: what `/v1/me` shows of a plan."""

from typing import Any

import click

from outhost.appliance import Appliance
from outhost.cli.line import run
from outhost.cli.terminal import Terminal, on_terminal, read_moment, whose
from outhost.domain.clock import from_text_or_none, whole_seconds_or_none
from outhost.domain.subscriptions import Status, Subscription


@click.group("subscriptions")
def command() -> None:
    """Set plans."""


@command.command("set")
@click.option("--plan", required=True, metavar="PLAN", help="The plan's name, such as growth.")
@click.option("--status", required=True, type=click.Choice([status.value for status in Status]))
@click.option("--period-end", metavar="TS", help="When the current period ends, such as 2026-06-01T00:00:00Z.")
@click.option("--cancel-at-period-end", is_flag=True)
@whose
@on_terminal
def set_command(
    terminal: Terminal,
    *,
    plan: str,
    status: str,
    period_end: str | None,
    cancel_at_period_end: bool,
    email: str | None,
    workspace_id: int | None,
) -> None:
    """Set a workspace's subscription to a plan."""
    end = read_moment(period_end, "--period-end") if period_end else None
    made = run(
        terminal.data_dir, put, plan=plan, status=status, period_end=whole_seconds_or_none(end),
        cancel_at_period_end=cancel_at_period_end, email=email, workspace_id=workspace_id,
    )  # fmt: skip
    terminal.answer(made, [f"The subscription to {plan} is {status}."])


async def put(
    appliance: Appliance, *, plan: str, status: str, period_end: str | None, cancel_at_period_end: bool, email: str | None,
    workspace_id: int | None,
) -> dict[str, Any]:  # fmt: skip
    """Set a subscription."""
    caller = await appliance.users.founder_caller(email=email, workspace_id=workspace_id, actor="command_line")
    subscription = Subscription(
        plan_name=plan, status=Status(status), current_period_end=from_text_or_none(period_end),
        cancel_at_period_end=cancel_at_period_end,
    )  # fmt: skip
    await appliance.subscriptions.put(caller, subscription)
    return {"plan_name": plan, "status": status, "current_period_end": period_end, "cancel_at_period_end": cancel_at_period_end}
