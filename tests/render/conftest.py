"""What drawing tests share: an easel, specs in a few words, and assets made on the spot."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from outhost.domain.render_spec import RenderSpec, parse_render_spec
from outhost.render.picture import Easel, Picture

Keep = Callable[[bytes], str]


@pytest.fixture(scope="session")
def easel() -> Easel:
    """Give the easel that all drawing tests share."""
    return Easel()


@pytest.fixture
def assets() -> dict[str, Path]:
    """Hold the assets of one test by their id."""
    return {}


@pytest.fixture
def keep(tmp_path: Path, assets: dict[str, Path]) -> Keep:
    """Give a function that keeps a file as an asset and tells its id."""

    def keep(data: bytes) -> str:
        asset = hashlib.sha256(data).hexdigest()
        assets[asset] = tmp_path / asset
        assets[asset].write_bytes(data)
        return asset

    return keep


@pytest.fixture
def make_spec() -> Callable[..., RenderSpec]:
    """Give a function that makes a spec of layers, on white, with the variables `name` and `company`."""

    def make_spec(*layers: dict[str, Any], **fields: object) -> RenderSpec:
        document = {
            "version": 1, "width": 400, "height": 200, "layers": list(layers), "variables": [{"name": "name"}, {"name": "company"}]
        } | fields  # fmt: skip
        return parse_render_spec(document)

    return make_spec


@pytest.fixture
def draw(easel: Easel, assets: dict[str, Path]) -> Callable[..., Picture]:
    """Give a function that draws a spec for a lead's variables."""

    def draw(spec: RenderSpec, **variables: str | None) -> Picture:
        return easel.draw(spec, variables, assets)

    return draw


@pytest.fixture
def make_gif() -> Callable[..., bytes]:
    """Give a function that makes a GIF of one colour a frame, with a delay for each."""

    def make_gif(colors: list[str], delays_ms: list[int], size: tuple[int, int] = (40, 20)) -> bytes:
        frames = [Image.new("RGB", size, color) for color in colors]
        out = io.BytesIO()
        frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=delays_ms, loop=0)
        return out.getvalue()

    return make_gif


@pytest.fixture
def make_png() -> Callable[..., bytes]:
    """Give a function that makes a PNG: a disc on a ground."""

    def make_png(size: tuple[int, int] = (60, 60), ground: str = "#ffffff", disc: str = "#cc2244") -> bytes:
        picture = Image.new("RGB", size, ground)
        ImageDraw.Draw(picture).ellipse((0, 0, size[0] - 1, size[1] - 1), fill=disc)
        out = io.BytesIO()
        picture.save(out, "PNG")
        return out.getvalue()

    return make_png
