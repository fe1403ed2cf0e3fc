-- Templates of tasks, and the tasks that were made from them.
CREATE TABLE template (
  name TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  description TEXT NOT NULL,
  disabled INTEGER NOT NULL,
  content TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE build (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  template TEXT NOT NULL REFERENCES template (name),
  name TEXT NOT NULL UNIQUE,
  parameters TEXT NOT NULL,  -- JSON
  created INTEGER NOT NULL
);

CREATE INDEX build_template ON build (template, seq);
