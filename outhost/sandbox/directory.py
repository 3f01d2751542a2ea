"""The town's directory: its businesses as a listing has them, which says where they are and nothing of what their websites tell."""

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Final

from outhost.sandbox.business import Business

_COLUMNS: Final = ("name", "trade", "telephone", "street", "postcode", "city", "website")


def listed(businesses: Iterable[Business]) -> str:
    """Write the listing as CSV."""
    text = StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(_COLUMNS)
    lines.writerows((one.name, one.category, one.telephone, one.street, one.postcode, one.city, one.url) for one in businesses)
    return text.getvalue()
