"""What comes before an appliance: a folder made ready, and modules that can be looked at without one."""

from functools import partial
from pathlib import Path

from outhost.atlas.reader import Atlas, AtlasWatch
from outhost.domain.clock import Clock
from outhost.files.data_folder import DataFolder, FolderLock
from outhost.jobtypes.context import Tools
from outhost.jobtypes.loader import plugin_files
from outhost.jobtypes.pool import Pool
from outhost.operations.modules import Modules
from outhost.resources import shipped_plugins
from outhost.settings import Settings
from outhost.store.migrations import migrate
from outhost.tables.records import read_records


def prepare(folder: DataFolder, clock: Clock) -> FolderLock:
    """Make a data folder ready to be opened: take its lock and migrate its database. Blocks.

    Raises:
        UnusableFolder, FolderInUse, NewerSchema, DamagedDatabase
    """
    folder.make()
    lock = FolderLock(folder)
    try:
        migrate(folder.database, folder.backups, clock.now())
    except BaseException:
        lock.release()
        raise
    return lock


def own_plugins(folder: DataFolder, settings: Settings) -> Path:
    """Name the folder of the plugins that owners brought."""
    return Path(settings.plugins_dir) if settings.plugins_dir else folder.plugins


def open_pool(folder: DataFolder, settings: Settings) -> Pool:
    """Open worker processes on the plugins of an installation; no process starts before it is needed, and nothing else is opened."""
    tools = Tools(read_table=read_records, open_atlas=partial(Atlas, folder.atlas_file))
    return Pool(lambda: plugin_files(shipped_plugins(), own_plugins(folder, settings)), settings.plugin_options(), tools)


def open_modules(pool: Pool, folder: DataFolder) -> Modules:
    """Open the registry of modules on worker processes; nothing of the folder but its atlas is looked at."""
    return Modules(pool, AtlasWatch(folder.atlas_file))
