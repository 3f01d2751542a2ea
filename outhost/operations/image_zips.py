"""What can be done to carry all images of a list away at once."""

import asyncio
import csv
import io
import json
import zlib
from collections.abc import AsyncGenerator, Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO, Final

from outhost.domain.alt_texts import alt_text_of
from outhost.domain.clock import Clock
from outhost.domain.errors import ListNotFound
from outhost.domain.leads import Lead, key_of
from outhost.domain.links import ImageAddress
from outhost.domain.lists import LeadList
from outhost.domain.render_spec import RenderSpec, parse_render_spec
from outhost.exports.as_csv import neutralise
from outhost.exports.as_zip import ZipWriter
from outhost.files.images import Images
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

MANIFEST: Final = "manifest.csv"

_ROWS: Final = 100
_CHUNK_BYTES: Final = 1 << 18


class ImageZips:
    """Archives of images, each with a manifest that names every lead."""

    def __init__(self, store: Store, images: Images, clock: Clock) -> None:
        """Take rows from `store` and files from `images`."""
        self._store = store
        self._images = images
        self._clock = clock

    async def pack(self, lead_list: LeadList, address: ImageAddress) -> AsyncGenerator[bytes, None]:
        """Stream an archive of every open image of a list, oldest first, in chunks; memory stays flat, however many there are.

        Leads are read a hundred at a time, without a snapshot, so that a slow reader holds nothing up: those that come meanwhile are
        left out, and those that go are as well. The manifest comes last; a held image has no `file` in it.

        Raises:
            ListNotFound: the list was deleted meanwhile; what was sent is no whole archive.
        """
        with TemporaryFile() as directory, TemporaryFile() as rows:
            writer = ZipWriter(directory, self._clock.now())
            manifest = _Manifest(rows, lead_list, address)
            key = key_of(lead_list.id, 0) - 1
            while leads := await self._store.read(_after, lead_list, key):
                key = leads[-1][0]
                packed = self._pack_some(writer, manifest, [lead for _, lead in leads])
                while chunk := await asyncio.to_thread(next, packed, None):
                    yield chunk
            if not await self._store.read(_is_there, lead_list):
                raise ListNotFound
            ending = _ending(writer, manifest)
            while chunk := await asyncio.to_thread(next, ending, None):
                yield chunk

    def _pack_some(self, writer: ZipWriter, manifest: "_Manifest", leads: Sequence[Lead]) -> Iterator[bytes]:
        """Pack images into chunks of some size. Blocks."""
        chunk = bytearray()
        for lead in leads:
            data = self._read(lead) if lead.review_status.is_open else None
            name = f"{lead.tracking_id}.{lead.image_extension}"
            manifest.add(lead, name if data is not None else "")
            if data is not None:
                chunk += writer.entry(name, data)
            if len(chunk) >= _CHUNK_BYTES:
                yield bytes(chunk)
                chunk.clear()
        if chunk:
            yield bytes(chunk)

    def _read(self, lead: Lead) -> bytes | None:
        """Read an image; None if its lead went meanwhile."""
        data = self._images.read(lead.image_name, lead.image_extension)
        return self._images.read(lead.tracking_id, lead.image_extension) if data is None else data


class _Manifest:
    """The table of what is in an archive and what is not, as a spreadsheet opens it."""

    def __init__(self, file: IO[bytes], lead_list: LeadList, address: ImageAddress) -> None:
        self.file = file
        self.size = 0
        self.checksum = 0
        self._address = address
        self._alt_text = lead_list.options.alt_text
        self._spec: RenderSpec | None = parse_render_spec(json.loads(lead_list.render_spec)) if lead_list.render_spec else None
        self._write(["tracking_id", "file", "image_url", *lead_list.variables, "alt_text", "review_status"], before="\ufeff")

    def add(self, lead: Lead, name: str) -> None:
        """Add a lead's row; `name` is that of its image in the archive."""
        assert self._spec is not None
        url = self._address.of(lead.tracking_id, lead.image_extension)
        alt_text = alt_text_of(self._spec, self._alt_text, lead.variables)
        values = (value or "" for value in lead.variables.values())
        self._write([lead.tracking_id, name, url, *values, alt_text, str(lead.review_status)])

    def _write(self, cells: Sequence[str], before: str = "") -> None:
        line = io.StringIO(newline="")
        csv.writer(line, delimiter=";", lineterminator="\r\n").writerow([neutralise(cell) for cell in cells])
        data = (before + line.getvalue()).encode()
        self.file.write(data)
        self.size += len(data)
        self.checksum = zlib.crc32(data, self.checksum)


def _ending(writer: ZipWriter, manifest: _Manifest) -> Iterator[bytes]:
    yield writer.head(MANIFEST, manifest.size, manifest.checksum)
    manifest.file.seek(0)
    while chunk := manifest.file.read(_CHUNK_BYTES):
        yield chunk
    yield from writer.end()


def _after(tx: Tx, lead_list: LeadList, key: int) -> list[tuple[int, Lead]]:
    return tx.leads.page_after(lead_list, key, _ROWS)


def _is_there(tx: Tx, lead_list: LeadList) -> bool:
    return tx.lists.find(lead_list.workspace_id, lead_list.public_id) is not None
