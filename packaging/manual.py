"""Writes the man page from the commands themselves: `make manual`."""

import re
import sys
from collections.abc import Iterator

import click

from outhost.cli.program import program

_HEAD = """.TH OUTHOST 1 "" "outhost" "User Commands"
.SH NAME
outhost \\- finds leads, watches them and draws a personalised image for each
.SH SYNOPSIS
.B outhost
[\\fICOMMAND\\fR [\\fIOPTION\\fR]... [\\fIARGUMENT\\fR]...]"""

_TAIL = """.SH SETTINGS
Every setting can stand in
.I outhost.toml
in the data folder or in the environment as OUTHOST_KEY;
.B outhost config show
lists them with what each means and where its value came from.
.SH EXIT STATUS
0 done, 1 refused, 2 wrong usage, 3 a fault of outhost."""


def manual() -> str:
    """Write the page in the man macros of troff."""
    context = click.Context(program, info_name="outhost")
    parts = [_HEAD, ".SH DESCRIPTION", _prose(program.help or ""), ".SH COMMANDS"]
    for name in program.list_commands(context):
        command = program.get_command(context, name)
        assert command is not None
        parts.extend(_command(command, click.Context(command, info_name=name, parent=context)))
    return "\n".join([*parts, _TAIL, ""])


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from _command(child, click.Context(child, info_name=name, parent=context))
        return
    yield f".SS {_escaped(context.command_path)} {_escaped(' '.join(command.collect_usage_pieces(context)))}"
    yield _prose(command.help or "")
    for parameter in command.get_params(context):
        if isinstance(parameter, click.Option) and parameter.name != "help":
            record = parameter.get_help_record(context)
            if record is not None:
                yield f".TP\n\\fB{_escaped(record[0])}\\fR\n{_escaped(record[1]) or ' '}"


def _prose(text: str) -> str:
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "\n.PP\n".join(_escaped(" ".join(paragraph.split())) for paragraph in paragraphs)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")


if __name__ == "__main__":
    sys.stdout.write(manual())
