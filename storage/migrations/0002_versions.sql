-- A task that a later version of the list leaves out is kept with its reports, as withdrawn.
ALTER TABLE tasks ADD COLUMN withdrawn_at TEXT;
