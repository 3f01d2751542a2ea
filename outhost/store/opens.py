"""Opens in rows."""

from outhost.domain.clock import to_text
from outhost.domain.opens import Reader
from outhost.store.contract import Connection


class Opens:
    """The table `opens`."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def insert(self, tracking_id: str, visitor: bytes, reader: Reader) -> None:
        """Remember one fetch of a lead's image; nothing, if the lead is gone by now."""
        self._tx.run(
            "INSERT INTO opens (lead_key, visitor, reader, is_prefetch, created_at)"
            " SELECT id, :visitor, :reader, :is_prefetch, :now FROM leads WHERE tracking_id = :tracking_id",
            tracking_id=tracking_id,
            visitor=visitor,
            reader=reader.family,
            is_prefetch=reader.is_prefetch,
            now=to_text(self._tx.now),
        )
