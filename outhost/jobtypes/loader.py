"""How plugins are found and loaded; only a worker process loads one."""

import importlib.util
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from outhost.domain.words import Phrase, Text, Unfit
from outhost.jobtypes.contract import Announced, JobType, Params, PlaceProvider, SourceJobType

_SLUG: Final = re.compile(r"[a-z][a-z0-9_]{1,39}")
_NO_JOB_TYPE: Final = Text(
    en="has neither `job_type` nor `job_types`, nor a `provider`; see the page on writing a module",
    fr="n’a ni `job_type` ni `job_types`, ni `provider` ; voyez la page sur l’écriture d’un module",
)
_BAD_SLUG: Final = Text(
    en="has the slug {slug}, which must be 2–40 small letters, digits and underscores",
    fr="a le slug {slug}, qui doit compter de 2 à 40 minuscules, chiffres et tirets bas",
)
_NO_RUN: Final = Text(en="has a `run` that is no function", fr="a un `run` qui n’est pas une fonction")
_NO_FIND: Final = Text(en="has a `find` that is no function", fr="a un `find` qui n’est pas une fonction")
_NO_PARAMS: Final = Text(
    en="has `params` that are no class made of `Params`", fr="a des `params` qui ne sont pas une classe tirée de `Params`"
)
_NO_PARAM: Final = Text(
    en="bounds its rows by {name}, which is none of its params", fr="limite ses lignes par {name}, qui n’est pas de ses paramètres"
)
_UNTOLD: Final = Text(en="lacks a text in English or in French", fr="n’a pas de texte en anglais ou en français")


@dataclass(frozen=True, slots=True)
class PluginFile:
    """A file that may be a plugin: one that came with outhost, or the owner's own."""

    path: Path
    is_own: bool


def plugin_files(bundled: Path, own: Path | None) -> list[PluginFile]:
    """Find the plugins, those that came with outhost first; files that begin with `_` are none. Blocks."""
    files = [PluginFile(path, is_own=False) for path in sorted(bundled.glob("*.py"))]
    if own is not None:
        files += [PluginFile(path, is_own=True) for path in sorted(own.glob("*.py"))]
    return [file for file in files if not file.path.name.startswith("_")]


def load(path: Path) -> Sequence[JobType | Announced | PlaceProvider]:
    """Run a plugin's file and give what it declares.

    Raises:
        Unfit: it declares nothing, or something that is no job type. Whatever its code raises.
    """
    name = f"outhost_plugins.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # pydantic and dataclasses look a class's module up by name
    spec.loader.exec_module(module)
    found = [*_declared(module, "job_type"), *_declared(module, "provider")]
    if not found or not all(isinstance(one, JobType | Announced | PlaceProvider) for one in found):
        raise Unfit(_NO_JOB_TYPE.filled())
    for one in found:
        if fault := _fault(one):
            raise Unfit(fault)
    return found


def _declared(module: ModuleType, name: str) -> list[Any]:
    """Give what a plugin declares under a name, or several of under its plural."""
    several, one = getattr(module, f"{name}s", None), getattr(module, name, None)
    return list(several) if several else [one] if one is not None else []


def _fault(one: JobType | Announced | PlaceProvider) -> Phrase | None:
    if not _SLUG.fullmatch(one.slug):
        return _BAD_SLUG.filled(slug=one.slug)
    if not all(text.en.strip() and text.fr.strip() for text in (one.label, one.description)):
        return _UNTOLD.filled()
    if isinstance(one, Announced):
        return None
    if isinstance(one, PlaceProvider):
        return None if callable(_as_given(one.find)) else _NO_FIND.filled()
    return _fault_at_work(one)


def _fault_at_work(one: JobType) -> Phrase | None:
    run, params = _as_given(one.run), _as_given(one.params)
    if not callable(run):
        return _NO_RUN.filled()
    if not (isinstance(params, type) and issubclass(params, Params)):
        return _NO_PARAMS.filled()
    return _schema_fault(one, one.params.model_json_schema())


def _schema_fault(one: JobType, schema: Mapping[str, Any]) -> Phrase | None:
    for name in _bounding(one):
        if name not in schema.get("properties", {}):
            return _NO_PARAM.filled(name=name)
    return _UNTOLD.filled() if _has_untold(schema) else None


def _bounding(one: JobType) -> list[str]:
    """Give the params that a job type says to bound its rows."""
    if not isinstance(one, SourceJobType):
        return []
    return [*([one.most_rows] if one.most_rows else []), *one.most_alike.values()]


def _as_given(value: Any) -> Any:
    """Forget what a value should be: nobody has checked a plugin's types."""
    return value


def _has_untold(schema: Any) -> bool:
    """Tell whether a word of a schema that is there in both languages is blank in one of them."""
    if isinstance(schema, list):
        return any(map(_has_untold, schema))
    if not isinstance(schema, dict):
        return False
    words = [schema.get("x-label"), schema.get("x-help"), *schema.get("x-options", {}).values()]
    return any(not str(side).strip() for pair in words if pair for side in pair.values()) or any(map(_has_untold, schema.values()))
