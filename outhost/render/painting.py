"""One lead's picture being painted: the steps of a plan, filled with the lead's values."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image

from outhost.domain.render_spec import DrawnValues, ImageLayer, RenderWarning, TextLayer, drawn_values, value_warnings
from outhost.render.assets import UNREADABLE, open_asset
from outhost.render.canvas import Box, Coat, paint, within
from outhost.render.coats import image_coats
from outhost.render.contrast import sampled
from outhost.render.fonts import Fonts
from outhost.render.lettering import Lettering, share_shown
from outhost.render.plan import Plan, Step, is_shown_at


class Painting:
    """What one lead's values make of a plan."""

    def __init__(self, plan: Plan, variables: Mapping[str, str | None], assets: Mapping[str, Path], fonts: Fonts) -> None:
        """Settle the values and lay out every text that is shown.

        Raises:
            TextOverflows: A text does not fit and its layer calls that an error.
        """
        values = drawn_values(plan.spec, variables)
        self._plan = plan
        self._steps = tuple(step for step in plan.steps if values.shows(step.layer.when))
        self._warnings = dict.fromkeys((*value_warnings(plan.spec, variables, values), *plan.warnings))
        layers = {step.path: step.layer for step in self._steps}
        texts = {path: layer for path, layer in layers.items() if isinstance(layer, TextLayer)}
        self._letterings = {path: Lettering(layer, values.text_of(layer), path, fonts) for path, layer in texts.items()}
        images = {path: layer for path, layer in layers.items() if isinstance(layer, ImageLayer)}
        self._images = {path: self._variable_image(layer, values, assets) for path, layer in images.items()}
        self._judged: set[str] = set()

    @property
    def warnings(self) -> tuple[str, ...]:
        """List the warnings found so far; all of them once the coats of every moment were asked for."""
        return tuple(self._warnings)

    def coats(self, position: int) -> tuple[Coat, ...]:
        """Give what lies upon the plan's base at a moment, in painting order."""
        laid: list[Coat] = []
        for step in self._steps:
            if is_shown_at(step.layer, self._plan.moments[position], self._plan.spec):
                self._judge(step, position, laid)
                laid += self._coats(step, position)
        return tuple(laid)

    def _coats(self, step: Step, position: int) -> tuple[Coat, ...]:
        if step.coats is not None:
            return step.coats[position]
        if isinstance(step.layer, TextLayer):
            return self._letterings[step.path].coats(share_shown(step.layer, self._plan.moments[position], self._plan.moments))
        return self._images[step.path]

    def _judge(self, step: Step, position: int, beneath: Sequence[Coat]) -> None:
        if step.path in self._letterings and step.path not in self._judged:
            self._judged.add(step.path)
            lettering = self._letterings[step.path]
            area = within(lettering.ink_box, self._plan.bases[position].size) if lettering.ink_box else None
            self._warnings |= dict.fromkeys(lettering.warnings(self._ground(area, position, beneath) if area else None))

    def _ground(self, area: Box, position: int, beneath: Sequence[Coat]) -> Image.Image:
        base = self._plan.bases[position]
        if not beneath:
            return sampled(base, area)
        piece = base.crop(area)
        paint(piece, beneath, area[:2])
        return sampled(piece, (0, 0, *piece.size))

    def _variable_image(self, layer: ImageLayer, values: DrawnValues, assets: Mapping[str, Path]) -> tuple[Coat, ...]:
        if layer.variable is None:
            return ()
        path = assets.get(values.texts[layer.variable])
        try:
            if path:
                return image_coats(layer, open_asset(path, layer.box[2:]))
        except UNREADABLE:
            pass
        self._warnings[RenderWarning.EMPTY_VARIABLE.at(f"variables.{layer.variable}")] = None
        return ()
