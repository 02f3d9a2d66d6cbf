-- Broadcasts: whom exactly, what is asked, what came back, the message that shows it, and working groups.
ALTER TABLE broadcasts ADD COLUMN query TEXT NOT NULL DEFAULT '{}';  -- JSON: the audience as it was asked for
ALTER TABLE broadcasts ADD COLUMN codes TEXT NOT NULL DEFAULT '[]';  -- JSON: the tasks it is about
ALTER TABLE broadcasts ADD COLUMN ask TEXT NOT NULL DEFAULT '{}';    -- JSON: what is to be answered, by when
ALTER TABLE broadcasts ADD COLUMN files TEXT NOT NULL DEFAULT '[]';  -- JSON: attachments
ALTER TABLE broadcasts ADD COLUMN rooms TEXT NOT NULL DEFAULT '[]';  -- JSON: the groups that carry it too
ALTER TABLE broadcasts ADD COLUMN everyone INTEGER NOT NULL DEFAULT 0;
ALTER TABLE broadcasts ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE broadcasts ADD COLUMN waits TEXT NOT NULL DEFAULT '';    -- what its author is to type next
ALTER TABLE broadcasts ADD COLUMN next_at TEXT;                      -- when to put more of it into the outbox
ALTER TABLE broadcasts ADD COLUMN reminded_on TEXT;                  -- the last day on which the rest was urged
CREATE INDEX broadcasts_next ON broadcasts (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX broadcasts_author ON broadcasts (author_id, state, id);

CREATE TABLE receivers (                -- exactly these people get exactly this
  broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id),
  person_id INTEGER NOT NULL REFERENCES people (id),
  name TEXT NOT NULL,                   -- as it was shown
  units TEXT NOT NULL,                  -- JSON: for which the person gets it
  fields TEXT NOT NULL,                 -- JSON: what stands for {单位}, {事项} …
  note TEXT NOT NULL DEFAULT '',        -- whom the person stands in for
  posted INTEGER NOT NULL DEFAULT 0,
  asked_at TEXT,                        -- the person pressed 回复: what is typed next is the answer
  PRIMARY KEY (broadcast_id, person_id)
);
CREATE INDEX receivers_unposted ON receivers (broadcast_id, person_id) WHERE posted = 0;
CREATE INDEX receivers_person ON receivers (person_id, broadcast_id);

CREATE TABLE answers (                  -- what came back; an unit's newest one counts
  id INTEGER PRIMARY KEY,
  broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id),
  person_id INTEGER NOT NULL REFERENCES people (id),
  units TEXT NOT NULL,                  -- JSON
  text TEXT NOT NULL,
  value REAL,
  measure TEXT NOT NULL DEFAULT '',
  files TEXT NOT NULL DEFAULT '[]',     -- JSON: attachments
  report_id INTEGER REFERENCES reports (id),
  at TEXT NOT NULL,
  withdrawn_at TEXT
);
CREATE INDEX answers_broadcast ON answers (broadcast_id, id);
CREATE INDEX answers_person ON answers (person_id, id);
CREATE INDEX answers_report ON answers (report_id) WHERE report_id IS NOT NULL;

CREATE TABLE audiences (                -- a query under a name
  name TEXT PRIMARY KEY,
  query TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES people (id),
  created_at TEXT NOT NULL
);

CREATE TABLE rooms (                    -- working groups that the bot is in
  id INTEGER PRIMARY KEY,
  channel TEXT NOT NULL,
  chat TEXT NOT NULL,
  name TEXT NOT NULL,
  person_id INTEGER NOT NULL REFERENCES people (id),
  created_at TEXT NOT NULL,
  closed TEXT,                          -- why nothing can be posted there any more
  UNIQUE (channel, chat)
);

CREATE TABLE boards (                   -- a message that shows a broadcast's receipt and edits itself
  broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id),
  channel TEXT NOT NULL,
  account TEXT NOT NULL,
  chat TEXT NOT NULL,
  ref TEXT NOT NULL DEFAULT '',         -- the platform's name of the message, '' until it is sent
  shown TEXT NOT NULL DEFAULT '',       -- a digest of what it shows
  next_at TEXT,                         -- NULL while it shows how things are
  PRIMARY KEY (broadcast_id, channel, account)
);
CREATE INDEX boards_next ON boards (next_at) WHERE next_at IS NOT NULL;

ALTER TABLE outbox ADD COLUMN ref TEXT NOT NULL DEFAULT '';  -- the platform's names of what was sent
ALTER TABLE outbox ADD COLUMN room_id INTEGER REFERENCES rooms (id);
DROP INDEX outbox_broadcast;
CREATE INDEX outbox_broadcast ON outbox (broadcast_id, person_id);
CREATE INDEX outbox_merged ON outbox (merged_into) WHERE merged_into IS NOT NULL;
