-- What the program does by itself, as due times like everything else; and for whom a stand-in reported.
CREATE TABLE chores (
  name TEXT PRIMARY KEY,                -- lights, prune events …
  next_at TEXT NOT NULL,                -- '' at once
  place INTEGER NOT NULL DEFAULT 0      -- how far it has come: it is done in steps of bounded size
);
CREATE INDEX chores_next ON chores (next_at);
INSERT INTO chores (name, next_at) VALUES ('lights', '');
INSERT INTO chores (name, next_at) VALUES ('prune events', '');
INSERT INTO chores (name, next_at) VALUES ('prune drafts', '');
INSERT INTO chores (name, next_at) VALUES ('prune outbox', '');
DROP TABLE daily;

ALTER TABLE reports ADD COLUMN stands_for INTEGER REFERENCES people (id);  -- 代: whose leave it was
