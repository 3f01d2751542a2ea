"""The digest of a run: a letter to whoever made the veille, written in the transaction in which the run is done."""

from typing import Final

from outhost.domain.letters import digest_letter
from outhost.domain.users import User
from outhost.domain.veilles import Veille, VeilleRun
from outhost.operations.veille_reports import found_signal
from outhost.store.transactions import Tx

_SHOWN: Final = 20
"""Signals in a letter, the first ones in their order."""


def write_digest(tx: Tx, veille: Veille, run: VeilleRun, address: str) -> None:
    """Write the digest of a run that is done, where its veille asks for one and something was found.

    Whoever made it must still be let in: letters about a workspace go to nobody who left it.
    """
    reader = _reader_of(tx, veille) if veille.has_digest else None
    ended = tx.veille_runs.find_by_key(run.key) if reader else None
    count = ended.counts.new + ended.counts.closed + ended.counts.modified if ended else 0
    if reader is None or not count:
        return
    found = tx.veille_signals.page(run.key, limit=_SHOWN, offset=0)
    sentences = [found_signal(kept).signal.discreet_sentence.say(reader.locale) for kept in found]
    link = f"{address}/api/veille/{veille.public_id}/runs/{run.public_id}/signals?format=csv"
    tx.letters.insert(digest_letter(reader.email, link, reader.locale, name=veille.name, sentences=sentences, count=count))


def _reader_of(tx: Tx, veille: Veille) -> User | None:
    user = tx.users.find(veille.user_id) if veille.user_id is not None else None
    is_member = user is not None and tx.workspaces.find_role(veille.workspace_id, user.id) is not None
    return user if user is not None and user.is_active and is_member else None
