-- Plans side by side, lists that wait for a person's yes, and the files that were given to people.
ALTER TABLE plans ADD COLUMN mark TEXT NOT NULL DEFAULT '';     -- what its codes begin with; the first plan has none
ALTER TABLE plans ADD COLUMN closed_at TEXT;
ALTER TABLE tasks ADD COLUMN carried_from INTEGER REFERENCES plans (id);  -- the closed plan that it was taken over from
CREATE INDEX tasks_carried ON tasks (carried_from) WHERE carried_from IS NOT NULL;

CREATE TABLE imports (                  -- a list that an admin sent and has not taken over yet
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES people (id),
  sha256 TEXT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL,                  -- open, taken, dropped
  content TEXT NOT NULL,                -- JSON: what was read, and what was decided of it
  created_at TEXT NOT NULL,
  done_at TEXT
);
CREATE INDEX imports_person ON imports (person_id, state, id);

CREATE TABLE papers (                   -- a file made for an answer, kept so that it stays what it was
  channel TEXT NOT NULL,
  event_id TEXT NOT NULL,               -- of the event it answers, or outbox:<id>
  place INTEGER NOT NULL,               -- several may go with one answer
  account TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES people (id),
  kind TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  mime TEXT NOT NULL,
  made_at TEXT NOT NULL,
  PRIMARY KEY (channel, event_id, place)
);
CREATE INDEX papers_account ON papers (channel, account, sha256);
