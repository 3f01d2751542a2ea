"""What can be done with templates."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from outhost.domain.render_spec import AssetFacts, check_against_assets, parse_render_spec
from outhost.files.whole import write_whole
from outhost.render.assets import inspect_asset
from outhost.render.picture import Picture
from outhost.render.studio import Studio
from outhost.resources import ShippedTemplate
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx


class Templates:
    """The built-in templates, as this version of outhost ships them."""

    def __init__(self, store: Store, shipped: Sequence[ShippedTemplate]) -> None:
        """Keep `shipped` in `store`."""
        self._store = store
        self._shipped = shipped

    async def load_shipped(self) -> None:
        """Set the built-in templates to what is shipped; writes only what differs."""
        await self._store.write(_put_all, self._shipped)


def _put_all(tx: Tx, shipped: Sequence[ShippedTemplate]) -> None:
    for template in shipped:
        tx.templates.put_builtin(template.slug, template.name, json.dumps(template.document, ensure_ascii=False))


async def preview(
    document: object, variables: Mapping[str, str | None], files: Mapping[str, Path], own_fonts: Path | None = None
) -> Picture:
    """Draw a render spec once, without an installation.

    `files` are its pictures, by SHA-256; `own_fonts` is the folder of the owner's fonts.

    Raises:
        InvalidInput, TextOverflows
    """
    spec = parse_render_spec(document)
    facts = {asset_id: await asyncio.to_thread(_facts, path) for asset_id, path in files.items()}
    check_against_assets(spec, facts)
    studio = Studio(write_whole, processes=1, own_fonts=own_fonts)
    try:
        return await studio.draw(spec, dict(variables), files)
    finally:
        await studio.close()


def _facts(path: Path) -> AssetFacts:
    return inspect_asset(path.read_bytes())
