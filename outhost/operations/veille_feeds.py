"""What can be done with the feed of a veille: opened for programs that can't log in, its link changed, closed, read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from outhost.domain.clock import to_text
from outhost.domain.columns import Row, map_canonical
from outhost.domain.events import Happening
from outhost.domain.feeds import MOST_ENTRIES, Entry, Feed, is_signed, make_secret, signature_of, web_link
from outhost.domain.veilles import RunStatus, Veille, VeilleRun, VeilleStatus
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller
from outhost.operations.replies import KeptReply, kept
from outhost.operations.veille_reports import FoundSignal, found_signal
from outhost.operations.veilles import veille_named
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

PATH: Final = "/feeds/veille"
"""Where feeds are, on every installation."""

_RUNS: Final = 100
"""Looked through for signals, from the newest on."""
_LINKS: Final = ("site_web", "lien_google_maps")
_DESCRIPTION: Final = Text(en="What the veille “{name}” found.", fr="Ce que la veille « {name} » a trouvé.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """The link of a feed, as RSS and as JSON Feed, and since when it is this one; None while the feed is closed."""

    rss: str | None = None
    json: str | None = None
    opened_at: datetime | None = None


class VeilleFeeds:
    """Feeds of veilles. A link is signed with a secret of its own, so that another one, or none, makes it a dead link at once."""

    def __init__(self, store: Store, address: str) -> None:
        """Keep secrets in `store`; links begin with `address`."""
        self._store = store
        self._address = address

    async def show(self, caller: Caller, veille_id: str) -> FeedLink:
        """Give the link of a feed.

        Raises:
            NotVisible
        """
        return self._link(await self._store.read(veille_named, caller, veille_id))

    async def open(self, caller: Caller, veille_id: str, reply: KeptReply[FeedLink] | None = None) -> FeedLink:
        """Open a feed; of one that is open the link is another one from now on.

        Raises:
            NotVisible
        """

        def work(tx: Tx) -> FeedLink:
            return kept(tx, caller, reply, lambda: self._link(_open(tx, caller, veille_id)))

        return await self._store.write(work)

    async def close(self, caller: Caller, veille_id: str) -> None:
        """Close a feed; whoever has its link finds nothing there.

        Raises:
            NotVisible
        """
        await self._store.write(_close, caller, veille_id)

    async def read(self, public_id: str, signature: str, form: str) -> Feed | None:
        """Give a feed to whoever has its link; None to anybody else, whether there is one or not."""
        return await self._store.read(_read, public_id, signature, self._address, form)

    def _link(self, veille: Veille) -> FeedLink:
        if veille.feed_secret is None:
            return FeedLink()
        return FeedLink(
            rss=_address_of(veille, self._address, "rss"), json=_address_of(veille, self._address, "json"), opened_at=veille.feed_opened_at
        )


def _open(tx: Tx, caller: Caller, veille_id: str) -> Veille:
    veille = veille_named(tx, caller, veille_id)
    tx.veilles.put(veille.key, feed_secret=make_secret(), feed_opened_at=to_text(tx.now))
    tx.events.insert(caller, Happening.VEILLE_FEED_OPENED, veille.public_id)
    return veille_named(tx, caller, veille_id)


def _close(tx: Tx, caller: Caller, veille_id: str) -> None:
    veille = veille_named(tx, caller, veille_id)
    if veille.feed_secret is not None:
        tx.veilles.put(veille.key, feed_secret=None, feed_opened_at=None)
        tx.events.insert(caller, Happening.VEILLE_FEED_CLOSED, veille.public_id)


def _read(tx: Tx, public_id: str, signature: str, address: str, form: str) -> Feed | None:
    veille = tx.veilles.find_named_of_any_workspace(public_id)
    is_there = veille is not None and veille.status is not VeilleStatus.DELETED and tx.workspaces.find(veille.workspace_id) is not None
    secret = veille.feed_secret if veille and is_there else None
    if not is_signed(secret, public_id, signature) or veille is None:
        return None
    found = _newest(tx, veille)
    return Feed(
        title=veille.name,
        description=_DESCRIPTION.say(veille.locale, name=veille.name),
        home=f"{address}/",
        address=_address_of(veille, address, form),
        locale=veille.locale,
        moment=(found[0][0].completed_at if found else None) or veille.created_at,
        entries=[_entry(veille, run, one) for run, one in found],
    )


def _newest(tx: Tx, veille: Veille) -> list[tuple[VeilleRun, FoundSignal]]:
    found: list[tuple[VeilleRun, FoundSignal]] = []
    for run in tx.veille_runs.page(veille.key, limit=_RUNS, offset=0):
        if run.status is RunStatus.DONE and len(found) < MOST_ENTRIES:
            kept_ones = tx.veille_signals.page(run.key, limit=MOST_ENTRIES - len(found), offset=0)
            found += [(run, found_signal(one)) for one in kept_ones]
    return found


def _entry(veille: Veille, run: VeilleRun, found: FoundSignal) -> Entry:
    signal = found.signal
    sentence = signal.sentence.say(veille.locale)
    score = "" if signal.score is None else f" ({signal.score:g})"
    return Entry(
        entry_id=f"{veille.public_id}/{found.id}",
        title=sentence,
        text=f"{sentence}{score}",
        link=_link_in(signal.after or signal.before or {}),
        moment=run.completed_at or run.created_at,
        categories=list(dict.fromkeys([signal.category.value, *(reason.value for reason in signal.reasons)])),
    )


def _link_in(row: Row) -> str:
    columns = map_canonical(list(row))
    return next((link for name in _LINKS if (link := web_link(row.get(columns.get(name, ""))))), "")


def _address_of(veille: Veille, address: str, form: str) -> str:
    assert veille.feed_secret is not None
    query = urlencode({"signature": signature_of(veille.feed_secret, veille.public_id)})
    return f"{address}{PATH}/{veille.public_id}.{form}?{query}"
