-- Who would like to have which module that is announced; gone with the account.
CREATE TABLE module_votes (
    slug TEXT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at TEXT NOT NULL,
    PRIMARY KEY (slug, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX module_votes_by_user ON module_votes (user_id);
