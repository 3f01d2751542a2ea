"""The picture of one lead, from a spec and the lead's variables to the bytes of a file."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from outhost.domain.reductions import FULL, Reduction
from outhost.domain.render_spec import RenderSpec
from outhost.render.animation import draw_animation
from outhost.render.film import Film, make_film, palette_of
from outhost.render.fonts import Fonts
from outhost.render.painting import Painting
from outhost.render.plan import Plan, make_plan
from outhost.render.still import Still

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


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPicture:
    """A picture that was drawn into a file: all but its bytes, of which it has the number and the SHA-256 in hex."""

    digest: str
    size_bytes: int
    extension: str
    width: int
    height: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """All that is kept of a spec between two of its pictures."""

    plan: Plan
    encoder: Still | Film

    @property
    def size_bytes(self) -> int:
        return self.plan.size_bytes + self.encoder.size_bytes


class Easel:
    """What a process keeps between pictures: its fonts and the plans of the specs it drew last. For one thread."""

    def __init__(self, cache_bytes: int = PLAN_CACHE_BYTES, own_fonts: Path | None = None) -> None:
        """Start with nothing read; `own_fonts` is the folder of the owner's fonts."""
        self.fonts = Fonts(own_fonts)
        self._cache_bytes = cache_bytes
        self._prepared: OrderedDict[tuple[str, Reduction], _Prepared] = OrderedDict()

    def draw(
        self, spec: RenderSpec, variables: Mapping[str, str | None], assets: Mapping[str, Path], reduction: Reduction = FULL
    ) -> Picture:
        """Draw a lead's picture: the same spec, variables, fonts and reduction give the same bytes.

        `assets` holds the file of each asset by its id. The first picture of a spec also decodes its assets and compiles its plan.

        Raises:
            TextOverflows: A text does not fit and its layer calls that an error.
        """
        prepared = self._ready(spec, assets, reduction)
        plan, encoder = prepared.plan, prepared.encoder
        painting = Painting(plan, variables, assets, self.fonts)
        data = encoder.encode(painting.coats(0)) if isinstance(encoder, Still) else draw_animation(plan, encoder, painting)
        return Picture(data=data, extension=spec.image_extension, width=spec.width, height=spec.height, warnings=painting.warnings)

    def rest(self) -> None:
        """Drop all plans; each is made anew when it is next needed."""
        self._prepared.clear()

    def _ready(self, spec: RenderSpec, assets: Mapping[str, Path], reduction: Reduction) -> _Prepared:
        key = spec.digest, reduction
        if key not in self._prepared:
            plan = make_plan(spec, assets, self.fonts, reduction.frame_step)
            self._prepared[key] = _Prepared(plan, make_film(plan, reduction.colors) if spec.has_gif else _still(plan, reduction.colors))
            self._forget()
        self._prepared.move_to_end(key)
        return self._prepared[key]

    def _forget(self) -> None:
        sizes = [prepared.size_bytes for prepared in self._prepared.values()]
        while len(sizes) > 1 and sum(sizes) > self._cache_bytes:
            self._prepared.popitem(last=False)
            del sizes[0]


def _still(plan: Plan, colors: int | None) -> Still:
    """Make a plan ready for stills; one with see-through pixels keeps all its colours, since a palette has none for those."""
    is_opaque = plan.bases[0].mode == "RGB"
    return Still(plan, palette_of(plan, colors + 1) if colors and is_opaque else None)


def draw(spec: RenderSpec, variables: Mapping[str, str | None], assets: Mapping[str, Path]) -> Picture:
    """Draw one picture with fonts and assets read anew; whoever draws more than one keeps an `Easel`.

    Raises:
        TextOverflows: A text does not fit and its layer calls that an error.
    """
    return Easel().draw(spec, variables, assets)
