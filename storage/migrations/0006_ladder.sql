-- The ladder: when to look at a unit's task again, what is planned, decided, silenced and preferred.
ALTER TABLE duties ADD COLUMN next_at TEXT DEFAULT '';  -- '' at once, NULL until something happens
CREATE INDEX duties_next ON duties (next_at) WHERE next_at IS NOT NULL;

ALTER TABLE tasks ADD COLUMN extended_to TEXT;          -- the deadline now; due_on stays the first one

CREATE TABLE told (                     -- the nudges of old, now by unit, planned before they are told
  person_id INTEGER NOT NULL REFERENCES people (id),
  task_id INTEGER NOT NULL REFERENCES tasks (id),
  unit_id INTEGER NOT NULL REFERENCES units (id),
  rung TEXT NOT NULL,
  day TEXT NOT NULL,                    -- of the plan, then of the telling
  state TEXT NOT NULL,                  -- planned, told, silent
  position TEXT NOT NULL,               -- as what the person is told
  apart INTEGER NOT NULL,               -- 1: an escalation, a message of its own
  stands_for TEXT NOT NULL DEFAULT '',  -- the name of whom the person stands in for
  PRIMARY KEY (person_id, task_id, unit_id, rung)
);
INSERT INTO told (person_id, task_id, unit_id, rung, day, state, position, apart)
  SELECT n.person_id, n.task_id, MIN(d.unit_id), n.rung, n.day, 'told', 'liaison', 0
  FROM nudges n JOIN duties d ON d.task_id = n.task_id AND d.role = 'lead'
  JOIN units u ON u.id = d.unit_id
  JOIN posts p ON p.person_id = n.person_id AND p.unit = u.name
  GROUP BY n.person_id, n.task_id, n.rung, n.day;
DROP TABLE nudges;
ALTER TABLE told RENAME TO nudges;
CREATE INDEX nudges_planned ON nudges (person_id) WHERE state = 'planned';
CREATE INDEX nudges_task ON nudges (task_id, unit_id, person_id);

CREATE TABLE decisions (                -- what a coordinator said to what a report asked for
  report_id INTEGER PRIMARY KEY REFERENCES reports (id),
  verdict TEXT NOT NULL,                -- yes, no
  until TEXT,                           -- the day that was granted
  note TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES people (id),
  at TEXT NOT NULL
);
CREATE INDEX reports_asked ON reports (unit_id, task_id) WHERE kind <> 'report' OR status = 'done';


CREATE TABLE silences (                 -- 稍后提醒 and 收到, of one deadline
  id INTEGER PRIMARY KEY,
  task_id INTEGER NOT NULL REFERENCES tasks (id),
  unit_id INTEGER NOT NULL REFERENCES units (id),
  person_id INTEGER NOT NULL REFERENCES people (id),
  kind TEXT NOT NULL,                   -- snooze, ack
  due_on TEXT NOT NULL,
  since TEXT NOT NULL,
  until TEXT NOT NULL
);
CREATE INDEX silences_task ON silences (task_id, unit_id);

CREATE TABLE explanations (             -- 说明: what a supervisor says of a task that is overdue
  id INTEGER PRIMARY KEY,
  task_id INTEGER NOT NULL REFERENCES tasks (id),
  person_id INTEGER NOT NULL REFERENCES people (id),
  text TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE INDEX explanations_task ON explanations (task_id, id);

CREATE TABLE letters (                  -- 督办单: drafted, then sent or dropped by a coordinator
  id INTEGER PRIMARY KEY,
  unit_id INTEGER NOT NULL REFERENCES units (id),
  day TEXT NOT NULL,
  codes TEXT NOT NULL,                  -- JSON
  state TEXT NOT NULL,                  -- drafted, sent, dropped
  settled_by INTEGER REFERENCES people (id),
  settled_at TEXT,
  UNIQUE (unit_id, day)
);

CREATE TABLE notices (                  -- a sentence that goes with a person's next digest, once
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES people (id),
  key TEXT NOT NULL,
  content TEXT NOT NULL,                -- JSON
  state TEXT NOT NULL,                  -- planned, told
  created_at TEXT NOT NULL,
  told_on TEXT,
  UNIQUE (person_id, key)
);
CREATE INDEX notices_planned ON notices (person_id) WHERE state = 'planned';

CREATE TABLE preferences (
  person_id INTEGER PRIMARY KEY REFERENCES people (id),
  digest_at TEXT,                       -- HH:MM of the place
  channel TEXT,
  away_until TEXT,                      -- the last day of the leave
  stand_in INTEGER REFERENCES people (id)
);
CREATE INDEX preferences_stand_in ON preferences (stand_in) WHERE stand_in IS NOT NULL;
ALTER TABLE posts ADD COLUMN stands_for INTEGER REFERENCES people (id);  -- ends with that person's leave

ALTER TABLE outbox ADD COLUMN stage TEXT NOT NULL DEFAULT '';   -- the most urgent rung it tells
ALTER TABLE outbox ADD COLUMN tasks TEXT NOT NULL DEFAULT '[]'; -- JSON: codes
ALTER TABLE outbox ADD COLUMN merged_into INTEGER REFERENCES outbox (id);
CREATE INDEX outbox_person ON outbox (person_id, state, done_at);

CREATE TABLE remembered (               -- what the program must know of its last run
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
