"""Pictures drawn one after the other in a process of their own, each another one: how much memory the process has after so many."""

import hashlib
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from grounds import photo, png_of
from stills import document_of, person

from outhost.domain.render_spec import parse_render_spec
from outhost.render.picture import Easel


def main() -> None:
    """Do the job: pictures of a `size`, up to the last of `marks`; gives the resident memory at each mark, in MiB."""
    job = json.load(sys.stdin)
    size = (job["size"][0], job["size"][1])
    with TemporaryDirectory() as folder:
        data = png_of(photo(size))
        asset = hashlib.sha256(data).hexdigest()
        file = Path(folder, asset)
        file.write_bytes(data)
        spec, easel, seen = parse_render_spec(document_of(size, asset, "wide")), Easel(), []
        for number in range(1, job["marks"][-1] + 1):
            easel.draw(spec, person(number) | {"company": f"{number:x} {number * 7:o} & Søn"}, {asset: file})
            if number in job["marks"]:
                seen.append(_resident_mib())
    json.dump({"mib": seen}, sys.stdout)


def _resident_mib() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


if __name__ == "__main__":
    main()
