/**
 * What lets a disc be claimed without the bank: of each order the slow salted hash of its pick-up code, and of each order
 * code that was typed how often it was tried in vain, whether there is such an order or not.
 */
export const claims = `
CREATE TABLE claims (
  order_id TEXT PRIMARY KEY REFERENCES orders (order_id),
  hash TEXT NOT NULL CHECK (hash LIKE '$argon2id$%'),
  created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE claim_attempts (
  code TEXT PRIMARY KEY,
  failures INTEGER NOT NULL CHECK (failures > 0),
  locked_at INTEGER,
  last_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS orders_by_code ON orders (code);
`;
