"""Every built-in template with three pairs of names, drawn by the renderer itself: the sheet to look at before a release."""

import io
import json
from pathlib import Path

from PIL import Image

from outhost.domain.render_spec import parse_render_spec
from outhost.render.picture import Easel
from outhost.resources import name_assets_by_hash

PEOPLE = (("Al", "IBM"), ("Maximiliane-Charlotte", "Donaudampfschifffahrtsgesellschaft mbH"), ("O'Neil & Søn", "Søn & Co"))
_CELL = (560, 400)


def draw(templates: Path) -> Image.Image:
    """Draw the sheet: a row a template, a column a pair; of a GIF its first frame."""
    found = sorted(templates.glob("*/template.json"), key=lambda path: json.loads(path.read_text("utf-8"))["order"])
    sheet = Image.new("RGB", (_CELL[0] * len(PEOPLE), _CELL[1] * len(found)), "#ffffff")
    easel = Easel()
    for row, path in enumerate(found):
        document, files = name_assets_by_hash(json.loads(path.read_text("utf-8"))["render_spec"], path.parent)
        for column, (first_name, company) in enumerate(PEOPLE):
            picture = easel.draw(parse_render_spec(document), {"first_name": first_name, "company": company}, files)
            image = Image.open(io.BytesIO(picture.data))
            thumb = image.convert("RGB")
            thumb.thumbnail((_CELL[0] - 20, _CELL[1] - 20))
            sheet.paste(thumb, (column * _CELL[0] + 10, row * _CELL[1] + 10))
    return sheet
