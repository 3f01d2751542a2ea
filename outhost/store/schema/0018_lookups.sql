-- Whether a file is still wanted is asked for each that is removed, and once an hour for all, and jobs that have expired stay, so there come to be very many.
CREATE INDEX jobs_by_upload ON jobs (upload) WHERE upload IS NOT NULL;

-- Who polls for one kind of news, and hears nothing for weeks, would be read all the others each time.
CREATE INDEX events_of_news_by_name ON events (workspace_id, name, id, created_at) WHERE name IN (
    'job.completed', 'job.failed', 'job.cancelled', 'pipeline.completed', 'pipeline.failed', 'pipeline.cancelled', 'veille.run_completed'
);

-- Jobs are listed and counted by status, type and pipeline without reading any that is not shown.
CREATE INDEX jobs_shown ON jobs (workspace_id, id, status, job_type, pipeline_id, is_deleted) WHERE is_deleted = 0;
