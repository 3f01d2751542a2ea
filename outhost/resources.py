"""What outhost ships beside its code: the folders `assets/` and `plugins/`, found in a checkout, a wheel or a frozen binary alike."""

import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


def shipped(*parts: str) -> Path:
    """Name a file or folder under `assets/`."""
    return _assets().joinpath(*parts)


def shipped_plugins() -> Path:
    """Name the folder of the plugins that come with outhost; in a checkout it lies beside the package, like `assets/`."""
    return _assets().parent / "plugins"


def shipped_changelog() -> Path:
    """Name the file of what has changed for users, which lies beside the plugins."""
    return _assets().parent / "CHANGELOG.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedTemplate:
    """A built-in template: `document` is its render spec as JSON values, with assets by SHA-256; `files` are those assets."""

    slug: str
    name: str
    description: str
    document: dict[str, Any]
    files: dict[str, Path]


def shipped_templates() -> list[ShippedTemplate]:
    """Read the built-in templates, in the order in which they are shown."""
    found = []
    for path in shipped("templates").glob("*/template.json"):
        about = json.loads(path.read_text("utf-8"))
        document, files = name_assets_by_hash(about["render_spec"], path.parent)
        template = ShippedTemplate(
            slug=about["slug"], name=about["name"]["en"], description=about["description"]["en"], document=document, files=files
        )
        found.append((about["order"], template))
    return [template for _, template in sorted(found, key=lambda pair: (pair[0], pair[1].slug))]


def name_assets_by_hash(document: Any, folder: Path) -> tuple[Any, dict[str, Path]]:
    """Replace, in the JSON values of a render spec, each asset given by the name of a file in `folder` by the file's SHA-256.

    Returns the new document and the files by SHA-256. A name without such a file, or one that leads out of the folder, stays as it is.
    """
    files: dict[str, Path] = {}

    def replace(value: Any) -> Any:
        if isinstance(value, list):
            return [replace(item) for item in value]
        if isinstance(value, dict):
            return {key: by_hash(item) if key == "asset" else replace(item) for key, item in value.items()}
        return value

    def by_hash(name: Any) -> Any:
        path = folder / name if isinstance(name, str) and name == Path(name).name else None
        if path is None or not path.is_file():
            return name
        asset_id = hashlib.sha256(path.read_bytes()).hexdigest()
        files[asset_id] = path
        return asset_id

    return replace(document), files


def _assets() -> Path:
    if frozen := getattr(sys, "_MEIPASS", None):
        return Path(frozen) / "assets"
    package = Path(__file__).parent
    installed = package / "assets"
    return installed if installed.is_dir() else package.parent / "assets"
