-- Which assets the specs of lists and templates name, so that none is deleted while one needs it.
CREATE TABLE list_assets (
    list_id INTEGER NOT NULL REFERENCES lists (id) ON DELETE CASCADE,
    asset_id TEXT NOT NULL,
    PRIMARY KEY (list_id, asset_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX list_assets_by_asset ON list_assets (asset_id);
INSERT OR IGNORE INTO list_assets (list_id, asset_id)
    SELECT lists.id, node.value FROM lists, json_tree(lists.render_spec) AS node WHERE node.key = 'asset' AND node.type = 'text';

CREATE TABLE template_assets (
    template_id INTEGER NOT NULL REFERENCES templates (id) ON DELETE CASCADE,
    asset_id TEXT NOT NULL,
    PRIMARY KEY (template_id, asset_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX template_assets_by_asset ON template_assets (asset_id);

CREATE INDEX assets_by_age ON assets (workspace_id, created_at DESC, asset_id DESC);
CREATE INDEX assets_by_id ON assets (asset_id); -- the file goes when the last workspace lets go of it
CREATE INDEX lists_by_template ON lists (template_id) WHERE template_id IS NOT NULL; -- deleting a template would look through all lists
