-- Data protection. Of people who were erased or suppressed only digests are kept, as hexadecimal text, keyed by this secret.
CREATE TABLE subject_secret (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    secret BLOB NOT NULL CHECK (length(secret) = 32)
) STRICT;
INSERT INTO subject_secret (id, secret) VALUES (1, randomblob(32));

-- Who was erased, so that a restored copy of this file can be made to forget them again. other_digest is of the other way in which the
-- same telephone number may be written. Unfinished are those whose traces may not all be gone yet.
CREATE TABLE tombstones (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('email', 'telephone', 'tracking_id')),
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    other_digest TEXT,
    is_suppressed INTEGER NOT NULL CHECK (is_suppressed IN (0, 1)),
    erased_at TEXT NOT NULL,
    finished_at TEXT,
    UNIQUE (workspace_id, digest)
) STRICT;
CREATE INDEX tombstones_unfinished ON tombstones (id) WHERE finished_at IS NULL;

-- Who must not be collected again.
CREATE TABLE suppressions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('email', 'telephone', 'tracking_id')),
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    other_digest TEXT,
    created_at TEXT NOT NULL,
    UNIQUE (workspace_id, digest)
) STRICT;
CREATE INDEX suppressions_by_other_digest ON suppressions (workspace_id, other_digest) WHERE other_digest IS NOT NULL;

-- For how many days a list keeps its leads; null: until somebody deletes them.
ALTER TABLE lists ADD COLUMN retention_days INTEGER CHECK (retention_days BETWEEN 1 AND 3650);
CREATE INDEX lists_with_retention ON lists (id) WHERE retention_days IS NOT NULL;
