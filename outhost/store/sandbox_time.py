"""The time of the invented town, in its row."""

from outhost.store.contract import Connection


class SandboxTime:
    """The table `sandbox_time`."""

    def __init__(self, tx: Connection) -> None:
        """Speak inside `tx`."""
        self._tx = tx

    def week(self) -> int:
        """Tell which week it is there; the first is 0."""
        row = self._tx.one("SELECT week FROM sandbox_time")
        assert row is not None
        return int(row["week"])

    def turn(self, weeks: int) -> None:
        """Let weeks go by."""
        self._tx.run("UPDATE sandbox_time SET week = week + :weeks", weeks=weeks)
