-- The journal: append-only, each record chained to the one before by its sum.
CREATE TABLE event (
  seq  INTEGER PRIMARY KEY,
  run  TEXT NOT NULL,
  task TEXT,
  at   INTEGER NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  sum  TEXT NOT NULL
) STRICT;
CREATE INDEX event_by_run ON event (run, seq);
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER event_is_never_removed BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- Projections: what the journal adds up to. They can be dropped and rebuilt.
CREATE TABLE run (
  id         TEXT PRIMARY KEY,
  repository TEXT NOT NULL,
  status     TEXT NOT NULL,
  submitted  INTEGER NOT NULL, -- the number of the event that submitted it
  state      TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX run_by_repository ON run (repository, submitted);
CREATE TABLE task (
  run      TEXT NOT NULL,
  key      TEXT NOT NULL,
  position INTEGER NOT NULL,
  phase    TEXT NOT NULL,
  state    TEXT NOT NULL,
  PRIMARY KEY (run, key)
) STRICT, WITHOUT ROWID;

-- Claims on what belongs to the machine. `owner` is the path of the workspace.
CREATE TABLE port_lease (
  port      INTEGER PRIMARY KEY,
  name      TEXT NOT NULL,
  owner     TEXT NOT NULL,
  leased_at INTEGER NOT NULL,
  UNIQUE (owner, name)
) STRICT;

-- Every agent process that was launched, by a run or by hand.
CREATE TABLE session (
  id          TEXT PRIMARY KEY,
  run         TEXT,
  task        TEXT,
  stage       TEXT NOT NULL,
  directory   TEXT NOT NULL,
  worktree    TEXT NOT NULL,
  launched_at INTEGER NOT NULL,
  ended_at    INTEGER,
  outcome     TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_run ON session (run, task);
