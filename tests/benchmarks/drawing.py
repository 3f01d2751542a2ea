"""Drawing alone, with no server around it: pictures of leads as `POST …/leads` would draw them, in a process of their own."""

import asyncio
import hashlib
import json
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import uvloop

from outhost.domain.leads import make_tracking_id
from outhost.domain.render_spec import RenderSpec, parse_render_spec
from outhost.files.images import Images
from outhost.files.whole import write_whole
from outhost.render.picture import Easel
from outhost.render.studio import Studio

WARM_UP = 20

About = tuple[str, int]
"""A picture's SHA-256 and its number of bytes."""


def variables_of(number: int) -> dict[str, str | None]:
    """Give the values that the load's request of this number has."""
    return {"first_name": f"Sam {number}", "company": f"Acme {number}"}


def main() -> None:
    """Do the job: `count` pictures from `first_number` on of `document`, by an `easel` or by a `studio` for `connections` at once.

    With `keep`, the pictures are also put into that folder, as safely as the server would.
    """
    job = json.load(sys.stdin)
    spec, files = parse_render_spec(job["document"]), {asset_id: Path(path) for asset_id, path in job["files"].items()}
    report = uvloop.run(_in_studio(job, spec, files)) if job["by"] == "studio" else _on_easel(job, spec, files)
    json.dump(report, sys.stdout)


def _on_easel(job: dict[str, Any], spec: RenderSpec, files: dict[str, Path]) -> dict[str, Any]:
    easel = Easel()

    def draw(number: int) -> About:
        picture = easel.draw(spec, variables_of(number), files)
        if job.get("keep"):
            write_whole(_path(job, spec), picture.data)
        return hashlib.sha256(picture.data).hexdigest(), len(picture.data)

    for number in range(WARM_UP):
        draw(-1 - number)
    began = perf_counter()
    pictures = [draw(job["first_number"] + number) for number in range(job["count"])]
    return _report(pictures, perf_counter() - began)


async def _in_studio(job: dict[str, Any], spec: RenderSpec, files: dict[str, Path]) -> dict[str, Any]:
    studio = await Studio.start(write_whole, processes=job.get("processes"))

    async def draw(number: int) -> About:
        if job.get("keep"):
            kept = await studio.draw_file(_path(job, spec), spec, variables_of(number), files)
            return kept.digest, kept.size_bytes
        picture = await studio.draw(spec, variables_of(number), files)
        return hashlib.sha256(picture.data).hexdigest(), len(picture.data)

    numbers = iter(range(job["first_number"], job["first_number"] + job["count"]))

    async def draw_on() -> list[About]:
        return [await draw(number) for number in numbers]

    try:
        await asyncio.gather(*(draw(-1 - number) for number in range(2 * WARM_UP)))
        began = perf_counter()
        pictures = await asyncio.gather(*(draw_on() for _ in range(job["connections"])))
        return _report([about for drawn in pictures for about in drawn], perf_counter() - began)
    finally:
        await studio.close()


def _path(job: dict[str, Any], spec: RenderSpec) -> Path:
    return Images(Path(job["keep"])).path(make_tracking_id(), spec.image_extension)


def _report(pictures: list[About], seconds: float) -> dict[str, Any]:
    return {
        "rate": len(pictures) / seconds,
        "count": len(pictures),
        "digests": [digest for digest, _ in pictures],
        "mean_bytes": sum(size for _, size in pictures) / len(pictures),
    }


if __name__ == "__main__":
    main()
