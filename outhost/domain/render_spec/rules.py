"""What must hold between the fields of a render spec, and between it and its assets."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.placeholders import MalformedTemplate, parse_template
from outhost.domain.render_spec.document import RenderSpec
from outhost.domain.render_spec.layers import AnyLayer, ImageLayer, TextLayer, When
from outhost.domain.words import Text

RESERVED_NAMES: Final = frozenset({"tracking_id", "image_url"})

_RESERVED: Final = Text(
    en="may not be '{name}': that name is taken by the export's own column",
    fr="ne peut pas être « {name} » : ce nom est pris par une colonne de l’export",
)
_TWICE: Final = Text(en="declares '{name}' a second time", fr="déclare « {name} » une seconde fois")
_BACKWARDS: Final = Text(
    en="must be [first, last] with first not after last", fr="doit être [première, dernière], la première n’étant pas après la dernière"
)
_ONE_CONDITION: Final = Text(
    en="must have exactly one of present, absent and equals", fr="doit avoir exactement un champ parmi present, absent et equals"
)
_UNDECLARED: Final = Text(
    en="names '{name}', which is not declared in variables", fr="nomme « {name} », qui n’est pas déclarée dans variables"
)
_USES_UNDECLARED: Final = Text(
    en="uses {{{{{name}}}}}, which is not declared in variables", fr="utilise {{{{{name}}}}}, qui n’est pas déclarée dans variables"
)
_MIN_OVER_SIZE: Final = Text(en="must not be larger than size ({size})", fr="ne doit pas dépasser size ({size})")
_ONE_SOURCE: Final = Text(en="must have either asset or variable", fr="doit avoir soit asset, soit variable")
_NO_TIMELINE: Final = Text(en="needs an animated asset or an animation block", fr="demande une image animée ou un bloc animation")
_NEEDED: Final = Text(en="is required where no asset is animated", fr="est requis quand aucune image n’est animée")
_NOT_NEEDED: Final = Text(
    en="must be left out, since an animated asset gives the timeline",
    fr="doit être omis, puisqu’une image animée donne déjà le rythme",
)
_NOT_UPLOADED: Final = Text(en="names an asset that was never uploaded: {asset}", fr="nomme une image qui n’a jamais été envoyée : {asset}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetFacts:
    """What is known of a picture file: its size in pixels as it is shown, and how many frames it has."""

    width: int
    height: int
    frames: int


def check_rules(spec: RenderSpec) -> Iterator[Issue]:
    """Find the faults that no single field shows."""
    yield from _variable_faults(spec)
    for place, layer in enumerate(spec.layers):
        yield from _layer_faults(f"layers.{place}", layer, frozenset(spec.variable_names()))
    yield from _timeline_faults(spec)


def check_against_assets(spec: RenderSpec, facts: Mapping[str, AssetFacts]) -> None:
    """Check what depends on the asset files themselves; `facts` holds those the owner may use.

    Raises:
        InvalidInput: An asset is unknown, or the timeline is missing, or given twice.
    """
    issues = [*_unknown_assets(spec, facts), *(_moving_faults(spec, facts) if spec.has_gif else ())]
    if issues:
        raise InvalidInput(*issues)


def _variable_faults(spec: RenderSpec) -> Iterator[Issue]:
    seen: set[str] = set()
    for place, variable in enumerate(spec.variables):
        path = f"variables.{place}"
        if variable.name in RESERVED_NAMES:
            yield Issue(f"{path}.name", _RESERVED.filled(name=variable.name))
        if variable.name in seen:
            yield Issue(f"{path}.name", _TWICE.filled(name=variable.name))
        seen.add(variable.name)


def _layer_faults(path: str, layer: AnyLayer, declared: frozenset[str]) -> Iterator[Issue]:
    if layer.when:
        yield from _when_faults(f"{path}.when", layer.when, declared)
    if layer.frames and layer.frames[0] > layer.frames[1]:
        yield Issue(f"{path}.frames", _BACKWARDS.filled())
    if isinstance(layer, TextLayer):
        yield from _text_faults(path, layer, declared)
    if isinstance(layer, ImageLayer):
        yield from _image_faults(path, layer, declared)


def _when_faults(path: str, when: When, declared: frozenset[str]) -> Iterator[Issue]:
    if len(when.model_fields_set) != 1 or not when.variable:
        yield Issue(path, _ONE_CONDITION.filled())
    elif when.variable not in declared:
        (key,) = when.model_fields_set
        yield Issue(f"{path}.{key}", _UNDECLARED.filled(name=when.variable))


def _text_faults(path: str, layer: TextLayer, declared: frozenset[str]) -> Iterator[Issue]:
    if layer.min_size is not None and layer.min_size > layer.size:
        yield Issue(f"{path}.min_size", _MIN_OVER_SIZE.filled(size=layer.size))
    try:
        names = {gap.name for gap in parse_template(layer.text).placeholders}
    except MalformedTemplate as fault:
        yield Issue(f"{path}.text", fault.phrase)
        return
    for name in sorted(names - declared):
        yield Issue(f"{path}.text", _USES_UNDECLARED.filled(name=name))


def _image_faults(path: str, layer: ImageLayer, declared: frozenset[str]) -> Iterator[Issue]:
    if (layer.asset is None) == (layer.variable is None):
        yield Issue(path, _ONE_SOURCE.filled())
    if layer.variable is not None and layer.variable not in declared:
        yield Issue(f"{path}.variable", _UNDECLARED.filled(name=layer.variable))


def _timeline_faults(spec: RenderSpec) -> Iterator[Issue]:
    if spec.has_gif and not spec.animation and not spec.asset_ids():
        yield Issue("has_gif", _NO_TIMELINE.filled())
    if not spec.animation:
        return
    given = {"frames", "delay_ms"} & spec.animation.model_fields_set
    needed = {"frames", "delay_ms"} if given or (spec.has_gif and not spec.asset_ids()) else set()
    for key in sorted(needed - given):
        yield Issue(f"animation.{key}", _NEEDED.filled())


def _unknown_assets(spec: RenderSpec, facts: Mapping[str, AssetFacts]) -> Iterator[Issue]:
    for path, asset in asset_places(spec):
        if asset not in facts:
            yield Issue(path, _NOT_UPLOADED.filled(asset=asset))


def asset_places(spec: RenderSpec) -> Iterator[tuple[str, str]]:
    """List every fixed asset with the path of the field that names it."""
    if spec.background.asset:
        yield "background.asset", spec.background.asset
    for place, layer in enumerate(spec.layers):
        if isinstance(layer, ImageLayer) and layer.asset:
            yield f"layers.{place}.asset", layer.asset


def _moving_faults(spec: RenderSpec, facts: Mapping[str, AssetFacts]) -> Iterator[Issue]:
    moves = any(facts[asset].frames > 1 for asset in spec.asset_ids() if asset in facts)
    own_timeline = spec.animation is not None and spec.animation.frames is not None
    if moves and own_timeline:
        for key in ("frames", "delay_ms"):
            yield Issue(f"animation.{key}", _NOT_NEEDED.filled())
    if moves or own_timeline:
        return
    if spec.animation:
        for key in ("frames", "delay_ms"):
            yield Issue(f"animation.{key}", _NEEDED.filled())
    else:
        yield Issue("has_gif", _NO_TIMELINE.filled())
