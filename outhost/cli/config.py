"""`outhost config`: the settings in force."""

import click

from outhost import settings
from outhost.cli.terminal import Terminal, on_terminal, table
from outhost.files.data_folder import DataFolder


@click.group("config")
def command() -> None:
    """Look at the settings."""


@command.command("show")
@on_terminal
def show_command(terminal: Terminal) -> None:
    """Show every setting, its value and where it came from; secrets are masked."""
    configuration = settings.load(DataFolder(terminal.data_dir).settings, {})
    secrets = {key: str(getattr(configuration.settings, key)) for key in settings.SECRETS}  # which says stars
    values = configuration.settings.model_dump() | secrets
    document = {key: {"value": value, "from": configuration.origins[key]} for key, value in values.items()}
    rows = [[key, entry["value"], entry["from"], settings.Settings.model_fields[key].description] for key, entry in document.items()]
    terminal.answer(document, table(["SETTING", "VALUE", "FROM", "MEANING"], rows))
