"""The secret that keys the digests of people, in its row."""

from outhost.store.contract import Connection


class SubjectSecret:
    """The table `subject_secret`."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def find(self) -> bytes:
        """Give the installation's secret, which was made with the table."""
        row = self._tx.one("SELECT secret FROM subject_secret")
        assert row is not None
        return bytes(row["secret"])
