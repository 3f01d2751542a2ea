"""Tables of people, as `/api` looks at them."""

from tempfile import TemporaryFile
from typing import Final

from sanic import HTTPResponse

from outhost.domain.errors import ListTypeNotSupported
from outhost.domain.lists import ListType
from outhost.domain.tables import MOST_BYTES
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller
from outhost.web.outsend.answers import as_json
from outhost.web.outsend.call import Call
from outhost.web.outsend.lists import list_of
from outhost.web.outsend.upload import form_field, receive_file
from outhost.web.outsend.wire.leads import TablePreviewOut

MAPPING: Final = "mapping"
FORM_BYTES: Final = 1 << 20
"""What a form may have around its file."""
_NO_MAPPING: Final = Text(
    en="must be a JSON object: the name of a column, or null, by the name of a variable",
    fr="doit être un objet JSON : le nom d’une colonne, ou null, par nom de variable",
)


async def preview(call: Call[Caller]) -> HTTPResponse:
    """Shows what a CSV or XLSX file would become in a list: the field `file` of a form, at most 50 MB and a million rows.

    Encoding, delimiter and header are detected; numbers and dates of a workbook are written as people see them. A column goes to the
    variable of its name, case, accents and punctuation ignored; the field `mapping`, a JSON object such as `{"first_name": "Prénom"}`,
    says otherwise, and null leaves a variable without a column. Nothing is stored and nothing is charged.
    """
    lead_list = await list_of(call)
    texts = {MAPPING: bytearray()}
    with TemporaryFile() as file:
        await receive_file(call.request, file.write, MOST_BYTES + FORM_BYTES, texts)
        given = mapping_of(texts[MAPPING])
        if lead_list.list_type is not ListType.MEME:
            raise ListTypeNotSupported(list_type=lead_list.list_type, supported=ListType.MEME)
        file.seek(0)
        previewed = await call.appliance.tables.preview(lead_list, file, given)
    return as_json(TablePreviewOut.of(previewed, call.visit.locale))


def mapping_of(text: bytes | bytearray) -> dict[str, str | None]:
    """Read which column a variable is to have.

    Raises:
        InvalidInput
    """
    return form_field(MAPPING, text, dict[str, str | None], _NO_MAPPING)
