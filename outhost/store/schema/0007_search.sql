-- Words of leads, for full-text search. The cells as they are exported are the values and nothing else, so that the index needs no copy
-- of them. Whether a lead is in it, its list says: those whose ordinal is below indexed_ordinal are.
ALTER TABLE lists ADD COLUMN indexed_ordinal INTEGER NOT NULL DEFAULT 0;
CREATE VIRTUAL TABLE lead_words USING fts5 (
    csv_cells, content = 'leads', content_rowid = 'id', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO lead_words (lead_words) VALUES ('rebuild');
UPDATE lists SET indexed_ordinal = next_ordinal;

CREATE TRIGGER lead_words_deleted AFTER DELETE ON leads
WHEN (old.id & 4294967295) < (SELECT indexed_ordinal FROM lists WHERE id = old.list_id)
BEGIN
    INSERT INTO lead_words (lead_words, rowid, csv_cells) VALUES ('delete', old.id, old.csv_cells);
END;
CREATE TRIGGER lead_words_changed AFTER UPDATE OF csv_cells ON leads
WHEN (old.id & 4294967295) < (SELECT indexed_ordinal FROM lists WHERE id = old.list_id)
BEGIN
    INSERT INTO lead_words (lead_words, rowid, csv_cells) VALUES ('delete', old.id, old.csv_cells);
    INSERT INTO lead_words (rowid, csv_cells) VALUES (new.id, new.csv_cells);
END;

-- Whether a lead's image was ever fetched: the first time alone. Whoever has the picture may keep it for good under its link.
ALTER TABLE leads ADD COLUMN fetched_at TEXT;

-- The name of the file in which a redrawn image lies, from the commit until it has taken the place of the earlier one.
ALTER TABLE leads ADD COLUMN redrawn_as TEXT;
CREATE INDEX leads_redrawn ON leads (redrawn_as) WHERE redrawn_as IS NOT NULL;

CREATE INDEX leads_approved ON leads (list_id) WHERE review_status = 'approved';
CREATE INDEX leads_rejected ON leads (list_id) WHERE review_status = 'rejected';
