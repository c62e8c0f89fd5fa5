/** Every start of the program: whether the one before it ended by itself, and what this one found. */
export const boots = `
CREATE TABLE boots (
  boot_id TEXT PRIMARY KEY,
  started_at TEXT NOT NULL,
  after TEXT NOT NULL CHECK (after IN ('nothing', 'cleanEnd', 'powerLoss')),
  reconciled_at TEXT,
  found TEXT CHECK (found IS NULL OR json_valid(found)),
  ended_at TEXT,
  CHECK ((reconciled_at IS NULL) = (found IS NULL))
) STRICT;
CREATE INDEX boots_by_start ON boots (started_at);
`;
