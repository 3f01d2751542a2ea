"""One transaction: a moment, the three verbs, and every table by name."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from outhost.store.access_keys import AccessKeys
from outhost.store.announcements import Announcements
from outhost.store.api_keys import ApiKeys
from outhost.store.assets import Assets
from outhost.store.attempts import Attempts
from outhost.store.contract import Row
from outhost.store.credits import Credits
from outhost.store.departures import Departures
from outhost.store.events import Events
from outhost.store.feedback_messages import FeedbackMessages
from outhost.store.feedback_threads import FeedbackThreads
from outhost.store.gaps import Gaps
from outhost.store.invitations import Invitations
from outhost.store.job_alike import JobAlike
from outhost.store.job_frames import JobFrames
from outhost.store.job_inputs import JobInputs
from outhost.store.job_queues import JobQueues
from outhost.store.job_rows import JobRows
from outhost.store.jobs import Jobs
from outhost.store.leads import Leads
from outhost.store.letters import Letters
from outhost.store.lists import Lists
from outhost.store.mail_tokens import MailTokens
from outhost.store.opens import Opens
from outhost.store.pipelines import Pipelines
from outhost.store.replies import Replies
from outhost.store.sandbox_time import SandboxTime
from outhost.store.searches import Searches
from outhost.store.second_factors import SecondFactors
from outhost.store.sessions import Sessions
from outhost.store.subject_secret import SubjectSecret
from outhost.store.subscriptions import Subscriptions
from outhost.store.suppressions import Suppressions
from outhost.store.templates import Templates
from outhost.store.tombstones import Tombstones
from outhost.store.users import Users
from outhost.store.veille_keeps import VeilleKeeps
from outhost.store.veille_rows import VeilleRows
from outhost.store.veille_runs import VeilleRuns
from outhost.store.veille_signals import VeilleSignals
from outhost.store.veilles import Veilles
from outhost.store.votes import Votes
from outhost.store.webhook_deliveries import WebhookDeliveries
from outhost.store.webhooks import Webhooks
from outhost.store.workspaces import Workspaces


class Tx:
    """What a unit of work gets: `tx.now`, `tx.leads`, `tx.credits`, … One object serves its connection's transactions in turn."""

    def __init__(self, connection: sqlite3.Connection, now: datetime) -> None:
        """Speak through `connection`, whose rows come as `sqlite3.Row`."""
        self._connection = connection
        self.now = now
        self.topics: set[str] = set()
        self.access_keys = AccessKeys(self)
        self.announcements = Announcements(self)
        self.api_keys = ApiKeys(self)
        self.assets = Assets(self)
        self.attempts = Attempts(self)
        self.credits = Credits(self)
        self.departures = Departures(self)
        self.events = Events(self)
        self.feedback_messages = FeedbackMessages(self)
        self.feedback_threads = FeedbackThreads(self)
        self.gaps = Gaps(self)
        self.invitations = Invitations(self)
        self.job_alike = JobAlike(self)
        self.job_frames = JobFrames(self)
        self.job_inputs = JobInputs(self)
        self.job_queues = JobQueues(self)
        self.job_rows = JobRows(self)
        self.jobs = Jobs(self)
        self.leads = Leads(self)
        self.letters = Letters(self)
        self.lists = Lists(self)
        self.mail_tokens = MailTokens(self)
        self.opens = Opens(self)
        self.pipelines = Pipelines(self)
        self.replies = Replies(self)
        self.sandbox_time = SandboxTime(self)
        self.searches = Searches(self)
        self.second_factors = SecondFactors(self)
        self.sessions = Sessions(self)
        self.subject_secret = SubjectSecret(self)
        self.subscriptions = Subscriptions(self)
        self.suppressions = Suppressions(self)
        self.templates = Templates(self)
        self.tombstones = Tombstones(self)
        self.users = Users(self)
        self.veille_keeps = VeilleKeeps(self)
        self.veille_rows = VeilleRows(self)
        self.veille_runs = VeilleRuns(self)
        self.veille_signals = VeilleSignals(self)
        self.veilles = Veilles(self)
        self.votes = Votes(self)
        self.webhook_deliveries = WebhookDeliveries(self)
        self.webhooks = Webhooks(self)
        self.workspaces = Workspaces(self)

    def run(self, sql: str, **params: object) -> int:
        """Run a statement and tell how many rows it changed."""
        return self._connection.execute(sql, params).rowcount

    def run_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """Run a statement once a row, with `?` for its values in their order; for rows by the hundred."""
        self._connection.executemany(sql, rows)

    def one(self, sql: str, **params: object) -> Row | None:
        """Give the first row, or None."""
        row: Row | None = self._connection.execute(sql, params).fetchone()
        return row

    def all(self, sql: str, **params: object) -> list[Row]:
        """Give every row."""
        return self._connection.execute(sql, params).fetchall()

    def ring(self, topic: str) -> None:
        """Have the bell rung for `topic` when this work is committed."""
        self.topics.add(topic)
