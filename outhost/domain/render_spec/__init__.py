"""How a picture is drawn from a lead's variables: the document that a template or list keeps, checked strictly."""

from outhost.domain.render_spec.document import Animation, Background, RenderSpec, Variable
from outhost.domain.render_spec.faults import parse_render_spec
from outhost.domain.render_spec.layers import (
    Align,
    AnyLayer,
    Case,
    FontName,
    ImageFit,
    ImageLayer,
    Overflow,
    RectLayer,
    Reveal,
    Shadow,
    Stroke,
    TextFit,
    TextLayer,
    Valign,
    When,
)
from outhost.domain.render_spec.rules import AssetFacts, asset_places, check_against_assets
from outhost.domain.render_spec.values import DrawnValues, RenderWarning, drawn_values, filled, value_warnings

__all__ = [
    "Align",
    "Animation",
    "AnyLayer",
    "AssetFacts",
    "Background",
    "Case",
    "DrawnValues",
    "FontName",
    "ImageFit",
    "ImageLayer",
    "Overflow",
    "RectLayer",
    "RenderSpec",
    "RenderWarning",
    "Reveal",
    "Shadow",
    "Stroke",
    "TextFit",
    "TextLayer",
    "Valign",
    "Variable",
    "When",
    "asset_places",
    "check_against_assets",
    "drawn_values",
    "filled",
    "parse_render_spec",
    "value_warnings",
]
