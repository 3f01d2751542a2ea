-- What bounds a job, as JSON (see outhost/domain/job_bounds.py), and what was counted of it: JSON, a list of kind, name, what, count.
ALTER TABLE jobs ADD COLUMN bounds TEXT NOT NULL DEFAULT '{}';
ALTER TABLE jobs ADD COLUMN tallies TEXT NOT NULL DEFAULT '[]';

-- How many rows of a job are alike in a column that bounds it, by the text that they are noted under. It goes when the rows do.
CREATE TABLE job_alike (
    job_id INTEGER NOT NULL REFERENCES jobs (id),
    column_name TEXT NOT NULL,
    text TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (job_id, column_name, text)
) STRICT, WITHOUT ROWID;
