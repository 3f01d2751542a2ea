-- Pipelines, with the definition as JSON; those with a veille_id are what a veille runs. first_job is the lowest number that a job of the current run has.
CREATE TABLE pipelines (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    public_id TEXT NOT NULL UNIQUE,
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id),
    user_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
    actor TEXT NOT NULL,
    name TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    definition TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'running', 'done', 'failed', 'cancelled')),
    locale TEXT NOT NULL,
    run_count INTEGER NOT NULL DEFAULT 0,
    veille_id TEXT,
    first_job INTEGER NOT NULL DEFAULT 0,
    error_message TEXT,
    created_at TEXT NOT NULL,
    started_at TEXT,
    completed_at TEXT
) STRICT;
CREATE INDEX pipelines_by_workspace ON pipelines (workspace_id, id);
CREATE INDEX pipelines_by_user ON pipelines (user_id) WHERE user_id IS NOT NULL;

-- The nodes of a pipeline in its current run, in the order of the definition; input_job is the job whose rows a node takes.
CREATE TABLE pipeline_nodes (
    pipeline_id INTEGER NOT NULL REFERENCES pipelines (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    node_id TEXT NOT NULL,
    type TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'due', 'begun', 'done', 'failed', 'cancelled', 'skipped')),
    job_id INTEGER REFERENCES jobs (id) ON DELETE SET NULL,
    input_job INTEGER REFERENCES jobs (id) ON DELETE SET NULL,
    results_count INTEGER NOT NULL DEFAULT 0,
    ef_cost REAL NOT NULL DEFAULT 0,
    error_message TEXT,
    PRIMARY KEY (pipeline_id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX pipeline_nodes_due ON pipeline_nodes (pipeline_id, place) WHERE status = 'due';
CREATE INDEX pipeline_nodes_by_job ON pipeline_nodes (job_id) WHERE job_id IS NOT NULL;
CREATE INDEX pipeline_nodes_by_input ON pipeline_nodes (input_job) WHERE input_job IS NOT NULL;

-- The veille that a job is a run of, by its public id.
ALTER TABLE jobs ADD COLUMN veille_id TEXT;
CREATE INDEX jobs_by_pipeline ON jobs (workspace_id, pipeline_id, id) WHERE pipeline_id IS NOT NULL;
