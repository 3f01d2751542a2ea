"""Assets: pictures that owners bring, kept once."""

import io

import pytest
from houses import Tenant
from PIL import Image
from traces import traces_of

from outhost.domain.assets import asset_id_of
from outhost.domain.errors import InvalidInput


def picture(kind: str = "PNG", size: tuple[int, int] = (4, 3)) -> bytes:
    """Draw a small picture in a file format."""
    data = io.BytesIO()
    Image.new("RGB", size, "#224466").save(data, kind)
    return data.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
async def test_a_picture_is_kept_under_the_name_of_its_bytes(tenant: Tenant, kind: str) -> None:
    """I bring a picture: its facts come back, its bytes lie in a file, a second time changes nothing."""
    data = picture(kind)
    assets, folder = tenant.house.appliance.assets, tenant.house.appliance.folder.assets
    first = await assets.add(tenant.caller, data)
    assert await assets.add(tenant.caller, data) == first
    assert (first.asset_id, first.width, first.height, first.frames, first.size_bytes) == (asset_id_of(data), 4, 3, 1, len(data))
    assert (folder / first.asset_id[:2] / first.asset_id).read_bytes() == data
    assert await tenant.house.appliance.read(lambda tx: tx.assets.find(tenant.workspace_id, first.asset_id)) == first


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture()[:40],
        picture("BMP"),
        b"GIF89a" + b"\xff" * 50,
        b"\x00" * 6_000_000,
    ],
    ids=["empty", "text", "svg", "cut", "bmp", "a broken gif", "too large"],
)
async def test_what_is_no_picture_is_refused_and_not_kept(tenant: Tenant, data: bytes) -> None:
    """Anything but a whole PNG, JPEG, GIF or WebP is invalid input; no file, no row."""
    folder = tenant.house.appliance.folder.assets
    before = {path.name for path in folder.glob("*/*")}, await traces_of(tenant)
    with pytest.raises(InvalidInput):
        await tenant.house.appliance.assets.add(tenant.caller, data)
    assert ({path.name for path in folder.glob("*/*")}, await traces_of(tenant)) == before


async def test_a_neighbour_does_not_have_my_picture(tenant: Tenant) -> None:
    """The same bytes brought by two are two rows and one file."""
    neighbour = await tenant.house.move_in()
    await neighbour.client.aclose()
    asset = await tenant.house.appliance.assets.add(tenant.caller, picture(size=(7, 5)))
    read = tenant.house.appliance.read
    assert await read(lambda tx: tx.assets.find(neighbour.workspace_id, asset.asset_id)) is None
    await tenant.house.appliance.assets.add(neighbour.caller, picture(size=(7, 5)))
    assert await read(lambda tx: tx.assets.find(neighbour.workspace_id, asset.asset_id)) == asset
