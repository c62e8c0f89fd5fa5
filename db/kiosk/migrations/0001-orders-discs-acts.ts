/**
 * The first form of a kiosk's records.
 *
 * The database itself refuses what must never be true: a disc that was begun to be written without the identifiers of
 * its user and distributor, a second end of an act, a changed ledger.
 */
export const ordersDiscsActs = `
CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE orders (
  order_id TEXT PRIMARY KEY,
  code TEXT NOT NULL,
  title TEXT NOT NULL CHECK (json_valid(title)),
  user_id TEXT NOT NULL,
  distributor_id TEXT NOT NULL,
  request_key TEXT NOT NULL UNIQUE,
  language TEXT NOT NULL CHECK (language IN ('en', 'fr')),
  state TEXT NOT NULL CHECK (json_valid(state)),
  at TEXT NOT NULL GENERATED ALWAYS AS (json_extract(state, '$.at')) STORED,
  version INTEGER NOT NULL CHECK (version > 0),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX orders_by_user ON orders (user_id);
CREATE INDEX orders_by_state ON orders (at);

CREATE TABLE effects (
  effect_id INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id TEXT NOT NULL REFERENCES orders (order_id),
  order_version INTEGER NOT NULL,
  body TEXT NOT NULL CHECK (json_valid(body)),
  created_at TEXT NOT NULL,
  outcome TEXT CHECK (outcome IN ('done', 'failed', 'dropped')),
  ended_at TEXT,
  CHECK ((outcome IS NULL) = (ended_at IS NULL))
) STRICT;
CREATE INDEX effects_open ON effects (order_id) WHERE outcome IS NULL;

CREATE TABLE discs (
  disc_id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (order_id),
  attempt INTEGER NOT NULL CHECK (attempt > 0),
  state TEXT NOT NULL CHECK (json_valid(state)),
  at TEXT NOT NULL GENERATED ALWAYS AS (json_extract(state, '$.at')) STORED,
  place TEXT NOT NULL,
  user_id TEXT,
  distributor_id TEXT,
  media_id TEXT,
  sha256 TEXT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  CHECK ((user_id IS NULL) = (distributor_id IS NULL)),
  CHECK (
    user_id IS NOT NULL
    OR json_extract(state, '$.at') IN
      ('onTransport', 'inDrive', 'blankConfirmed', 'rejected', 'retained', 'unknown')
  )
) STRICT;
CREATE INDEX discs_by_order ON discs (order_id);

CREATE TABLE acts (
  act_id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  order_id TEXT NOT NULL REFERENCES orders (order_id),
  disc_id TEXT REFERENCES discs (disc_id),
  boot_id TEXT NOT NULL,
  intent TEXT NOT NULL CHECK (json_valid(intent)),
  started_at TEXT NOT NULL,
  outcome TEXT CHECK (outcome IN ('done', 'failed', 'interrupted')),
  evidence TEXT CHECK (evidence IS NULL OR json_valid(evidence)),
  ended_at TEXT,
  CHECK ((outcome IS NULL) = (ended_at IS NULL)),
  CHECK ((outcome IS NULL) = (evidence IS NULL))
) STRICT;
CREATE INDEX acts_by_order ON acts (order_id);
CREATE INDEX acts_open ON acts (act_id) WHERE outcome IS NULL;

CREATE TRIGGER acts_no_write_without_identifiers BEFORE INSERT ON acts
WHEN NEW.kind = 'write.started'
  AND NOT EXISTS (
    SELECT 1 FROM discs
    WHERE disc_id = NEW.disc_id AND user_id IS NOT NULL AND distributor_id IS NOT NULL
  )
BEGIN SELECT RAISE(ABORT, 'a write needs the identifiers of user and distributor'); END;

CREATE TRIGGER acts_end_once BEFORE UPDATE ON acts WHEN OLD.outcome IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an act ends once'); END;
CREATE TRIGGER acts_stay BEFORE DELETE ON acts
BEGIN SELECT RAISE(ABORT, 'acts are never deleted'); END;

CREATE TABLE slots (
  slot INTEGER PRIMARY KEY CHECK (slot > 0),
  state TEXT NOT NULL CHECK (json_valid(state)),
  updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE reservations (
  order_id TEXT NOT NULL REFERENCES orders (order_id),
  item TEXT NOT NULL CHECK (item IN ('blank', 'sheet')),
  PRIMARY KEY (order_id, item)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger (
  entry INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  item TEXT NOT NULL CHECK (item IN ('disc', 'sheet')),
  from_unit TEXT NOT NULL,
  to_unit TEXT NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  order_id TEXT,
  disc_id TEXT,
  reason TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER ledger_unchanged BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_kept BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

CREATE TABLE outbox (
  order_id TEXT NOT NULL REFERENCES orders (order_id),
  sequence INTEGER NOT NULL CHECK (sequence > 0),
  event TEXT NOT NULL,
  at TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  sent_at TEXT,
  refusal TEXT,
  PRIMARY KEY (order_id, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  event_id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  order_id TEXT,
  detail TEXT NOT NULL CHECK (json_valid(detail))
) STRICT;
CREATE INDEX events_by_order ON events (order_id);
`;
