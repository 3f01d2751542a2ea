"""`outhost completion`: what a shell needs to complete our commands and options."""

import click
from click.shell_completion import get_completion_class

from outhost.cli.terminal import Terminal, on_terminal

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
@on_terminal
def command(terminal: Terminal, ctx: click.Context, shell: str) -> None:
    """Print the script that completes outhost's commands in a shell.

    For bash: `outhost completion bash > ~/.local/share/bash-completion/completions/outhost`.
    """
    completion = get_completion_class(shell)
    assert completion is not None
    script = completion(ctx.find_root().command, {}, "outhost", "_OUTHOST_COMPLETE").source()
    terminal.answer({"shell": shell, "script": script}, [script])
