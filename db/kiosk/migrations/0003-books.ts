/** The drive that an act of writing or reading back names. */
const driveOf = (act: string) =>
  `CAST(coalesce(json_extract(${act}.intent, '$.drive'),
    substr(json_extract(${act}.intent, '$.place'), 6)) AS INTEGER)`;

/** What an ended act of writing or reading back says of its drive. */
const wearOf = (act: string) => `
  (${act}.kind = 'verify.started' AND ${act}.outcome = 'done') AS good,
  (${act}.outcome = 'failed') AS bad,
  iif(${act}.kind = 'write.started' AND ${act}.outcome = 'done',
    coalesce(json_extract(${act}.evidence, '$.sectors'), 0), 0) AS sectors,
  iif(${act}.kind = 'write.started' AND ${act}.outcome = 'done',
    coalesce(json_extract(${act}.evidence, '$.milliseconds'), 0), 0) AS milliseconds`;

const countDrive = (what: 'good' | 'bad') => `
  INSERT INTO counters (name, since_initialisation)
    SELECT 'drive.' || drive || '.${what}', ${what} FROM (
      SELECT ${driveOf('NEW')} AS drive, ${wearOf('NEW')}
    ) WHERE drive > 0
    ON CONFLICT (name) DO UPDATE SET
      since_initialisation = since_initialisation + excluded.since_initialisation;`;

/** What the books hang on the table `acts`: a migration that makes that table anew must run it again. */
export const actsCounted = `
CREATE INDEX acts_by_start ON acts (kind, started_at);
CREATE TRIGGER acts_count_drives AFTER UPDATE OF outcome ON acts
WHEN NEW.kind IN ('write.started', 'verify.started') AND NEW.outcome IN ('done', 'failed')
BEGIN
  INSERT INTO drive_days (drive, day, good, bad, sectors, milliseconds)
    SELECT drive, substr(NEW.ended_at, 1, 10), good, bad, sectors, milliseconds FROM (
      SELECT ${driveOf('NEW')} AS drive, ${wearOf('NEW')}
    ) WHERE drive > 0
    ON CONFLICT (drive, day) DO UPDATE SET good = good + excluded.good, bad = bad + excluded.bad,
      sectors = sectors + excluded.sectors, milliseconds = milliseconds + excluded.milliseconds;
  ${countDrive('good')}
  ${countDrive('bad')}
END;
`;

/**
 * The ledger as a chain and as double entry, and the counters that follow from it.
 *
 * The database itself refuses a changed, missing or unchained entry, a disc that leaves a place where it is not, a disc's
 * record that says another place than the ledger, a counter that goes back. Balances, counters and the head of the chain are
 * kept by triggers: no writer can forget them. Entries of the form before (`form` 1) keep the hashes that they had.
 */
export const books = `
DROP TRIGGER ledger_unchanged;
DROP TRIGGER ledger_kept;
ALTER TABLE ledger RENAME TO ledger_of_form_1;

CREATE TABLE ledger (
  entry INTEGER PRIMARY KEY CHECK (entry > 0),
  form INTEGER NOT NULL CHECK (form IN (1, 2)),
  at TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('move', 'load', 'recount', 'removal', 'carried-over')),
  item TEXT NOT NULL CHECK (item IN ('disc', 'sheet')),
  from_unit TEXT NOT NULL,
  to_unit TEXT NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  order_id TEXT,
  disc_id TEXT,
  reason TEXT NOT NULL,
  vend TEXT CHECK (vend IN ('paid', 'free', 'test')),
  actor TEXT,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  CHECK (form = 1 OR from_unit <> to_unit),
  CHECK (form = 1 OR disc_id IS NULL OR quantity = 1),
  CHECK ((vend IS NOT NULL) = (item = 'disc' AND to_unit = 'customer'))
) STRICT;

INSERT INTO ledger (entry, form, at, kind, item, from_unit, to_unit, quantity, order_id, disc_id, reason,
  vend, actor, previous_hash, hash)
SELECT entry, 1, at, 'move', item, from_unit, to_unit, quantity, order_id, disc_id, reason,
  CASE WHEN item = 'disc' AND to_unit = 'customer' THEN
    CASE WHEN EXISTS (SELECT 1 FROM payments WHERE payments.order_id = old.order_id)
    THEN 'paid' ELSE 'free' END
  END,
  NULL, lag(hash, 1, '') OVER (ORDER BY entry), hash
FROM ledger_of_form_1 AS old ORDER BY entry;
DROP TABLE ledger_of_form_1;

CREATE INDEX ledger_by_disc ON ledger (disc_id, entry, to_unit) WHERE disc_id IS NOT NULL;
CREATE INDEX ledger_by_time ON ledger (at);
CREATE INDEX ledger_out_of ON ledger (item, from_unit, at, kind, quantity);
CREATE INDEX ledger_into ON ledger (item, to_unit, at, kind, quantity);

CREATE TABLE ledger_head (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  entry INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;
INSERT INTO ledger_head (one, entry, hash)
SELECT 1, coalesce(max(entry), 0), coalesce((SELECT hash FROM ledger ORDER BY entry DESC LIMIT 1), '')
FROM ledger;

CREATE TABLE balances (
  item TEXT NOT NULL,
  unit TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  PRIMARY KEY (item, unit)
) STRICT, WITHOUT ROWID;
INSERT INTO balances (item, unit, quantity)
SELECT item, unit, sum(quantity) FROM (
  SELECT item, to_unit AS unit, quantity FROM ledger
  UNION ALL SELECT item, from_unit, -quantity FROM ledger
) GROUP BY item, unit;

CREATE VIEW ledger_counts AS
SELECT entry, 'discs.loaded' AS name, quantity FROM ledger
  WHERE item = 'disc' AND kind = 'load'
UNION ALL SELECT entry, 'discs.begun', quantity FROM ledger
  WHERE item = 'disc' AND kind IN ('move', 'carried-over') AND from_unit = 'input'
UNION ALL SELECT entry, 'discs.given.' || vend, quantity FROM ledger
  WHERE item = 'disc' AND to_unit = 'customer'
UNION ALL SELECT entry, 'discs.rejected.' || reason, quantity FROM ledger
  WHERE item = 'disc' AND kind = 'move' AND to_unit = 'reject'
UNION ALL SELECT entry, 'discs.retained', quantity FROM ledger
  WHERE item = 'disc' AND kind = 'move' AND to_unit = 'retain'
UNION ALL SELECT entry, 'discs.lost', quantity FROM ledger
  WHERE item = 'disc' AND kind = 'move' AND to_unit = 'unknown'
UNION ALL SELECT entry, 'discs.found', quantity FROM ledger
  WHERE item = 'disc' AND kind = 'move' AND from_unit = 'unknown'
UNION ALL SELECT entry, 'discs.removed', quantity FROM ledger
  WHERE item = 'disc' AND kind = 'removal'
UNION ALL SELECT entry, 'sheets.loaded', quantity FROM ledger
  WHERE item = 'sheet' AND kind = 'load'
UNION ALL SELECT entry, 'sheets.printed', quantity FROM ledger
  WHERE item = 'sheet' AND kind = 'move'
UNION ALL SELECT entry, 'corrections', 1 FROM ledger WHERE kind = 'recount';

CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  since_initialisation INTEGER NOT NULL CHECK (since_initialisation >= 0),
  at_reset INTEGER NOT NULL DEFAULT 0 CHECK (at_reset BETWEEN 0 AND since_initialisation)
) STRICT, WITHOUT ROWID;
INSERT INTO counters (name, since_initialisation)
SELECT name, sum(quantity) FROM ledger_counts GROUP BY name;

CREATE TRIGGER ledger_chained BEFORE INSERT ON ledger
WHEN NOT EXISTS (
  SELECT 1 FROM ledger_head WHERE entry = NEW.entry - 1 AND hash = NEW.previous_hash
) OR NEW.form <> 2
BEGIN SELECT RAISE(ABORT, 'an entry follows the last one of the ledger'); END;
CREATE TRIGGER ledger_disc_in_one_place BEFORE INSERT ON ledger
WHEN NEW.disc_id IS NOT NULL AND NEW.from_unit <> coalesce(
  (SELECT to_unit FROM ledger WHERE disc_id = NEW.disc_id ORDER BY entry DESC LIMIT 1),
  NEW.from_unit
)
BEGIN SELECT RAISE(ABORT, 'a disc leaves the place where the ledger has it'); END;
CREATE TRIGGER ledger_sums AFTER INSERT ON ledger
BEGIN
  UPDATE ledger_head SET entry = NEW.entry, hash = NEW.hash;
  INSERT INTO balances (item, unit, quantity) VALUES (NEW.item, NEW.from_unit, -NEW.quantity)
    ON CONFLICT (item, unit) DO UPDATE SET quantity = quantity + excluded.quantity;
  INSERT INTO balances (item, unit, quantity) VALUES (NEW.item, NEW.to_unit, NEW.quantity)
    ON CONFLICT (item, unit) DO UPDATE SET quantity = quantity + excluded.quantity;
  INSERT INTO counters (name, since_initialisation)
    SELECT name, quantity FROM ledger_counts WHERE entry = NEW.entry
    ON CONFLICT (name) DO UPDATE SET
      since_initialisation = since_initialisation + excluded.since_initialisation;
END;
CREATE TRIGGER ledger_unchanged BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_kept BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_head_follows BEFORE UPDATE ON ledger_head
WHEN NEW.entry <> OLD.entry + 1 OR NOT EXISTS (
  SELECT 1 FROM ledger
  WHERE entry = NEW.entry AND hash = NEW.hash AND previous_hash = OLD.hash
)
BEGIN SELECT RAISE(ABORT, 'the head of the ledger is its last entry'); END;
CREATE TRIGGER ledger_head_stays BEFORE DELETE ON ledger_head
BEGIN SELECT RAISE(ABORT, 'the head of the ledger is its last entry'); END;
CREATE TRIGGER counters_grow BEFORE UPDATE ON counters
WHEN NEW.name <> OLD.name OR NEW.since_initialisation < OLD.since_initialisation
  OR NEW.at_reset < OLD.at_reset
BEGIN SELECT RAISE(ABORT, 'a counter only grows'); END;
CREATE TRIGGER counters_stay BEFORE DELETE ON counters
BEGIN SELECT RAISE(ABORT, 'a counter only grows'); END;

CREATE TABLE discs_to_carry_over (disc_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO discs_to_carry_over (disc_id)
SELECT disc_id FROM discs WHERE place IS NOT (
  SELECT to_unit FROM ledger WHERE ledger.disc_id = discs.disc_id ORDER BY entry DESC LIMIT 1
);
CREATE INDEX discs_by_place ON discs (place);
CREATE TRIGGER discs_begin_in_the_ledger BEFORE INSERT ON discs
WHEN NEW.place IS NOT (
  SELECT to_unit FROM ledger WHERE disc_id = NEW.disc_id ORDER BY entry DESC LIMIT 1
)
BEGIN SELECT RAISE(ABORT, 'a disc is where the ledger has it'); END;
CREATE TRIGGER discs_move_in_the_ledger BEFORE UPDATE OF place ON discs
WHEN NEW.place <> OLD.place AND NEW.place IS NOT (
  SELECT to_unit FROM ledger WHERE disc_id = NEW.disc_id ORDER BY entry DESC LIMIT 1
)
BEGIN SELECT RAISE(ABORT, 'a disc is where the ledger has it'); END;

CREATE TABLE drive_days (
  drive INTEGER NOT NULL CHECK (drive > 0),
  day TEXT NOT NULL,
  good INTEGER NOT NULL,
  bad INTEGER NOT NULL,
  sectors INTEGER NOT NULL,
  milliseconds INTEGER NOT NULL,
  PRIMARY KEY (drive, day)
) STRICT, WITHOUT ROWID;
INSERT INTO drive_days (drive, day, good, bad, sectors, milliseconds)
SELECT drive, day, sum(good), sum(bad), sum(sectors), sum(milliseconds) FROM (
  SELECT ${driveOf('acts')} AS drive, substr(ended_at, 1, 10) AS day, ${wearOf('acts')}
  FROM acts WHERE kind IN ('write.started', 'verify.started') AND outcome IN ('done', 'failed')
) WHERE drive > 0 GROUP BY drive, day;
INSERT INTO counters (name, since_initialisation)
SELECT 'drive.' || drive || '.good', sum(good) FROM drive_days GROUP BY drive
UNION ALL SELECT 'drive.' || drive || '.bad', sum(bad) FROM drive_days GROUP BY drive;
${actsCounted}
CREATE TABLE shifts (
  number INTEGER PRIMARY KEY CHECK (number > 0),
  closed_at TEXT NOT NULL,
  actor TEXT NOT NULL,
  entry INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER shifts_unchanged BEFORE UPDATE ON shifts
BEGIN SELECT RAISE(ABORT, 'a closed shift stays as it is'); END;
CREATE TRIGGER shifts_kept BEFORE DELETE ON shifts
BEGIN SELECT RAISE(ABORT, 'a closed shift stays as it is'); END;

CREATE INDEX orders_by_code ON orders (code);
CREATE INDEX orders_by_creation ON orders (created_at);
CREATE INDEX orders_by_change ON orders (updated_at);
CREATE INDEX payments_by_change ON payments (updated_at);
`;
