-- Jobs. Numbers are never given twice, and small enough to stand in the keys of rows (see outhost/domain/jobs.py).
-- list_id is the public id of the list that a job fills. params, mapping (canonical column → column), inputs and columns are JSON. points are what progress is counted in: rows, or tiles.
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id < 33554432),
    public_id TEXT NOT NULL UNIQUE,
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id),
    user_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
    actor TEXT NOT NULL,
    job_type TEXT NOT NULL,
    shape TEXT NOT NULL CHECK (shape IN ('row', 'table', 'source')),
    lane TEXT NOT NULL CHECK (lane IN ('extraction', 'parallel')),
    status TEXT NOT NULL CHECK (status IN ('pending', 'running', 'done', 'failed', 'cancelled', 'expired')),
    locale TEXT NOT NULL,
    is_spawned INTEGER NOT NULL DEFAULT 0 CHECK (is_spawned IN (0, 1)),
    params TEXT NOT NULL,
    mapping TEXT NOT NULL,
    inputs TEXT NOT NULL,
    columns TEXT NOT NULL,
    upload TEXT,
    source_job_id TEXT,
    pipeline_id TEXT,
    list_id TEXT,
    plan TEXT CHECK (plan IN ('source', 'rerun', 'resume_rows', 'resume', 'module')),
    plan_job INTEGER,
    plan_after INTEGER NOT NULL DEFAULT -1,
    units_planned INTEGER NOT NULL DEFAULT 0,
    points_planned INTEGER NOT NULL DEFAULT 0,
    points_done INTEGER NOT NULL DEFAULT 0,
    results_count INTEGER NOT NULL DEFAULT 0,
    error_count INTEGER NOT NULL DEFAULT 0,
    attempts_count INTEGER NOT NULL DEFAULT 0,
    has_provenance INTEGER NOT NULL DEFAULT 0 CHECK (has_provenance IN (0, 1)),
    recoveries INTEGER NOT NULL DEFAULT 0,
    lease_holder TEXT,
    lease_until TEXT,
    is_cancelling INTEGER NOT NULL DEFAULT 0 CHECK (is_cancelling IN (0, 1)),
    is_deleted INTEGER NOT NULL DEFAULT 0 CHECK (is_deleted IN (0, 1)),
    is_purged INTEGER NOT NULL DEFAULT 0 CHECK (is_purged IN (0, 1)),
    error_message TEXT,
    created_at TEXT NOT NULL,
    started_at TEXT,
    completed_at TEXT,
    expires_at TEXT NOT NULL,
    CHECK ((status = 'running') = (lease_holder IS NOT NULL))
) STRICT;
CREATE INDEX jobs_by_workspace ON jobs (workspace_id, id);
CREATE INDEX jobs_live ON jobs (workspace_id) WHERE status IN ('pending', 'running');
CREATE INDEX jobs_waiting ON jobs (lane, id) WHERE status = 'pending';
CREATE INDEX jobs_running ON jobs (lane, workspace_id) WHERE status = 'running';
CREATE INDEX jobs_by_user ON jobs (user_id, status);
CREATE INDEX jobs_planned_from ON jobs (plan_job) WHERE plan_job IS NOT NULL;
CREATE INDEX jobs_into_list ON jobs (list_id) WHERE list_id IS NOT NULL AND status IN ('pending', 'running');
CREATE INDEX jobs_to_expire ON jobs (expires_at) WHERE status IN ('done', 'failed', 'cancelled');
CREATE INDEX jobs_to_purge ON jobs (id) WHERE (is_deleted = 1 OR status = 'expired') AND is_purged = 0;

-- What is to be worked on, one row a unit: a packed row of the columns `inputs`, or what a source planned.
CREATE TABLE job_inputs (
    key INTEGER PRIMARY KEY,
    item TEXT NOT NULL
) STRICT;

-- The outcome of a unit. A unit without one is still to be done; that there can't be two is what keeps one from being done twice.
CREATE TABLE job_units (
    key INTEGER PRIMARY KEY,
    status TEXT NOT NULL CHECK (status IN ('done', 'failed')),
    attempts INTEGER NOT NULL,
    error TEXT
) STRICT;

-- What came of it, in the order of the units; cells are packed (see outhost/domain/rows.py), provenance is JSON by column.
CREATE TABLE job_rows (
    key INTEGER PRIMARY KEY,
    cells TEXT NOT NULL,
    provenance TEXT
) STRICT;

-- What is told of jobs as it happens; the numbers grow without end in each workspace, and are what a stream resumes from.
ALTER TABLE workspaces ADD COLUMN last_frame INTEGER NOT NULL DEFAULT 0;
CREATE TABLE job_frames (
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id),
    number INTEGER NOT NULL,
    job_id INTEGER NOT NULL REFERENCES jobs (id),
    kind TEXT NOT NULL CHECK (kind IN ('log', 'done')),
    level TEXT NOT NULL DEFAULT 'info' CHECK (level IN ('debug', 'info', 'warn', 'error')),
    message TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL,
    PRIMARY KEY (workspace_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_frames_by_job ON job_frames (job_id, number);
