"""A module at work as in a worker process, on pages that lie in an archive; of what does not lie there, the server is said to have none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from workers import bench_of

from outhost.domain.columns import Row
from outhost.domain.pages import PageHead, unpacked
from outhost.domain.provenance import Found
from outhost.domain.trouble_kinds import TroubleKind
from outhost.files.pages import Pages
from outhost.jobtypes.context import Assignment, UnitContext
from outhost.jobtypes.contract import JobType
from outhost.jobtypes.loader import load

PLUGINS: Final = Path(__file__).resolve().parents[2] / "plugins"
MOMENT: Final = datetime(2026, 5, 10, 12, tzinfo=UTC)
ABSENT: Final = {"trouble": TroubleKind.HTTP, "reason": "the server answered 404", "status": 404}


@cache
def modules() -> Mapping[str, JobType]:
    """Load the modules that came with outhost, by slug."""
    return {one.slug: one for path in sorted(PLUGINS.glob("[!_]*.py")) for one in load(path) if isinstance(one, JobType)}


def site_readers() -> list[str]:
    """Name the modules that read websites."""
    return [slug for slug, one in modules().items() if "site" in one.uses]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Answers for pages that were kept, whether asked for with `www.` or without, by http or https."""

    archive: Pages
    kept: dict[str, str] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    """The addresses of the pages that were asked for and are there."""

    def keep(self, url: str, body: bytes, charset: str | None = None) -> None:
        """Keep a page as if the crawler had fetched it."""
        head = PageHead(url=url, final_url=url, status=200, media_type="text/html", charset=charset, fetched_at=MOMENT)
        self.archive.keep(head, body)
        self.kept[_plain(url)] = url

    def body_of(self, url: str) -> bytes:
        """Give the body of a page that was kept."""
        return unpacked(self.archive.path_of(url).read_bytes())[1]

    async def read(self, one: JobType, row: Mapping[str, Any], **params: Any) -> Row:
        """Run a module on a row, and give what it adds."""
        given = one.params.model_validate(params)
        assignment = Assignment(slug=one.slug, params=given, mapping={}, locale="en", upload=None)
        context = UnitContext(assignment, {}, self._said, self._answer, bench_of())
        added = await one.run(dict(row), given, context)  # type: ignore[misc, arg-type]  # a RunRow: these modules work row by row
        assert isinstance(added, dict)
        return added

    async def _answer(self, what: str, about: dict[str, Any]) -> Any:
        assert what == "page", f"{what} was asked for"
        url = self.kept.get(_plain(about["url"]))
        if url is None:
            return ABSENT
        self.given.append(url)
        return {"path": str(self.archive.path_of(url))}

    def _said(self, message: dict[str, Any]) -> None:
        self.log.append(str(message.get("message", "")))


def value_of(cell: Any) -> str:
    """Give a cell as text, without its provenance."""
    value = cell.value if isinstance(cell, Found) else cell
    return "" if value is None else str(value)


def _plain(url: str) -> str:
    parts = urlsplit(url)
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"
