-- A workspace whose only member erased their account is nobody's to see, and is taken apart in batches.
ALTER TABLE workspaces ADD COLUMN deleted_at TEXT;
CREATE INDEX workspaces_deleted ON workspaces (id) WHERE deleted_at IS NOT NULL;

CREATE INDEX events_by_actor ON events (actor, id);

-- Who erased their account (`user:42`, and each key of theirs, `access_key:7`) while events still say from where they acted.
CREATE TABLE departed_actors (
    actor TEXT PRIMARY KEY,
    done_to INTEGER NOT NULL DEFAULT 0 -- the last event that was gone through
) STRICT, WITHOUT ROWID;
