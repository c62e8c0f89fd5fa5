/**
 * People who look after the machine, the attempts to pass for one of them, and whether the machine is kept for them.
 *
 * Whoever was removed keeps a row, for the books name them by their identifier; of their secrets nothing stays.
 */
export const staff = `
CREATE TABLE staff (
  staff_id TEXT PRIMARY KEY,
  number TEXT UNIQUE,
  name TEXT NOT NULL,
  rights TEXT NOT NULL CHECK (json_valid(rights)),
  pin_hash TEXT,
  badge_key TEXT UNIQUE,
  added_at TEXT NOT NULL,
  removed_at TEXT,
  CHECK ((removed_at IS NULL) = (number IS NOT NULL)),
  CHECK ((removed_at IS NULL) = (pin_hash IS NOT NULL)),
  CHECK (removed_at IS NULL OR badge_key IS NULL)
) STRICT;

CREATE TABLE staff_attempts (
  claim_key TEXT PRIMARY KEY,
  failures INTEGER NOT NULL CHECK (failures > 0),
  last_at INTEGER NOT NULL,
  locked_until INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE vendor_mode (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  mode TEXT NOT NULL CHECK (json_valid(mode)),
  changed_at TEXT NOT NULL
) STRICT;
`;
