"""Moving assets: their delays, their frames, and the timeline that a picture makes of them."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path

from PIL import Image, ImageOps, ImageSequence

from outhost.render.assets import open_image, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One frame of the picture: which frame of the timeline it shows, when that begins and how long it lasts."""

    frame: int
    at_ms: int
    delay_ms: int


STILL = (Moment(frame=0, at_ms=0, delay_ms=0),)


def timeline(delays_ms: Sequence[int], max_frames: int) -> tuple[Moment, ...]:
    """Make one moment a frame; where they are too many, keep some evenly and add up the delays of those left out."""
    count = min(len(delays_ms), max_frames)
    kept = [place * len(delays_ms) // count for place in range(count)]
    begins = [0, *accumulate(delays_ms)]
    spans = pairwise([*kept, len(delays_ms)])
    return tuple(Moment(frame=first, at_ms=begins[first], delay_ms=begins[after] - begins[first]) for first, after in spans)


def thinned(moments: Sequence[Moment], step: int) -> tuple[Moment, ...]:
    """Keep the first of each `step` moments, for as long as all of them last."""
    groups = [moments[place : place + step] for place in range(0, len(moments), step)]
    return tuple(replace(group[0], delay_ms=sum(moment.delay_ms for moment in group)) for group in groups)


def read_delays(path: Path) -> tuple[int, ...]:
    """List how long each frame of an asset lasts, in milliseconds; one entry for a picture that does not move."""
    with open_image(path) as image:
        if getattr(image, "n_frames", 1) == 1 or image.format == "MPO":
            return (0,)
        return tuple(_delay(frame) for frame in ImageSequence.Iterator(image))


def frame_at(delays_ms: Sequence[int], at_ms: int) -> int:
    """Find the frame that a looping asset shows at a time."""
    ends = list(accumulate(delays_ms))
    return min(bisect_right(ends, at_ms % ends[-1]), len(ends) - 1) if ends[-1] else 0


def read_frames(path: Path, wanted: Collection[int]) -> Iterator[tuple[int, Image.Image]]:
    """Decode the wanted frames of an asset in order, each whole, upright, RGB or RGBA."""
    with open_image(path) as image:
        for place, frame in enumerate(ImageSequence.Iterator(image)):
            if place in wanted:
                yield place, plain(ImageOps.exif_transpose(frame))
            if place >= max(wanted):
                return


def _delay(frame: Image.Image) -> int:
    frame.load()
    return int(frame.info.get("duration", 0))
