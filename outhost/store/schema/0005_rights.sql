-- When the key for /v1 was last used, to the minute.
ALTER TABLE api_keys ADD COLUMN last_used_at TEXT;

-- Replies are also kept for a person, whatever workspace they act in: who founds one may be a member of none.
CREATE TABLE kept_replies (
    id INTEGER PRIMARY KEY,
    workspace_id INTEGER REFERENCES workspaces (id) ON DELETE CASCADE,
    user_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    key TEXT NOT NULL,
    body_digest BLOB NOT NULL,
    answer BLOB NOT NULL,
    created_at TEXT NOT NULL,
    CHECK ((workspace_id IS NULL) <> (user_id IS NULL))
) STRICT;
INSERT INTO kept_replies (workspace_id, method, path, key, body_digest, answer, created_at)
    SELECT workspace_id, method, path, key, body_digest, answer, created_at FROM replies;
DROP TABLE replies;
ALTER TABLE kept_replies RENAME TO replies;
CREATE UNIQUE INDEX replies_by_workspace ON replies (workspace_id, method, path, key);
CREATE UNIQUE INDEX replies_by_user ON replies (user_id, method, path, key);
CREATE INDEX replies_by_age ON replies (created_at);

-- What leans on a person or a workspace is found without looking through a whole table when they go.
CREATE INDEX access_keys_by_user ON access_keys (user_id);
CREATE INDEX invitations_by_inviter ON invitations (invited_by);
CREATE INDEX sessions_by_workspace ON sessions (workspace_id);
