"""Runs modules over hostile pages, in a process of its own, of which the kernel takes processor time and memory away when too much is used.

Each page is named before it is read: the last name on standard output is that of the page that was too much.
"""

import asyncio
import json
import resource
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from hostile import hostile_pages, labels
from reading import Desk, modules

from outhost.files.pages import Pages

PAGE_SECONDS = 20
"""Of processor time, for one page and all modules. What takes the square of a page's length takes hours."""
MOST_BYTES = 3 << 30
HOME = "http://hostile.example/"


def main() -> None:
    """Read every hostile page of `size` bytes with each of `slugs`."""
    job = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    with TemporaryDirectory() as folder:
        asyncio.run(_run(Desk(archive=Pages(Path(folder))), job["slugs"], job["size"]))


async def _run(desk: Desk, slugs: list[str], size: int) -> None:
    pages = [(name, body, None) for name, body in hostile_pages(size)]
    pages += [(f"charset {label[:20]!r}", b"<p>xn--a@b-c.fr a-" * (size // 36), label) for label in labels()]
    for name, body, charset in pages:
        _grant(PAGE_SECONDS)
        desk.keep(HOME, body, charset)
        desk.keep(f"{HOME}contact", body, charset)
        for one in (modules()[slug] for slug in slugs):
            sys.stdout.write(f"{name} / {one.slug}\n")
            sys.stdout.flush()
            added = await desk.read(one, {"site_web": HOME, "telephone": "0472000000"})
            assert set(added) <= set(one.produces), added
    sys.stdout.write("done\n")


def _grant(seconds: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds, most))


if __name__ == "__main__":
    main()
