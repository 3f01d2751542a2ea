-- What administrators have everybody read: until a moment, or until it is taken back.
CREATE TABLE announcements (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    level TEXT NOT NULL CHECK (level IN ('info', 'warning', 'critical')),
    text_en TEXT NOT NULL,
    text_fr TEXT NOT NULL,
    until TEXT,
    created_at TEXT NOT NULL
) STRICT;
