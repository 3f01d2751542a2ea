"""Small maps of OpenStreetMap, drawn by hand and written as XML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr


@dataclass(kw_only=True)
class Map:
    """A map that is being drawn; `date` is what its header says, `stamp` when its things were last changed."""

    stamp: str = ""
    _nodes: dict[int, str] = field(default_factory=dict)
    _ways: dict[int, str] = field(default_factory=dict)
    _relations: dict[int, str] = field(default_factory=dict)

    def node(self, number: int, lat: float, lon: float, **tags: str) -> int:
        """Put a node; in keys, `__` stands for a colon."""
        self._nodes[number] = f'<node {self._head(number)} lat="{lat}" lon="{lon}">{_tags(tags)}</node>'
        return number

    def way(self, number: int, nodes: Sequence[int], **tags: str) -> int:
        """Put a way."""
        refs = "".join(f'<nd ref="{ref}"/>' for ref in nodes)
        self._ways[number] = f"<way {self._head(number)}>{refs}{_tags(tags)}</way>"
        return number

    def square(self, number: int, lat: float, lon: float, size: float = 0.01, **tags: str) -> int:
        """Put a closed way with nodes of its own: a square with its south-western corner here."""
        corners = ((0.0, 0.0), (0.0, size), (size, size), (size, 0.0))
        nodes = [self.node(number * 10 + at, lat + north, lon + east) for at, (north, east) in enumerate(corners)]
        return self.way(number, [*nodes, nodes[0]], **tags)

    def relation(self, number: int, members: Sequence[tuple[str, int, str]], **tags: str) -> int:
        """Put a relation."""
        refs = "".join(f'<member type="{kind}" ref="{ref}" role="{role}"/>' for kind, ref, role in members)
        self._relations[number] = f"<relation {self._head(number)}>{refs}{_tags(tags)}</relation>"
        return number

    def written(self, path: Path) -> Path:
        """Write it, by kind and number, as extracts are."""
        parts = (text for things in (self._nodes, self._ways, self._relations) for _, text in sorted(things.items()))
        path.write_text(f'<?xml version="1.0"?><osm version="0.6">{"".join(parts)}</osm>', encoding="utf-8")
        return path

    def _head(self, number: int) -> str:
        return f'id="{number}" version="1"' + (f' timestamp="{self.stamp}"' if self.stamp else "")


def _tags(tags: Mapping[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(key.replace('__', ':'))} v={quoteattr(value)}/>" for key, value in tags.items())
