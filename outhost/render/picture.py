"""The picture of one lead, from a spec and the lead's variables to the bytes of a file."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image

from outhost.domain.render_spec import RenderSpec
from outhost.render.animation import Film, draw_animation, make_film
from outhost.render.canvas import paint
from outhost.render.fonts import Fonts
from outhost.render.painting import Painting
from outhost.render.plan import Plan, make_plan
from outhost.render.png import png_bytes

PLAN_CACHE_BYTES: Final = 192 * 1024 * 1024
"""Memory a process keeps for plans; the plan in use is kept even if it alone is larger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawn picture: the bytes of its file, its size in pixels, and warnings as `code:path`."""

    data: bytes
    extension: str
    width: int
    height: int
    warnings: tuple[str, ...]


class Easel:
    """What a process keeps between pictures: its fonts and the plans of the specs it drew last. For one thread."""

    def __init__(self, cache_bytes: int = PLAN_CACHE_BYTES) -> None:
        """Start with nothing read."""
        self.fonts = Fonts()
        self._cache_bytes = cache_bytes
        self._prepared: OrderedDict[str, tuple[Plan, Film | None]] = OrderedDict()

    def draw(self, spec: RenderSpec, variables: Mapping[str, str | None], assets: Mapping[str, Path]) -> Picture:
        """Draw a lead's picture: the same spec, variables and fonts give the same bytes.

        `assets` holds the file of each asset by its id. The first picture of a spec also decodes its assets.

        Raises:
            TextOverflows: A text does not fit and its layer calls that an error.
        """
        plan, film = self._ready(spec, assets)
        painting = Painting(plan, variables, assets, self.fonts)
        data = draw_animation(plan, film, painting) if film else png_bytes(_still(plan, painting))
        return Picture(data=data, extension=spec.image_extension, width=spec.width, height=spec.height, warnings=painting.warnings)

    def _ready(self, spec: RenderSpec, assets: Mapping[str, Path]) -> tuple[Plan, Film | None]:
        if spec.digest not in self._prepared:
            plan = make_plan(spec, assets, self.fonts)
            self._prepared[spec.digest] = plan, make_film(plan) if spec.has_gif else None
            self._forget()
        self._prepared.move_to_end(spec.digest)
        return self._prepared[spec.digest]

    def _forget(self) -> None:
        sizes = [plan.size_bytes + (film.size_bytes if film else 0) for plan, film in self._prepared.values()]
        while len(sizes) > 1 and sum(sizes) > self._cache_bytes:
            self._prepared.popitem(last=False)
            del sizes[0]


def _still(plan: Plan, painting: Painting) -> Image.Image:
    canvas = plan.bases[0].copy()
    paint(canvas, painting.coats(0))
    return canvas


def draw(spec: RenderSpec, variables: Mapping[str, str | None], assets: Mapping[str, Path]) -> Picture:
    """Draw one picture with fonts and assets read anew; whoever draws more than one keeps an `Easel`.

    Raises:
        TextOverflows: A text does not fit and its layer calls that an error.
    """
    return Easel().draw(spec, variables, assets)
