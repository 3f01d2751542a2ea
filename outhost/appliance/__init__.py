"""The appliance: what is wired to what, in one place."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from outhost.appliance.outside import TOWN_SEED, TOWN_SIZE, Outside
from outhost.appliance.preparation import open_modules, open_pool, own_plugins, prepare
from outhost.credentials.passwords import Passwords
from outhost.domain.clock import Clock
from outhost.domain.jobs import BEFORE_ALL, JobKey
from outhost.domain.links import image_address
from outhost.domain.veilles import DELETED_VEILLES
from outhost.engine.bookkeeper import Bookkeeper
from outhost.engine.conductor import Conductor
from outhost.engine.courier import Courier
from outhost.engine.dispatcher import Dispatcher
from outhost.engine.dry_runs import DryRuns
from outhost.engine.followers import Followers
from outhost.engine.janitor import Janitor
from outhost.engine.lookout import Lookout
from outhost.engine.messenger import Messenger
from outhost.engine.scheduler import Scheduler
from outhost.engine.stage import Stage
from outhost.engine.task_loop import TaskLoop
from outhost.engine.usher import Usher
from outhost.engine.workshop import Workshop
from outhost.files.assets import Assets as AssetFiles
from outhost.files.data_folder import DataFolder
from outhost.files.images import Images, RecentImages
from outhost.files.tombstones import TombstoneFile
from outhost.files.whole import write_whole
from outhost.jobtypes.pool import Pool
from outhost.mail.outbox import Outbox
from outhost.mail.smtp import Smtp
from outhost.operations.access_keys import AccessKeys
from outhost.operations.accounts import Accounts
from outhost.operations.announcements import Announcements
from outhost.operations.api_keys import ApiKeys
from outhost.operations.archived_pages import ArchivedPages
from outhost.operations.assets import Assets
from outhost.operations.credits import Credits
from outhost.operations.departures import Departures
from outhost.operations.desk import Office
from outhost.operations.drawings import Drawings
from outhost.operations.estimates import Estimates
from outhost.operations.feedback import Feedback
from outhost.operations.feedback_answers import FeedbackAnswers
from outhost.operations.fetches import Fetches
from outhost.operations.following import Following
from outhost.operations.image_zips import ImageZips
from outhost.operations.invitations import Invitations
from outhost.operations.job_downloads import JobDownloads
from outhost.operations.job_drafts import JobDrafts
from outhost.operations.job_plans import JobPlans
from outhost.operations.job_reports import JobReports
from outhost.operations.job_results import JobResults
from outhost.operations.job_retention import JobRetention
from outhost.operations.job_runs import JobRuns
from outhost.operations.job_uploads import JobUploads
from outhost.operations.jobs import Jobs
from outhost.operations.leads import Leads
from outhost.operations.letters import Letters
from outhost.operations.lists import Lists
from outhost.operations.members import Members
from outhost.operations.modules import Modules
from outhost.operations.opens import Opens
from outhost.operations.pipeline_checks import PipelineChecks
from outhost.operations.pipeline_files import PipelineFiles
from outhost.operations.pipeline_reports import PipelineReports
from outhost.operations.pipeline_steps import PipelineSteps
from outhost.operations.pipelines import Pipelines
from outhost.operations.privacy import Privacy
from outhost.operations.proofs import Proofs
from outhost.operations.quotas import Quotas
from outhost.operations.redraws import Redraws
from outhost.operations.rehearsals import Rehearsals
from outhost.operations.replies import Replies
from outhost.operations.retention import Retention
from outhost.operations.reviews import Reviews
from outhost.operations.sandbox import Sandbox
from outhost.operations.searches import Searches
from outhost.operations.second_factors import SecondFactors
from outhost.operations.sessions import Sessions
from outhost.operations.setup import Setup
from outhost.operations.specs import Specs
from outhost.operations.subscriptions import Subscriptions
from outhost.operations.suppressions import Suppressions
from outhost.operations.tables import Tables
from outhost.operations.templates import Templates
from outhost.operations.users import Users
from outhost.operations.veille_comparisons import VeilleComparisons
from outhost.operations.veille_downloads import VeilleDownloads
from outhost.operations.veille_feeds import VeilleFeeds
from outhost.operations.veille_reports import VeilleReports
from outhost.operations.veille_retention import VeilleRetention
from outhost.operations.veille_runs import VeilleRuns
from outhost.operations.veille_sources import VeilleSources
from outhost.operations.veille_starts import VeilleStarts
from outhost.operations.veilles import Veilles
from outhost.operations.votes import Votes
from outhost.operations.webhook_deliveries import WebhookDeliveries
from outhost.operations.webhooks import Webhooks
from outhost.operations.workspaces import Workspaces
from outhost.render.studio import Studio
from outhost.resources import ShippedTemplate, shipped_templates
from outhost.settings import Settings
from outhost.store.migrations import pending
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

__all__ = ["TOWN_SEED", "TOWN_SIZE", "Appliance", "open_modules", "open_pool", "own_plugins", "prepare"]

log = logging.getLogger(__name__)


P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Appliance:
    """Everything that can be done, on one open data folder. The holder of the folder's lock opens it, and closes it."""

    folder: DataFolder
    settings: Settings
    clock: Clock
    store: Store
    studio: Studio
    pool: Pool
    letters: Letters
    images: Images
    recent_images: RecentImages
    shipped: list[ShippedTemplate]
    access_keys: AccessKeys
    announcements: Announcements
    archived_pages: ArchivedPages
    accounts: Accounts
    api_keys: ApiKeys
    assets: Assets
    asset_files: AssetFiles
    outside: Outside
    credits: Credits
    departures: Departures
    dry_runs: DryRuns
    invitations: Invitations
    estimates: Estimates
    feedback: Feedback
    feedback_answers: FeedbackAnswers
    fetches: Fetches
    followers: Followers
    following: Following
    image_zips: ImageZips
    jobs: Jobs
    job_downloads: JobDownloads
    job_drafts: JobDrafts
    job_reports: JobReports
    job_results: JobResults
    job_uploads: JobUploads
    job_runs: JobRuns
    job_retention: JobRetention
    job_plans: JobPlans
    office: Office
    leads: Leads
    lists: Lists
    members: Members
    modules: Modules
    opens: Opens
    pipeline_checks: PipelineChecks
    pipeline_files: PipelineFiles
    pipeline_reports: PipelineReports
    pipelines: Pipelines
    pipeline_steps: PipelineSteps
    privacy: Privacy
    quotas: Quotas
    redraws: Redraws
    replies: Replies
    retention: Retention
    reviews: Reviews
    sandbox: Sandbox
    searches: Searches
    second_factors: SecondFactors
    sessions: Sessions
    setup: Setup
    subscriptions: Subscriptions
    suppressions: Suppressions
    tables: Tables
    templates: Templates
    users: Users
    veilles: Veilles
    veille_comparisons: VeilleComparisons
    veille_downloads: VeilleDownloads
    veille_feeds: VeilleFeeds
    veille_reports: VeilleReports
    veille_retention: VeilleRetention
    veille_runs: VeilleRuns
    votes: Votes
    webhook_deliveries: WebhookDeliveries
    webhooks: Webhooks
    workspaces: Workspaces
    tasks: TaskLoop

    @classmethod
    async def open(cls, folder: DataFolder, settings: Settings, clock: Clock, *, address: str) -> "Appliance":
        """Open a prepared folder (see `prepare`); nothing runs by itself before `start`. `address` is what links in letters begin with."""
        store = Store(folder.database, clock)
        studio = Studio(write_whole, own_fonts=folder.fonts)
        images = Images(folder.images)
        shipped = shipped_templates()
        asset_files = AssetFiles(folder.assets, {asset_id: path for template in shipped for asset_id, path in template.files.items()})
        specs = Specs(store, studio, asset_files)
        drawings = Drawings(store, studio, images, asset_files, folder, settings.min_free_mb)
        fetches = Fetches(store)
        passwords, quotas = Passwords(), Quotas(store)
        proofs = Proofs(store, passwords, quotas)
        users, searches = Users(store, passwords), Searches(store)
        lists = Lists(store, specs, images, asset_files)
        templates = Templates(store, shipped, specs, asset_files)
        smtp_url = settings.smtp_url.get_secret_value()
        mail = Smtp(smtp_url, settings.mail_from, clock) if smtp_url else Outbox(folder.outbox, write_whole, settings.mail_from, clock)
        pool = open_pool(folder, settings)
        uploads = JobUploads(folder, settings.min_free_mb)
        job_retention = JobRetention(store, uploads, clock)
        following = Following(store)
        outside = Outside.of(folder, settings, clock, store)
        modules, leads = open_modules(pool, folder), Leads(store, drawings, images, clock)
        estimates = Estimates(pool, modules, settings.ef_per_job)
        job_drafts = JobDrafts(
            store, modules, estimates, uploads, folder, most_live=settings.concurrent_jobs,
            retention_days=settings.retention_days, min_free_mb=settings.min_free_mb,
        )  # fmt: skip
        job_downloads = JobDownloads(store)
        pipelines = Pipelines(store, job_drafts, modules, retention_days=settings.retention_days)
        office = Office(
            leads=leads, fetcher=outside.fetcher, crawler=outside.crawler, records=outside.records, mailboxes=outside.mailboxes,
            overpass=outside.overpass, uploads=folder.uploads,
            images=image_address(image_base_url=settings.image_base_url, base_url=address),
        )  # fmt: skip
        job_runs, job_plans = JobRuns(store, secrets.token_hex(8), settings.retention_days), JobPlans(store)
        shop = Workshop(runs=job_runs, plans=job_plans, pool=pool, office=office, clock=clock)
        veille_reports = VeilleReports(store)
        starts, veille_retention = VeilleStarts(store, job_drafts, pipelines), VeilleRetention(store)
        await templates.load_shipped()
        await outside.sandbox.open()
        return cls(
            folder=folder,
            settings=settings,
            clock=clock,
            store=store,
            studio=studio,
            pool=pool,
            letters=Letters(store, mail, address),
            images=images,
            recent_images=RecentImages(),
            shipped=shipped,
            access_keys=AccessKeys(store, clock),
            announcements=Announcements(store),
            archived_pages=outside.archived_pages,
            accounts=Accounts(store, passwords, quotas, proofs, address, settings.initial_credits, is_signup_open=settings.open_signup),
            api_keys=ApiKeys(store, clock),
            assets=Assets(store, asset_files, folder, clock, settings.min_free_mb),
            asset_files=asset_files,
            outside=outside,
            credits=Credits(store),
            dry_runs=DryRuns(Stage(shop, modules, job_drafts, Rehearsals(store, clock))),
            departures=Departures(store, proofs, lists, veille_retention, job_retention, asset_files, folder.outbox),
            invitations=Invitations(store, address, settings.initial_credits),
            lists=lists,
            estimates=estimates,
            feedback=Feedback(store, quotas, modules, address),
            feedback_answers=FeedbackAnswers(store, address),
            fetches=fetches,
            followers=Followers(following, store.bell, clock),
            following=following,
            image_zips=ImageZips(store, images, clock),
            jobs=Jobs(store, job_drafts, retention_days=settings.retention_days),
            job_drafts=job_drafts,
            job_downloads=job_downloads,
            job_reports=JobReports(store, clock),
            job_results=JobResults(store),
            job_uploads=uploads,
            job_runs=job_runs,
            job_plans=job_plans,
            job_retention=job_retention,
            office=office,
            leads=leads,
            members=Members(store),
            modules=modules,
            opens=Opens(store, clock, is_on=settings.track_opens),
            pipeline_checks=PipelineChecks(modules),
            pipeline_files=PipelineFiles(store, modules, job_downloads),
            pipeline_reports=PipelineReports(store, clock),
            pipelines=pipelines,
            pipeline_steps=PipelineSteps(store, pipelines, job_drafts),
            privacy=Privacy(
                store, searches, images, uploads, outside.archived_pages, folder.outbox, TombstoneFile(folder.tombstones), folder.backups
            ),
            quotas=quotas,
            redraws=Redraws(store, drawings, images, fetches),
            replies=Replies(store),
            retention=Retention(store, images),
            reviews=Reviews(store),
            sandbox=outside.sandbox,
            searches=searches,
            second_factors=SecondFactors(store, proofs),
            sessions=Sessions(store, passwords, quotas, clock),
            setup=Setup(store, users, clock),
            subscriptions=Subscriptions(store),
            suppressions=Suppressions(store),
            tables=Tables(),
            templates=templates,
            users=users,
            veilles=Veilles(store, VeilleSources(store, modules), starts, pipelines, retention_days=settings.retention_days),
            veille_comparisons=VeilleComparisons(store, address),
            veille_downloads=VeilleDownloads(store, veille_reports),
            veille_feeds=VeilleFeeds(store, address),
            veille_reports=veille_reports,
            veille_retention=veille_retention,
            veille_runs=VeilleRuns(store, starts, folder, min_free_mb=settings.min_free_mb),
            votes=Votes(store, modules),
            webhook_deliveries=WebhookDeliveries(store, outside.poster, clock, address),
            webhooks=Webhooks(store, outside.poster),
            workspaces=Workspaces(store, settings.initial_credits),
            tasks=TaskLoop(),
        )

    async def start(self) -> None:
        """Start what runs by itself, and warm the drawing processes up."""
        self.studio.warm_up()
        self.pool.warm_up()
        chores = (
            self.replies.forget_expired, self.sessions.forget_expired, self.quotas.forget_old, self.retention.remove_expired,
            self.privacy.replay_tombstones, self.job_retention.expire, self.job_retention.sweep_uploads,
            self.archived_pages.sweep, self.veille_retention.purge, self.veille_runs.bring_back,
            self.webhook_deliveries.forget_old,
        )  # fmt: skip
        janitor = Janitor(self.lists, self.leads, self.assets, self.departures, self.job_retention, chores, self.store.bell, self.clock)
        self.tasks.start("janitor", janitor.sweep_hourly)
        self.tasks.start("janitor of deleted lists", janitor.follow_deletions)
        self.tasks.start("usher", Usher(self.api_keys, self.clock).keep_uses)
        self.tasks.start("janitor of jobs", janitor.follow_jobs)
        self.tasks.start("janitor of veilles", partial(janitor.follow, DELETED_VEILLES, self.veille_retention.purge))
        self.tasks.start("janitor of departures", janitor.follow_departures)
        bookkeeper = Bookkeeper(self.fetches, self.searches, self.redraws, self.store.bell, self.clock)
        self.tasks.start("bookkeeper of fetches", bookkeeper.keep_fetches)
        self.tasks.start("bookkeeper of leads", bookkeeper.keep_leads)
        self.tasks.start("dispatcher", self._dispatcher(BEFORE_ALL).dispatch)
        self.tasks.start("conductor", self._conductor(BEFORE_ALL).conduct)
        self.tasks.start("scheduler", Scheduler(self.veille_runs, self.store.bell, self.clock).begin)
        self.tasks.start("lookout", Lookout(self.veille_comparisons, self.store.bell, self.clock).compare)
        self.tasks.start("courier", Courier(self.letters, self.store.bell, self.clock).carry)
        self.tasks.start("messenger", Messenger(self.webhook_deliveries, self.store.bell, self.clock).carry)

    async def start_new_jobs(self) -> None:
        """Start what runs the jobs that are made from now on, and nothing else, for a command that holds the folder.

        What a server, or a command that was killed, left undone is put back into its lane and waits there for a server.
        """
        self.pool.warm_up()
        await self.job_runs.recover(is_start=True)
        last = await self.job_runs.last()
        self.tasks.start("dispatcher", self._dispatcher(last).dispatch)
        self.tasks.start("conductor", self._conductor(last).conduct)

    async def read(self, work: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Read from the store; for reads that decide nothing."""
        return await self.store.read(work, *args, **kwargs)

    def pending_migrations(self) -> list[str]:
        """Name the migrations that the database lacks; none, once it was prepared. Blocks."""
        return pending(self.folder.database)

    def _dispatcher(self, after: JobKey) -> Dispatcher:
        shop = Workshop(runs=self.job_runs, plans=self.job_plans, pool=self.pool, office=self.office, clock=self.clock)
        return Dispatcher(shop, self.store.bell, after=after)

    def _conductor(self, after: JobKey) -> Conductor:
        return Conductor(self.pipeline_steps, self.store.bell, self.clock, after=after)

    async def close(self) -> None:
        """Stop what runs, finish what waits, close the files; a disk that takes no more notes keeps nobody from leaving."""
        await self.tasks.close()
        await self.pool.close()
        await self.outside.close()
        await self.studio.close()
        for keep in (self.api_keys.keep_uses, self.fetches.write):
            try:
                await keep()
            except Exception:
                log.exception("What was noted in memory could not be kept, and is lost.")
        await self.store.close()
