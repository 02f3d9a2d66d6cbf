-- What a status is made of: the newest report of each task and unit, kept at write so that no
-- question has to look through all reports; `seq` rises with every change and tells readers what is new.
CREATE TABLE latest_reports (
  task_id INTEGER NOT NULL REFERENCES tasks (id),
  unit_id INTEGER NOT NULL REFERENCES units (id),
  report_id INTEGER REFERENCES reports (id),   -- NULL when all of them were withdrawn
  seq INTEGER NOT NULL UNIQUE,
  PRIMARY KEY (task_id, unit_id)
);
INSERT INTO latest_reports (task_id, unit_id, report_id, seq)
  SELECT task_id, unit_id, MAX(id), MAX(id) FROM reports WHERE withdrawn_at IS NULL
  GROUP BY task_id, unit_id;
CREATE INDEX reports_created ON reports (created_at);
CREATE INDEX reports_kind ON reports (kind, task_id) WHERE kind <> 'report';

CREATE TABLE lights (                   -- the history of a task's light: one row for each change
  id INTEGER PRIMARY KEY,
  task_id INTEGER NOT NULL REFERENCES tasks (id),
  day TEXT NOT NULL,
  light TEXT NOT NULL,                  -- red, yellow, green, blue, grey
  sentence TEXT NOT NULL,               -- what explained it on that day
  report_id INTEGER REFERENCES reports (id)    -- the report that changed it; NULL: time did
);
CREATE INDEX lights_task ON lights (task_id, id);

CREATE TABLE snapshots (                -- frozen: every paper is made from one, and names its number
  id INTEGER PRIMARY KEY,               -- 第N期
  taken_at TEXT NOT NULL,
  person_id INTEGER NOT NULL,           -- who had it taken, 0 for the program itself
  state TEXT NOT NULL,                  -- what it was taken of: equal means that nothing is new
  figures TEXT NOT NULL,                -- JSON: the overall figures, for trends
  inputs TEXT NOT NULL,                 -- JSON: what it is made of, by number
  content BLOB                          -- JSON, deflated; written once, soon after it was taken
);

CREATE TABLE summaries (                -- who gets the scheduled summary, and when next
  person_id INTEGER NOT NULL REFERENCES people (id),
  every TEXT NOT NULL,                  -- week or month
  next_at TEXT NOT NULL,                -- stored at write, so that a tick is one indexed query
  snapshot_id INTEGER,                  -- the one that was sent last
  PRIMARY KEY (person_id, every)
);
CREATE INDEX summaries_due ON summaries (next_at);

CREATE TABLE daily (                    -- what is done once a day, and the day it was done last
  name TEXT PRIMARY KEY,
  day TEXT NOT NULL
);
