-- 属地: whether a plan's tasks are told to the counties they lie in, and for which one a line was told.
ALTER TABLE plans ADD COLUMN tells_territories INTEGER NOT NULL DEFAULT 0;
ALTER TABLE nudges ADD COLUMN territory TEXT NOT NULL DEFAULT '';  -- the county's unit; empty: the leading unit's own
