-- What surrounds the pictures of a list: whether doubtful ones are held, what they may weigh, and their words for those who can't see them.
ALTER TABLE lists ADD COLUMN review TEXT NOT NULL DEFAULT 'none' CHECK (review IN ('none', 'warnings'));
ALTER TABLE lists ADD COLUMN max_bytes INTEGER CHECK (max_bytes > 0);
ALTER TABLE lists ADD COLUMN alt_text TEXT;

-- What its pictures give up to keep within max_bytes, settled when the list is made.
ALTER TABLE lists ADD COLUMN max_colors INTEGER CHECK (max_colors > 0);
ALTER TABLE lists ADD COLUMN frame_step INTEGER NOT NULL DEFAULT 1 CHECK (frame_step > 0);

ALTER TABLE leads ADD COLUMN review_status TEXT NOT NULL DEFAULT 'clear'
    CHECK (review_status IN ('clear', 'needs_review', 'approved', 'rejected'));
CREATE INDEX leads_in_review ON leads (list_id, id) WHERE review_status = 'needs_review';
