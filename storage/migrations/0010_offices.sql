-- Each plan has its own rule for the lights and its own numbers of bulletins; groups get summaries too.
ALTER TABLE plans ADD COLUMN lights TEXT NOT NULL DEFAULT '';   -- a preset; '': the one of the config
ALTER TABLE lights ADD COLUMN by_rule INTEGER NOT NULL DEFAULT 0;  -- 1: another rule changed it, not the work

CREATE TABLE bulletins (                -- 期号: counted for each plan and year, from 1 without a gap
  plan_id INTEGER NOT NULL,             -- 0: one bulletin of all plans
  year INTEGER NOT NULL,
  number INTEGER NOT NULL,
  day TEXT NOT NULL,                    -- the day that it shows
  snapshot_id INTEGER NOT NULL REFERENCES snapshots (id),
  PRIMARY KEY (plan_id, year, number)
);
CREATE UNIQUE INDEX bulletins_snapshot ON bulletins (plan_id, snapshot_id);
CREATE INDEX bulletins_day ON bulletins (plan_id, day);

CREATE TABLE room_summaries (           -- which groups get the scheduled summary, and when next
  room_id INTEGER NOT NULL REFERENCES rooms (id),
  every TEXT NOT NULL,                  -- week or month
  next_at TEXT NOT NULL,
  snapshot_id INTEGER,                  -- the one that was sent last
  PRIMARY KEY (room_id, every)
);
CREATE INDEX room_summaries_due ON room_summaries (next_at);

CREATE TABLE asked (                    -- the last question of a conversation, which the next may go on from
  channel TEXT NOT NULL,
  account TEXT NOT NULL,
  said TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  PRIMARY KEY (channel, account)
);
