/**
 * Every report gets a number of its own in the whole kiosk: by it the bank tells a kiosk whose records went back from one that
 * goes on. The reports that still have to be sent get an index, in the order in which they are.
 */
export const keeping = `
ALTER TABLE outbox ADD COLUMN number INTEGER CHECK (number > 0);
UPDATE outbox SET number = numbered.number
FROM (
  SELECT order_id, sequence, row_number() OVER (ORDER BY at, order_id, sequence) AS number
  FROM outbox
) AS numbered
WHERE numbered.order_id = outbox.order_id AND numbered.sequence = outbox.sequence;

CREATE UNIQUE INDEX outbox_by_number ON outbox (number);
CREATE INDEX outbox_due ON outbox (number) WHERE sent_at IS NULL AND refusal IS NULL;
CREATE TRIGGER outbox_numbered BEFORE INSERT ON outbox WHEN NEW.number IS NULL
BEGIN SELECT RAISE(ABORT, 'a report has a number'); END;
CREATE TRIGGER outbox_kept BEFORE DELETE ON outbox
BEGIN SELECT RAISE(ABORT, 'reports are never deleted'); END;
`;
