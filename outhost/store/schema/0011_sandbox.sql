-- Which week it is in the invented town, on an installation that has one. Time there stands still until somebody turns it.
CREATE TABLE sandbox_time (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    week INTEGER NOT NULL CHECK (week >= 0)
) STRICT;
INSERT INTO sandbox_time (id, week) VALUES (1, 0);
