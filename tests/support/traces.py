"""What a call leaves behind, so that a test can say what must not have happened."""

from dataclasses import dataclass
from typing import Any

from houses import Tenant

from outhost.domain.workspaces import WorkspaceId
from outhost.store.transactions import Tx


@dataclass(frozen=True, kw_only=True)
class Traces:
    """Everything that a call could leave behind: in a workspace's rows, and among the files of the house."""

    balance: int
    ledger: tuple[tuple[int, int, str], ...]
    """Delta, balance after, reason."""
    lists: tuple[tuple[str, str, int], ...]
    """Public id, name, lead count."""
    leads: tuple[str, ...]
    """Tracking ids, those of deleted lists not among them."""
    events: tuple[tuple[str, str, str, str, str], ...]
    """Name, subject, actor, address, request id."""
    replies: int
    key: bytes
    files: frozenset[str]

    @property
    def adds_up(self) -> bool:
        """Tell whether the balance is the ledger's sum, each lead is counted once and charged once, and each has its image."""
        charged = sum(1 for delta, _, reason in self.ledger if (delta, reason) == (-1, "lead"))
        counted = sum(count for *_, count in self.lists)
        drawn = {name.partition(".")[0] for name in self.files if not name.endswith(".unfinished")}
        is_balanced = self.balance == sum(delta for delta, *_ in self.ledger) == self.ledger[-1][1]
        return is_balanced and len(self.leads) == charged == counted and set(self.leads) <= drawn


async def traces_of(tenant: Tenant) -> Traces:
    """Take stock of a tenant's workspace, in one snapshot."""
    return await tenant.house.appliance.read(_look, tenant.workspace_id, frozenset(tenant.image_files()))


def _look(tx: Tx, workspace_id: WorkspaceId, files: frozenset[str]) -> Traces:
    def rows(sql: str) -> tuple[Any, ...]:
        return tuple(tuple(row) if len(tuple(row)) > 1 else row[0] for row in tx.all(sql, workspace_id=workspace_id))  # type: ignore[index]  # one column

    return Traces(
        balance=tx.credits.balance(workspace_id),
        ledger=rows("SELECT delta, balance_after, reason FROM credit_entries WHERE workspace_id = :workspace_id ORDER BY id"),
        lists=rows("SELECT public_id, name, lead_count FROM lists WHERE workspace_id = :workspace_id AND deleted_at IS NULL ORDER BY id"),
        leads=rows(
            "SELECT d.tracking_id FROM leads d JOIN lists l ON l.id = d.list_id"
            " WHERE l.workspace_id = :workspace_id AND l.deleted_at IS NULL ORDER BY d.id"
        ),
        events=rows("SELECT name, subject, actor, address, request_id FROM events WHERE workspace_id = :workspace_id ORDER BY id"),
        replies=rows("SELECT count(*) FROM replies WHERE workspace_id = :workspace_id")[0],
        key=rows("SELECT digest FROM api_keys WHERE workspace_id = :workspace_id")[0],
        files=files,
    )
