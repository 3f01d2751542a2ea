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
from canvas import Film
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


def _keep(picture: Image.Image | Film, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(picture, Film):
        _keep_film(picture, path)
    else:
        # Every second level is dropped: no eye sees it, a fifth of the bytes goes, and a gradient shows no steps as in a palette.
        picture.point([min(255, (level + 1) // 2 * 2) for level in range(256)] * 3).save(path, optimize=True)


def _keep_film(film: Film, path: Path) -> None:
    """Give all frames one palette, so that what stands still stays still."""
    width, height = film.frames[0].size
    sheet = Image.new("RGB", (width, height * len(film.frames)))
    for number, frame in enumerate(film.frames):
        sheet.paste(frame, (0, number * height))
    # MAXCOVERAGE keeps the rare colours (a blush, a gleam), the rounds of k-means settle them.
    palette = sheet.quantize(128, Image.Quantize.MAXCOVERAGE, kmeans=6, dither=Image.Dither.NONE)
    first, *others = (frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in film.frames)
    first.save(path, save_all=True, append_images=others, duration=film.delays_ms, loop=0, optimize=True)


if __name__ == "__main__":
    main()
