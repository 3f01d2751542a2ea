"""A render spec made ready: its assets decoded, and all that no variable changes painted beforehand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from outhost.domain.render_spec import AnyLayer, ImageLayer, RectLayer, RenderSpec, TextLayer, filled
from outhost.render.assets import open_asset
from outhost.render.canvas import Coat, paint, rgba, within
from outhost.render.coats import image_coats, rect_coats
from outhost.render.contrast import sampled
from outhost.render.fonts import Fonts
from outhost.render.footage import STILL, Moment, frame_at, read_delays, read_frames, thinned, timeline
from outhost.render.lettering import Lettering, share_shown

_OPAQUE = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A layer that is painted anew for each picture; `coats` holds those of each moment where they are known beforehand."""

    path: str
    layer: AnyLayer
    coats: tuple[tuple[Coat, ...], ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is kept between pictures of one spec: a painted base a moment, and the steps still to be painted upon it."""

    spec: RenderSpec
    moments: tuple[Moment, ...]
    bases: tuple[Image.Image, ...]
    steps: tuple[Step, ...]
    warnings: tuple[str, ...]

    @property
    def size_bytes(self) -> int:
        """Estimate the memory that the plan's pictures take."""
        pictures = {id(base): base for base in self.bases}
        pictures |= {id(coat.image): coat.image for step in self.steps for coats in step.coats or () for coat in coats}
        return sum(picture.width * picture.height * (1 if picture.mode == "L" else 4) for picture in pictures.values())


def make_plan(spec: RenderSpec, assets: Mapping[str, Path], fonts: Fonts, frame_step: int = 1) -> Plan:
    """Decode a spec's assets and paint the layers below the first that varies. Costs some 10 ms a photo, more for a moving asset.

    Of a timeline's frames only each `frame_step`-th is kept, for as long as those up to the next.

    Raises:
        TextOverflows: A text without variables does not fit, and its layer calls that an error.
    """
    return _Preparation(spec, assets, fonts, frame_step).plan()


def is_shown_at(layer: AnyLayer, moment: Moment, spec: RenderSpec) -> bool:
    """Tell whether a layer's `frames` hold a moment; in a still they mean nothing."""
    return not spec.has_gif or layer.frames is None or layer.frames[0] <= moment.frame <= layer.frames[1]


class _Preparation:
    """One plan being made."""

    def __init__(self, spec: RenderSpec, assets: Mapping[str, Path], fonts: Fonts, frame_step: int) -> None:
        self._spec = spec
        self._assets = assets
        self._fonts = fonts
        self._delays = {asset: read_delays(assets[asset]) if spec.has_gif else (0,) for asset in spec.asset_ids()}
        self._moments = thinned(self._timeline(), frame_step)
        self._warnings: list[str] = []

    def plan(self) -> Plan:
        layers = [(f"layers.{place}", layer) for place, layer in enumerate(self._spec.layers)]
        fixed = next((count for count, (_, layer) in enumerate(layers) if _varies(layer)), len(layers))
        bases = self._backgrounds()
        for path, layer in layers[:fixed]:
            bases = self._painted(bases, path, layer)
        steps = tuple(Step(path=path, layer=layer, coats=self._known_coats(layer)) for path, layer in layers[fixed:])
        return Plan(spec=self._spec, moments=self._moments, bases=bases, steps=steps, warnings=tuple(self._warnings))

    def _timeline(self) -> tuple[Moment, ...]:
        if not self._spec.has_gif:
            return STILL
        animation = self._spec.animation
        longest = animation.max_frames if animation else 60
        moving = next((delays for delays in self._delays.values() if len(delays) > 1), None)
        if moving is None and animation and animation.frames and animation.delay_ms:
            moving = (animation.delay_ms,) * animation.frames
        return timeline(moving or (0,), longest)

    def _backgrounds(self) -> tuple[Image.Image, ...]:
        size, ground = (self._spec.width, self._spec.height), self._spec.background
        color = rgba(ground.color)
        is_opaque = color[3] == _OPAQUE or self._spec.has_gif
        canvas = Image.new("RGB", size, color[:3]) if is_opaque else Image.new("RGBA", size, color)
        bases = (canvas,) * len(self._moments)
        if not ground.asset:
            return bases
        whole = ImageLayer(type="image", asset=ground.asset, box=(0, 0, *size), fit=ground.fit)
        return self._with_coats(bases, self._known_coats(whole))

    def _painted(self, bases: tuple[Image.Image, ...], path: str, layer: AnyLayer) -> tuple[Image.Image, ...]:
        if not isinstance(layer, TextLayer):
            return self._with_coats(bases, self._known_coats(layer))
        lettering = Lettering(layer, filled(layer, {}), path, self._fonts)
        shown = [is_shown_at(layer, moment, self._spec) for moment in self._moments]
        if any(shown):
            base = bases[shown.index(True)]
            area = within(lettering.ink_box, base.size) if lettering.ink_box else None
            self._warnings += lettering.warnings(sampled(base, area) if area else None)
        shares = [share_shown(layer, moment, self._moments) for moment in self._moments]
        return self._with_coats(bases, [lettering.coats(share) if seen else () for share, seen in zip(shares, shown, strict=True)])

    def _known_coats(self, layer: AnyLayer) -> tuple[tuple[Coat, ...], ...] | None:
        """Make the coats of each moment; equal moments share one."""
        match layer:
            case RectLayer():
                coats = (rect_coats(layer),) * len(self._moments)
            case ImageLayer(asset=str(asset)):
                coats = self._image_coats(layer, asset)
            case _:
                return None
        shown = [is_shown_at(layer, moment, self._spec) for moment in self._moments]
        return tuple(coat if seen else () for coat, seen in zip(coats, shown, strict=True))

    def _image_coats(self, layer: ImageLayer, asset: str) -> tuple[tuple[Coat, ...], ...]:
        pictures = self._pictures(layer, asset)
        made = {id(picture): image_coats(layer, picture) for picture in pictures}
        return tuple(made[id(picture)] for picture in pictures)

    @staticmethod
    def _with_coats(bases: tuple[Image.Image, ...], coats: Sequence[tuple[Coat, ...]] | None) -> tuple[Image.Image, ...]:
        """Paint upon copies of the bases; moments that look alike go on sharing one picture."""
        painted: dict[tuple[int, ...], Image.Image] = {}
        keys = [(id(base), *map(id, layer)) for base, layer in zip(bases, coats or (), strict=True)]
        for key, base, layer in zip(keys, bases, coats or (), strict=True):
            if key not in painted:
                painted[key] = base.copy() if layer else base
                paint(painted[key], layer)
        return tuple(painted[key] for key in keys)

    def _pictures(self, layer: ImageLayer, asset: str) -> tuple[Image.Image, ...]:
        """Decode an asset for each moment; a frame that serves several moments is one object."""
        delays = self._delays[asset]
        if len(delays) == 1:
            return (open_asset(self._assets[asset], layer.box[2:]),) * len(self._moments)
        leads = delays is next(delays for delays in self._delays.values() if len(delays) > 1)
        places = [moment.frame if leads else frame_at(delays, moment.at_ms) for moment in self._moments]
        frames = dict(read_frames(self._assets[asset], frozenset(places)))
        return tuple(frames[place] for place in places)


def _varies(layer: AnyLayer) -> bool:
    has_gaps = isinstance(layer, TextLayer) and bool(layer.template.placeholders)
    return has_gaps or layer.when is not None or (isinstance(layer, ImageLayer) and layer.variable is not None)
