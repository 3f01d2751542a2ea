"""The render spec as a document: canvas, variables, layers, animation."""

import hashlib
import json
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from outhost.domain.render_spec.layers import AnyLayer, AssetId, Color, ImageFit, ImageLayer, Part, TextLayer, VariableName

Side = Annotated[int, Field(ge=16, le=2000)]
"""Pixels of a side; two of the longest make the four megapixels that a picture may have."""


class Background(Part):
    """What lies under all layers: a colour, and an asset upon it."""

    color: Color = "#ffffff"
    asset: AssetId | None = None
    fit: ImageFit = ImageFit.COVER


class Variable(Part):
    """A gap of the picture that each lead fills."""

    name: VariableName
    default: Annotated[str, Field(max_length=500)] | None = None
    max_length: Annotated[int, Field(ge=1, le=500)] | None = None


class Animation(Part):
    """The timeline of a GIF: `frames` and `delay_ms` make one where no asset moves."""

    frames: Annotated[int, Field(ge=2, le=60)] | None = None
    delay_ms: Annotated[int, Field(ge=20, le=5000)] | None = None
    max_frames: Annotated[int, Field(ge=1, le=60)] = 60
    loop: Annotated[int, Field(ge=0, le=65535)] = 0


class RenderSpec(Part):
    """How a picture is drawn from a lead's variables, version 1. Made by `parse_render_spec`, which checks the rules between fields too."""

    version: Literal[1]
    has_gif: bool = False
    width: Side
    height: Side
    background: Background = Background()
    variables: Annotated[tuple[Variable, ...], Field(max_length=20)] = ()
    layers: Annotated[tuple[AnyLayer, ...], Field(max_length=30)] = ()
    animation: Animation | None = None

    def variable_names(self) -> tuple[str, ...]:
        """List the variables in declared order, which is the order everywhere."""
        return tuple(variable.name for variable in self.variables)

    @property
    def image_extension(self) -> Literal["gif", "png"]:
        """Give the extension of every image made from this spec."""
        return "gif" if self.has_gif else "png"

    def asset_ids(self) -> tuple[str, ...]:
        """List the fixed assets, each once: the background's, then the layers' in painting order."""
        return tuple(dict.fromkeys(asset for asset in (self.background.asset, *self._layer_assets()) if asset))

    def asset_variables(self) -> frozenset[str]:
        """Name the variables whose value is an asset id."""
        return frozenset(layer.variable for layer in self.layers if isinstance(layer, ImageLayer) and layer.variable)

    def text_layers(self) -> tuple[tuple[int, TextLayer], ...]:
        """List the texts with their place among the layers."""
        return tuple((place, layer) for place, layer in enumerate(self.layers) if isinstance(layer, TextLayer))

    def canonical_json(self) -> str:
        """Write the spec as it was given, defaults left out, in one form: keys sorted, no blanks, non-ASCII letters as they are."""
        return json.dumps(self.model_dump(mode="json", exclude_unset=True), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the canonical JSON."""
        return hashlib.sha256(self.canonical_json().encode()).hexdigest()

    def _layer_assets(self) -> tuple[str | None, ...]:
        return tuple(layer.asset for layer in self.layers if isinstance(layer, ImageLayer))
