"""Drawing for a list: its spec, the assets that it and a lead's variables name, and whether the disk has room."""

import functools
import json
from collections.abc import Mapping

from outhost.domain.lists import LeadList
from outhost.domain.render_spec import RenderSpec, parse_render_spec
from outhost.domain.workspaces import Caller
from outhost.files.assets import Assets as AssetFiles
from outhost.files.data_folder import DataFolder
from outhost.files.images import Images
from outhost.operations.specs import usable_assets
from outhost.render.picture import KeptPicture
from outhost.render.studio import Studio
from outhost.store.sqlite import Store

_SPECS_KEPT = 256


class Drawings:
    """Draws the images of leads, each into its file."""

    def __init__(self, store: Store, studio: Studio, images: Images, assets: AssetFiles, folder: DataFolder, min_free_mb: int) -> None:
        """Draw in `studio` with `assets` into `images` while `folder` has `min_free_mb` of room; whose asset is whose, `store` knows."""
        self._store = store
        self._studio = studio
        self._images = images
        self._assets = assets
        self._folder = folder
        self._min_free_mb = min_free_mb
        self._spec_of = functools.lru_cache(maxsize=_SPECS_KEPT)(_parse)

    async def draw(self, caller: Caller, target: LeadList, variables: Mapping[str, str | None], image_name: str) -> KeptPicture:
        """Draw a lead of a `meme` list into the file of this name; it is safely on disk afterwards.

        Raises:
            TextOverflows
            DrawingFailed, DrawingTimedOut: faults.
        """
        assert target.render_spec is not None
        spec = self._spec_of(target.render_spec)
        wanted = {*spec.asset_ids(), *await self._named_assets(caller, spec, variables)}
        assets = {asset_id: self._assets.path(asset_id) for asset_id in wanted}
        path = self._images.path(image_name, spec.image_extension)
        return await self._studio.draw_file(path, spec, variables, assets, target.reduction)

    def check_disk(self) -> None:
        """Do nothing if the disk has room for more images.

        Raises:
            DiskFull
        """
        self._folder.require_room(self._min_free_mb)

    async def _named_assets(self, caller: Caller, spec: RenderSpec, variables: Mapping[str, str | None]) -> set[str]:
        """Give the assets that the lead's variables name and the caller may use."""
        named = {value for name in spec.asset_variables() if (value := variables.get(name))}
        return await self._store.read(usable_assets, caller, named, self._assets) if named else set()


def _parse(render_spec: str) -> RenderSpec:
    return parse_render_spec(json.loads(render_spec))
