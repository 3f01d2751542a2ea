-- Where the values of an input came from, when it is a row of another job: JSON by column, as in job_rows.
ALTER TABLE job_inputs ADD COLUMN provenance TEXT;
