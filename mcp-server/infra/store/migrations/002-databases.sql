-- Database branches of workspaces, written before anything is made and removed after everything is dropped.
CREATE TABLE database_branch (
  owner      TEXT NOT NULL, -- the path of the workspace
  name       TEXT NOT NULL, -- as the configuration names the database
  id         TEXT NOT NULL UNIQUE, -- our name for the branch at its engine
  kind       TEXT NOT NULL,
  stage      TEXT NOT NULL, -- creating, created, migrating, ready, dropping
  place      TEXT NOT NULL, -- where the engine finds it: a path, or an id
  url        TEXT, -- what the workspace connects to
  settings   TEXT NOT NULL, -- all that dropping it needs
  created_at INTEGER NOT NULL,
  PRIMARY KEY (owner, name)
) STRICT, WITHOUT ROWID;
