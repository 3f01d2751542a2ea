"""Events: what happened, kept as rows in the transaction that made it true."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from outhost.domain.workspaces import WorkspaceId


class Happening(StrEnum):
    """The name of an event: a noun and what was done to it."""

    WORKSPACE_CREATED = "workspace.created"
    WORKSPACE_RENAMED = "workspace.renamed"
    MEMBER_JOINED = "member.joined"
    MEMBER_ROLE_CHANGED = "member.role_changed"
    MEMBER_REMOVED = "member.removed"
    INVITATION_CREATED = "invitation.created"
    INVITATION_TAKEN_BACK = "invitation.taken_back"
    WORKSPACE_HANDED_OVER = "workspace.handed_over"
    WORKSPACE_ERASED = "workspace.erased"
    USER_ADDED = "user.added"
    USER_DEACTIVATED = "user.deactivated"
    USER_REACTIVATED = "user.reactivated"
    USER_PASSWORD_RESET = "user.password_reset"  # noqa: S105 - the name of an event, not a password
    USER_TOTP_RESET = "user.totp_reset"
    USER_SIGNED_UP = "user.signed_up"
    USER_LOGGED_IN = "user.logged_in"
    USER_LOGGED_OUT = "user.logged_out"
    USER_UPDATED = "user.updated"
    USER_EMAIL_VERIFIED = "user.email_verified"
    USER_PASSWORD_CHANGED = "user.password_changed"  # noqa: S105 - as above
    USER_VERIFICATION_ASKED = "user.verification_asked"
    USER_RESET_ASKED = "user.reset_asked"
    USER_TOTP_BEGUN = "user.totp_begun"
    USER_TOTP_ENABLED = "user.totp_enabled"
    USER_TOTP_DISABLED = "user.totp_disabled"
    USER_ERASED = "user.erased"
    USER_ADMIN_GRANTED = "user.admin_granted"
    USER_ADMIN_REVOKED = "user.admin_revoked"
    MAIL_TESTED = "mail.tested"
    SESSION_REVOKED = "session.revoked"
    SESSION_SWITCHED = "session.switched"
    ACCESS_KEY_CREATED = "access_key.created"
    ACCESS_KEY_REVOKED = "access_key.revoked"
    API_KEY_ROTATED = "api_key.rotated"
    CREDITS_GRANTED = "credits.granted"
    CREDITS_REVOKED = "credits.revoked"
    SUBSCRIPTION_SET = "subscription.set"
    TEMPLATE_ADDED = "template.added"
    TEMPLATE_CHANGED = "template.changed"
    TEMPLATE_DELETED = "template.deleted"
    ASSET_ADDED = "asset.added"
    ASSET_DELETED = "asset.deleted"
    LIST_ADDED = "list.added"
    LIST_RENAMED = "list.renamed"
    LIST_CHANGED = "list.changed"
    LIST_DELETED = "list.deleted"
    LEAD_APPROVED = "lead.approved"
    LEAD_REJECTED = "lead.rejected"
    LEAD_REDRAWN = "lead.redrawn"
    LEAD_ERASED = "lead.erased"
    LEADS_EXPIRED = "leads.expired"
    LIST_RETENTION_SET = "list.retention_set"
    JOB_CREATED = "job.created"
    JOB_CANCEL_ASKED = "job.cancel_asked"
    JOB_COMPLETED = "job.completed"
    JOB_FAILED = "job.failed"
    JOB_CANCELLED = "job.cancelled"
    JOB_DELETED = "job.deleted"
    PIPELINE_CREATED = "pipeline.created"
    PIPELINE_CHANGED = "pipeline.changed"
    PIPELINE_STARTED = "pipeline.started"
    PIPELINE_NODE_RETRIED = "pipeline.node_retried"
    PIPELINE_CANCEL_ASKED = "pipeline.cancel_asked"
    PIPELINE_COMPLETED = "pipeline.completed"
    PIPELINE_FAILED = "pipeline.failed"
    PIPELINE_CANCELLED = "pipeline.cancelled"
    PIPELINE_DELETED = "pipeline.deleted"
    VEILLE_CREATED = "veille.created"
    VEILLE_CHANGED = "veille.changed"
    VEILLE_DELETED = "veille.deleted"
    VEILLE_RUN_STARTED = "veille.run_started"
    VEILLE_RUN_COMPLETED = "veille.run_completed"
    VEILLE_RUN_FAILED = "veille.run_failed"
    VEILLE_RUN_CANCELLED = "veille.run_cancelled"
    VEILLE_FEED_OPENED = "veille.feed_opened"
    VEILLE_FEED_CLOSED = "veille.feed_closed"
    SIGNAL_RATED = "signal.rated"
    WEBHOOK_CREATED = "webhook.created"
    WEBHOOK_CHANGED = "webhook.changed"
    WEBHOOK_ROTATED = "webhook.rotated"
    WEBHOOK_TESTED = "webhook.tested"
    WEBHOOK_RESENT = "webhook.resent"
    WEBHOOK_DISABLED = "webhook.disabled"
    WEBHOOK_DELETED = "webhook.deleted"
    MODULE_VOTED = "module.voted"
    MODULE_UNVOTED = "module.unvoted"
    FEEDBACK_OPENED = "feedback.opened"
    FEEDBACK_CONTINUED = "feedback.continued"
    FEEDBACK_ANSWERED = "feedback.answered"
    FEEDBACK_CLOSED = "feedback.closed"
    FEEDBACK_REOPENED = "feedback.reopened"
    FEEDBACK_DELETED = "feedback.deleted"
    ANNOUNCEMENT_MADE = "announcement.made"
    ANNOUNCEMENT_TAKEN_BACK = "announcement.taken_back"
    SANDBOX_ADVANCED = "sandbox.advanced"
    SUBJECT_ERASED = "subject.erased"
    SUBJECT_EXPORTED = "subject.exported"
    SUBJECT_SUPPRESSED = "subject.suppressed"
    SUBJECT_UNSUPPRESSED = "subject.unsuppressed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event; `subject` is the public id of what it happened to, `data` a JSON text. Without a `workspace_id` it is no workspace's."""

    id: int
    workspace_id: WorkspaceId | None
    name: str
    subject: str
    actor: str
    address: str
    request_id: str
    data: str
    created_at: datetime
