"""The demo's workspace, in a data folder of its own: whoever needs it first invents it."""

from pathlib import Path
from typing import Final

from outhost.appliance import Appliance
from outhost.domain.lists import LeadList
from outhost.domain.users import make_password
from outhost.domain.workspaces import Caller
from outhost.files.data_folder import DataFolder
from outhost.operations.lists import NewList
from outhost.operations.setup import DEMO_LISTS, add_demo_lists
from outhost.operations.users import NewUser
from outhost.store.transactions import Tx

DEMO_EMAIL: Final = "demo@outhost.example"
_SETTINGS: Final = "# The demo has an invented town; its names are answered on this machine alone.\nsandbox = true\n"


def demo_folder(data_dir: Path) -> DataFolder:
    """Name the demo's folder, which lies in the data folder."""
    return DataFolder(data_dir / "demo")


def begin_demo(data_dir: Path) -> DataFolder:
    """Make the demo's folder where there is none yet, with a town.

    Raises:
        UnusableFolder
    """
    folder = demo_folder(data_dir)
    folder.begin_settings(_SETTINGS)
    return folder


async def furnish(appliance: Appliance) -> Caller:
    """Invent somebody with a workspace, and lists to try things on, as far as they are not there yet."""
    if await appliance.setup.is_needed():
        new = NewUser(
            email=DEMO_EMAIL, full_name="Demo", workspace="Demo", password=make_password(), credits=appliance.settings.initial_credits,
            is_admin=True,
        )  # fmt: skip
        await appliance.users.set_up(new)
    caller = await appliance.users.founder_caller(email=DEMO_EMAIL, workspace_id=None, actor="setup")
    wanted = [*DEMO_LISTS, *(NewList(name=t.name, template=t.slug) for t in appliance.shipped)]
    names = {made.name for made in await appliance.read(lists_of, caller)}
    await add_demo_lists(appliance.lists, caller, tuple({new.name: new for new in wanted if new.name not in names}.values()))
    return caller


def lists_of(tx: Tx, caller: Caller) -> list[LeadList]:
    """Give the lists of a workspace."""
    return tx.lists.page(caller.workspace_id, limit=1000, offset=0)
