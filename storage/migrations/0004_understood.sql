-- What was understood of a report beside its words, and what waits for the sender's yes.
ALTER TABLE reports ADD COLUMN kind TEXT NOT NULL DEFAULT 'report';  -- report, coordinate, extend, close
ALTER TABLE reports ADD COLUMN figures TEXT NOT NULL DEFAULT '[]';   -- JSON: [value, unit] each
ALTER TABLE reports ADD COLUMN eta TEXT;                             -- the day it will be finished, or is asked for
ALTER TABLE reports ADD COLUMN obstacle TEXT;                        -- the words that name it
ALTER TABLE reports ADD COLUMN flags TEXT NOT NULL DEFAULT '[]';     -- JSON: doubts that the sender was told
ALTER TABLE reports ADD COLUMN source TEXT;                          -- channel:message, so that an edit finds it
ALTER TABLE reports ADD COLUMN album TEXT;                           -- files that were sent together share it
CREATE INDEX reports_source ON reports (source) WHERE source IS NOT NULL;
CREATE INDEX reports_supersedes ON reports (supersedes) WHERE supersedes IS NOT NULL;
CREATE INDEX reports_album ON reports (album) WHERE album IS NOT NULL;

CREATE TABLE drafts (                   -- a report that waits for a tap, or files that wait for a report
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES people (id),
  channel TEXT NOT NULL,
  account TEXT NOT NULL,
  state TEXT NOT NULL,                  -- open, retyping, choosing, files, saved, dropped
  content TEXT NOT NULL,                -- JSON
  source TEXT,
  album TEXT,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL
);
CREATE INDEX drafts_account ON drafts (channel, account, state, id);
CREATE INDEX drafts_source ON drafts (source) WHERE source IS NOT NULL;

CREATE TABLE shown (                    -- the task that was spoken of last
  channel TEXT NOT NULL,
  account TEXT NOT NULL,
  code TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (channel, account)
);
