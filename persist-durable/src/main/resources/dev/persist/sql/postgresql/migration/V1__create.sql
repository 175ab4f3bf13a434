-- Its one row is what writers of several processes take turns by. Each transaction that writes makes the generation greater,
-- by a step that nobody knows before: one that is found again says that nobody wrote since, also after a restore.
-- made tells this store from one that is created in its place.
CREATE TABLE persist_store (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  generation BIGINT NOT NULL,
  made UUID NOT NULL DEFAULT gen_random_uuid()
);

INSERT INTO persist_store (id, generation) VALUES (1, 0);

-- Every stream ever appended to. Names are UTF-8: as bytes they may hold NUL, and byte order is name order.
-- last_seq is where it ended when this row was written; the events say where it ends.
CREATE TABLE persist_stream (
  stream BYTEA PRIMARY KEY,
  last_seq BIGINT NOT NULL,
  truncated BIGINT NOT NULL,
  crc INTEGER NOT NULL
);

CREATE TABLE persist_event (
  stream BYTEA NOT NULL,
  seq BIGINT NOT NULL,
  at_second BIGINT NOT NULL,
  at_nano INTEGER NOT NULL,
  type BYTEA NOT NULL,
  meta TEXT NOT NULL,
  data TEXT NOT NULL,
  crc INTEGER NOT NULL,
  PRIMARY KEY (stream, seq)
);

CREATE TABLE persist_value (
  name BYTEA PRIMARY KEY,
  value TEXT NOT NULL,
  crc INTEGER NOT NULL
);

-- What the commits with an id wrote. last_seq is the last they appended to the stream of their id, 0 for nothing.
CREATE TABLE persist_commit (
  stream BYTEA NOT NULL,
  id BYTEA NOT NULL,
  digest TEXT NOT NULL,
  last_seq BIGINT NOT NULL,
  events TEXT NOT NULL,
  crc INTEGER NOT NULL,
  PRIMARY KEY (stream, id)
);
