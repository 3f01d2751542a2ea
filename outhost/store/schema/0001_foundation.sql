-- Moments are ISO 8601 texts of 27 characters in UTC, which sort as time does.

CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL UNIQUE,
    full_name TEXT NOT NULL,
    password_digest TEXT NOT NULL,
    totp_secret TEXT,
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    is_admin INTEGER NOT NULL DEFAULT 0 CHECK (is_admin IN (0, 1)),
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE workspaces (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    founder_id INTEGER NOT NULL REFERENCES users (id),
    credits INTEGER NOT NULL DEFAULT 0 CHECK (credits >= 0),
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX workspaces_by_founder ON workspaces (founder_id);

CREATE TABLE members (
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id),
    user_id INTEGER NOT NULL REFERENCES users (id),
    role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'viewer')),
    created_at TEXT NOT NULL,
    PRIMARY KEY (workspace_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_by_user ON members (user_id);

-- The key for /v1: one a workspace, of which only the SHA-256 is kept.
CREATE TABLE api_keys (
    workspace_id INTEGER PRIMARY KEY REFERENCES workspaces (id),
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE subscriptions (
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id),
    plan_name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'trialing', 'past_due', 'canceled')),
    current_period_end TEXT,
    cancel_at_period_end INTEGER NOT NULL CHECK (cancel_at_period_end IN (0, 1)),
    updated_at TEXT NOT NULL,
    PRIMARY KEY (workspace_id, plan_name)
) STRICT, WITHOUT ROWID;

-- The balance in workspaces.credits is the sum of the deltas here, at any moment.
CREATE TABLE credit_entries (
    id INTEGER PRIMARY KEY,
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id),
    delta INTEGER NOT NULL,
    balance_after INTEGER NOT NULL CHECK (balance_after >= 0),
    reason TEXT NOT NULL,
    lead_key INTEGER, -- leads.id; the line outlives its lead
    actor TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX credit_entries_by_workspace ON credit_entries (workspace_id, id);

-- Built-in templates have a slug and no workspace.
CREATE TABLE templates (
    id INTEGER PRIMARY KEY,
    workspace_id INTEGER REFERENCES workspaces (id),
    slug TEXT UNIQUE,
    name TEXT NOT NULL,
    render_spec TEXT NOT NULL,
    created_at TEXT NOT NULL,
    CHECK ((workspace_id IS NULL) <> (slug IS NULL))
) STRICT;
CREATE INDEX templates_by_workspace ON templates (workspace_id, id);

CREATE TABLE assets (
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id),
    asset_id TEXT NOT NULL CHECK (length(asset_id) = 64),
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    frames INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (workspace_id, asset_id)
) STRICT, WITHOUT ROWID;

-- lead_count, next_ordinal and image_bytes are kept with each lead, so that nothing is ever counted.
-- A number is never given twice: a lead that is being drawn for a deleted list must not land in somebody's new one.
CREATE TABLE lists (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    public_id TEXT NOT NULL UNIQUE,
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id),
    name TEXT NOT NULL,
    list_type TEXT NOT NULL CHECK (list_type IN ('meme', 'ai', 'ice_breaker')),
    template_id INTEGER REFERENCES templates (id) ON DELETE SET NULL,
    render_spec TEXT,
    variables TEXT NOT NULL, -- JSON array of names, in declared order
    image_extension TEXT NOT NULL CHECK (image_extension IN ('png', 'gif')),
    lead_count INTEGER NOT NULL DEFAULT 0 CHECK (lead_count >= 0),
    next_ordinal INTEGER NOT NULL DEFAULT 0,
    image_bytes INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    deleted_at TEXT,
    CHECK ((list_type = 'meme') = (render_spec IS NOT NULL))
) STRICT;
CREATE INDEX lists_by_workspace ON lists (workspace_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX lists_deleted ON lists (id) WHERE deleted_at IS NOT NULL;

-- id is list_id * 2^32 + ordinal: the leads of a list lie side by side, oldest first.
CREATE TABLE leads (
    id INTEGER PRIMARY KEY,
    list_id INTEGER NOT NULL REFERENCES lists (id),
    lead_id TEXT NOT NULL UNIQUE,
    tracking_id TEXT NOT NULL UNIQUE,
    variables TEXT NOT NULL, -- JSON object of every declared variable, null where it was missing
    csv_cells TEXT NOT NULL, -- the variables as they stand in the export: a comma and the quoted cell, for each
    warnings TEXT NOT NULL, -- JSON array
    image_digest TEXT NOT NULL,
    image_bytes INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    CHECK (list_id = id >> 32)
) STRICT;
CREATE INDEX leads_by_list ON leads (list_id); -- without it, deleting one list would look through the leads of all others

-- How many leads were erased from each block of 256, 65,536 and 16,777,216 ordinals (levels 1, 2, 3): see gaps.py.
CREATE TABLE lead_gaps (
    list_id INTEGER NOT NULL REFERENCES lists (id),
    level INTEGER NOT NULL,
    block INTEGER NOT NULL,
    erased INTEGER NOT NULL,
    PRIMARY KEY (list_id, level, block)
) STRICT, WITHOUT ROWID;

-- Fetches of images, kept only with the setting track_opens.
CREATE TABLE opens (
    id INTEGER PRIMARY KEY,
    lead_key INTEGER NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
    visitor BLOB NOT NULL, -- keyed hash of the day and the address; the key is forgotten after the day
    reader TEXT NOT NULL,
    is_prefetch INTEGER NOT NULL CHECK (is_prefetch IN (0, 1)),
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX opens_by_lead ON opens (lead_key);

CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    workspace_id INTEGER REFERENCES workspaces (id),
    name TEXT NOT NULL,
    subject TEXT NOT NULL,
    actor TEXT NOT NULL,
    address TEXT NOT NULL,
    request_id TEXT NOT NULL,
    data TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_workspace ON events (workspace_id, id);

-- First answers to requests that carried an Idempotency-Key, kept for a day.
CREATE TABLE replies (
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id),
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    key TEXT NOT NULL,
    body_digest BLOB NOT NULL,
    answer BLOB NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (workspace_id, method, path, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX replies_by_age ON replies (created_at);
