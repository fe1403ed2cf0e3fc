-- Times are nanoseconds since 1970, durations nanoseconds. Absent values are NULL.
CREATE TABLE job (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  dialect TEXT NOT NULL,
  name TEXT NOT NULL,
  user TEXT NOT NULL,
  lane TEXT NOT NULL,
  variables TEXT NOT NULL,
  spec BLOB NOT NULL,        -- JSON, as submitted
  state TEXT NOT NULL,
  verdict TEXT,              -- the word of one; NULL until the job has ended
  verdict_facts TEXT,        -- JSON
  created INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  hold INTEGER,              -- until when; the largest number: until it is resumed
  deadline INTEGER,          -- while its time limit counts
  time_left INTEGER,         -- while its time limit stands still
  failure INTEGER,           -- the place of the step that failed first
  stop TEXT,                 -- why it is to end
  started INTEGER,
  ended INTEGER
);

CREATE INDEX job_created ON job (created);

CREATE INDEX job_name ON job (name, created, dialect);

CREATE INDEX job_user ON job (user, created);

CREATE INDEX job_verdict ON job (verdict, created) WHERE verdict IS NOT NULL;

CREATE INDEX job_live ON job (created) WHERE state <> 'ENDED';

-- A step to which nothing has happened has no row.
CREATE TABLE step (
  job INTEGER NOT NULL REFERENCES job (seq),
  place INTEGER NOT NULL,    -- in the spec, from 0; the handler is behind the last
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  hold INTEGER,              -- as of a job
  intent TEXT,               -- why it is being ended
  end_facts TEXT,            -- JSON
  started INTEGER,
  ended INTEGER,
  PRIMARY KEY (job, place)
) WITHOUT ROWID;

CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;
