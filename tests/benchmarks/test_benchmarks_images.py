"""What it costs to hand out an image that mail clients ask for again and again."""

import hashlib
import json
from pathlib import Path

import pytest
from drawing import variables_of
from furnishing import built_in, furnish
from grounds import photo, png_of
from ratios import SCALE, Table, at_least, in_turn
from servers import serving, serving_bare
from stills import document_of

from outhost.operations.lists import NewList

pytestmark = pytest.mark.bench

SECONDS = 1.0 * max(SCALE, 0.5)
SIZE = (800, 600)


@pytest.mark.parametrize(("kind", "connections"), [("photo", 1), ("photo", 32), ("gif", 32)])
def test_a_hot_image_is_handed_out_faster_than_a_file(tmp_path: Path, table: Table, kind: str, connections: int) -> None:
    """The lead's row is read each time, since it decides whether there is an image; Sanic's own `file()` reads the file."""
    premises = furnish(tmp_path / "house", [_photo() if kind == "photo" else NewList(name="Bench", template=built_in("gif").slug)])
    with serving(premises.folder) as house:
        body = json.dumps({"variables": variables_of(7)})
        made = house.load(f"/v1/lists/{premises.lists[0].public_id}/leads", key=premises.key, method="POST", body=body, count=1)
        path = "/" + json.loads(made["first"])["image_url"].split("/", 3)[3]
        status, headers, image = house.get(path)
        assert status == 200
        assert headers["content-type"] == ("image/png" if kind == "photo" else "image/gif")
        copy = tmp_path / "image"
        copy.write_bytes(image)
        with serving_bare(path=copy) as bare:
            ours, theirs, limit = in_turn(
                lambda _: house.load(path, connections=connections, seconds=SECONDS, warm_up=50)["rate"],
                lambda _: bare.load("/file", connections=connections, seconds=SECONDS, warm_up=50)["rate"],
                lambda _: bare.load("/bytes", connections=connections, seconds=SECONDS, warm_up=50)["rate"],
            )
            assert bare.get("/file")[2] == image
    clients = f"{connections} client{'s' if connections > 1 else ''}"
    what = f"a hot image ({len(image) / 1024:.0f} KiB), {clients}"
    table.compare(what, ours, theirs, "{:,.0f}/s", against="the same file by Sanic's `file()`", goal=at_least(3))
    table.compare(what, ours, limit, "{:,.0f}/s", against="the same bytes from memory, by a bare Sanic route")


def _photo() -> NewList:
    data = png_of(photo(SIZE))
    asset = hashlib.sha256(data).hexdigest()
    return NewList(name="Bench", document=document_of(SIZE, asset, "wide"), pictures={asset: data})
