-- Veilles: jobs and pipelines that are run again every so many days, and what they found. job_id is the kept job that is run again, pipeline_id the veille's own pipeline.
-- next_run_at is the next tick of the schedule, in a pause too; is_live says that a run is under way, so that there is one at a time.
CREATE TABLE veilles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    public_id TEXT NOT NULL UNIQUE,
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id),
    user_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
    actor TEXT NOT NULL,
    locale TEXT NOT NULL,
    name TEXT NOT NULL,
    source_job_id TEXT,
    source_pipeline_id TEXT,
    job_id INTEGER REFERENCES jobs (id),
    pipeline_id TEXT,
    frequency_days INTEGER NOT NULL CHECK (frequency_days BETWEEN 1 AND 365),
    status TEXT NOT NULL CHECK (status IN ('active', 'paused', 'deleted')),
    next_run_at TEXT NOT NULL,
    last_run_at TEXT,
    last_run_job_id TEXT,
    run_count INTEGER NOT NULL DEFAULT 0,
    last_number INTEGER NOT NULL DEFAULT 0,
    is_live INTEGER NOT NULL DEFAULT 0 CHECK (is_live IN (0, 1)),
    has_digest INTEGER NOT NULL DEFAULT 0 CHECK (has_digest IN (0, 1)),
    feed_secret BLOB,
    feed_opened_at TEXT,
    created_at TEXT NOT NULL,
    CHECK ((source_job_id IS NULL) <> (source_pipeline_id IS NULL))
) STRICT;
CREATE INDEX veilles_by_workspace ON veilles (workspace_id, id);
CREATE INDEX veilles_due ON veilles (next_run_at, id) WHERE status = 'active' AND is_live = 0;
CREATE INDEX veilles_deleted ON veilles (id) WHERE status = 'deleted';
CREATE INDEX veilles_by_job ON veilles (job_id) WHERE job_id IS NOT NULL;
CREATE INDEX veilles_by_user ON veilles (user_id) WHERE user_id IS NOT NULL;

-- Runs, numbered in each veille; number 0 is the source's own rows. A run with a stage is being compared, the cursors say how far it is.
-- read_from is the job whose rows are compared, columns are those of its rows.
CREATE TABLE veille_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    public_id TEXT NOT NULL UNIQUE,
    veille_id INTEGER NOT NULL REFERENCES veilles (id),
    number INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'running', 'done', 'suspect', 'failed', 'cancelled')),
    stage TEXT CHECK (stage IN ('reading', 'counting', 'comparing', 'missing', 'clearing')),
    job_id TEXT,
    pipeline_id TEXT,
    read_from INTEGER,
    columns TEXT NOT NULL DEFAULT '[]',
    read_to INTEGER NOT NULL DEFAULT 0,
    compared_to BLOB NOT NULL DEFAULT x'',
    is_suspect INTEGER NOT NULL DEFAULT 0 CHECK (is_suspect IN (0, 1)),
    new_count INTEGER NOT NULL DEFAULT 0,
    closed_count INTEGER NOT NULL DEFAULT 0,
    missing_count INTEGER NOT NULL DEFAULT 0,
    modified_count INTEGER NOT NULL DEFAULT 0,
    unchanged_count INTEGER NOT NULL DEFAULT 0,
    error_message TEXT,
    created_at TEXT NOT NULL,
    started_at TEXT,
    completed_at TEXT,
    UNIQUE (veille_id, number)
) STRICT;
CREATE INDEX veille_runs_staged ON veille_runs (id) WHERE stage IS NOT NULL;
CREATE INDEX veille_runs_staged_of_one ON veille_runs (veille_id, number, stage) WHERE stage IS NOT NULL;

-- Versions of rows: a version holds from its run on, until to_run; that of a known row has none. identity and digest are digests, cells are packed, with the columns of from_run.
CREATE TABLE veille_rows (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    veille_id INTEGER NOT NULL REFERENCES veilles (id),
    identity BLOB NOT NULL,
    from_run INTEGER NOT NULL,
    to_run INTEGER,
    is_missing INTEGER NOT NULL DEFAULT 0 CHECK (is_missing IN (0, 1)),
    digest BLOB NOT NULL,
    cells TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX veille_rows_by_identity ON veille_rows (veille_id, identity, from_run);
CREATE INDEX veille_rows_known ON veille_rows (veille_id, identity, digest, is_missing, to_run) WHERE to_run IS NULL;

-- The rows of a run while it is compared, in the order of their identities; they lie in job_rows.
CREATE TABLE veille_seen (
    run_id INTEGER NOT NULL REFERENCES veille_runs (id),
    identity BLOB NOT NULL,
    row_key INTEGER NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (run_id, identity)
) STRICT, WITHOUT ROWID;

-- What a run found that is worth telling: before_id and after_id are versions, changes is JSON.
CREATE TABLE veille_signals (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    veille_id INTEGER NOT NULL REFERENCES veilles (id),
    run_id INTEGER NOT NULL REFERENCES veille_runs (id),
    identity BLOB NOT NULL,
    category TEXT NOT NULL CHECK (category IN ('new', 'closed', 'modified')),
    score REAL,
    changes TEXT NOT NULL,
    before_id INTEGER,
    after_id INTEGER,
    rating INTEGER
) STRICT;
CREATE INDEX veille_signals_by_run ON veille_signals (run_id, score DESC, category DESC, identity);
CREATE INDEX veille_signals_by_identity ON veille_signals (veille_id, identity);

-- Jobs of which something is kept for a veille whatever becomes of them: their inputs and file, and with_rows their rows too.
CREATE TABLE veille_keeps (
    veille_id INTEGER NOT NULL REFERENCES veilles (id),
    job_id INTEGER NOT NULL REFERENCES jobs (id),
    with_rows INTEGER NOT NULL CHECK (with_rows IN (0, 1)),
    PRIMARY KEY (veille_id, job_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX veille_keeps_by_job ON veille_keeps (job_id, with_rows);

-- Veilles may have ten thousand jobs wait at once: whose turn it is, is found by looking at one of each user.
CREATE INDEX jobs_waiting_by_user ON jobs (lane, workspace_id, user_id, id, status, is_deleted) WHERE status = 'pending' AND is_deleted = 0;
