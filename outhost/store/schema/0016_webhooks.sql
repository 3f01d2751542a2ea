-- Addresses that are told of events. The secrets must be there to be read, for they sign; `previous_secret` signs too until its moment.
-- Numbers are never given twice: deliveries outlive their webhook until the janitor comes.
CREATE TABLE webhooks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id),
    url TEXT NOT NULL,
    events TEXT NOT NULL, -- names, as a JSON array
    secret TEXT NOT NULL,
    previous_secret TEXT,
    previous_until TEXT,
    dead_in_a_row INTEGER NOT NULL DEFAULT 0,
    disabled_at TEXT,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX webhooks_by_workspace ON webhooks (workspace_id, id);
CREATE INDEX webhooks_rotated ON webhooks (previous_until) WHERE previous_until IS NOT NULL;

-- What a webhook is sent: the body byte for byte, when it is due (NULL once it is over), and what came of the last try.
CREATE TABLE webhook_deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    public_id TEXT NOT NULL UNIQUE,
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id),
    webhook_id INTEGER NOT NULL,
    event TEXT NOT NULL,
    event_id TEXT NOT NULL,
    body TEXT NOT NULL,
    status TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    due_at TEXT,
    last_tried_at TEXT,
    took_ms INTEGER,
    answer_status INTEGER,
    answer TEXT NOT NULL DEFAULT '', -- how the answer begins
    reason TEXT NOT NULL DEFAULT '', -- why the last try failed: JSON, in English and in French
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_by_workspace ON webhook_deliveries (workspace_id, id);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (created_at);

-- Events that are told to the outside, so that whoever polls need not walk over all others (see outhost/domain/news.py).
CREATE INDEX events_of_news ON events (workspace_id, id, created_at) WHERE name IN (
    'job.completed', 'job.failed', 'job.cancelled', 'pipeline.completed', 'pipeline.failed', 'pipeline.cancelled', 'veille.run_completed'
);
