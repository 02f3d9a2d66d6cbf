-- 0 while an answer is owed: the platform forgets an event with its commit, the answer comes after it.
ALTER TABLE events ADD COLUMN answered INTEGER NOT NULL DEFAULT 1;
ALTER TABLE events ADD COLUMN chat TEXT NOT NULL DEFAULT '';
CREATE INDEX events_owed ON events (answered, id) WHERE answered = 0;
