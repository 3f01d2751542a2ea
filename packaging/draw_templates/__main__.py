"""Draws the art of the built-in templates, at four times its size: `python packaging/draw_templates [--contact-sheet FILE]`."""

import argparse
from pathlib import Path

import book_cover
import chat_bubble
import contact_sheet
import sign_holder
import speech_bubble
import sticky_note
import typing_field
import whiteboard
import yes_no
from PIL import Image

SCENES = {
    "yes-no": yes_no.draw,
    "sign-holder": sign_holder.draw,
    "whiteboard": whiteboard.draw,
    "chat-bubble": chat_bubble.draw,
    "sticky-note": sticky_note.draw,
    "book-cover": book_cover.draw,
    "speech-bubble": speech_bubble.draw,
    "typing": typing_field.draw,
}
FRAME_MS = 110
LONG_FRAME_MS = 1400


def main() -> None:
    """Draw every scene, or the contact sheet alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--contact-sheet", type=Path, metavar="FILE", help="draw all templates with three names through the renderer instead"
    )
    parser.add_argument("slugs", nargs="*", help="only these templates")
    chosen = parser.parse_args()
    templates = Path(__file__).parents[2] / "assets" / "templates"
    if chosen.contact_sheet:
        contact_sheet.draw(templates).save(chosen.contact_sheet)
        return
    for slug in chosen.slugs or SCENES:
        for name, picture in SCENES[slug]().items():
            _keep(picture, templates / slug / name)


def _keep(picture: Image.Image | list[Image.Image], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(picture, list):
        _keep_film(picture, path)
    else:
        picture.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.FLOYDSTEINBERG).save(path, optimize=True)


def _keep_film(frames: list[Image.Image], path: Path) -> None:
    """Give all frames one palette, so that what stands still stays still."""
    sheet = Image.new("RGB", (frames[0].width, frames[0].height * len(frames)))
    for number, frame in enumerate(frames):
        sheet.paste(frame, (0, number * frame.height))
    palette = sheet.quantize(128, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    first, *others = (frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames)
    durations = [LONG_FRAME_MS, *[FRAME_MS] * (len(others) - 1), LONG_FRAME_MS]
    first.save(path, save_all=True, append_images=others, duration=durations, loop=0, optimize=True)


if __name__ == "__main__":
    main()
