-- What people tell the administrators, in threads. One is a person's, who acted in a workspace or in none, or a stranger's (contact_…).
CREATE TABLE feedback_threads (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
    workspace_id INTEGER REFERENCES workspaces (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('bug', 'idea', 'question', 'module_request', 'other', 'contact')),
    status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'answered', 'closed')),
    subject TEXT NOT NULL,
    module_slug TEXT,
    page_url TEXT,
    job_id TEXT,
    context TEXT, -- a JSON object
    contact_email TEXT,
    contact_name TEXT,
    contact_locale TEXT,
    messages_count INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CHECK ((user_id IS NULL) = (kind = 'contact')),
    CHECK ((contact_email IS NULL) = (kind <> 'contact'))
) STRICT;
CREATE INDEX feedback_threads_by_user ON feedback_threads (user_id, id);
CREATE INDEX feedback_threads_by_workspace ON feedback_threads (workspace_id, id);
CREATE INDEX feedback_threads_by_status ON feedback_threads (status, id);
CREATE INDEX feedback_threads_by_contact ON feedback_threads (contact_email, id) WHERE contact_email IS NOT NULL;

CREATE TABLE feedback_messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    thread_id INTEGER NOT NULL REFERENCES feedback_threads (id) ON DELETE CASCADE,
    is_answer INTEGER NOT NULL CHECK (is_answer IN (0, 1)), -- by an administrator
    body TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX feedback_messages_by_thread ON feedback_messages (thread_id, id);
