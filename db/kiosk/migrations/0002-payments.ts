/**
 * What became of the money of each order that costs something; an order without a row costs nothing.
 *
 * The database itself refuses a payment that is forgotten, and one that comes back from its end.
 */
export const payments = `
CREATE TABLE payments (
  order_id TEXT PRIMARY KEY REFERENCES orders (order_id),
  payment TEXT NOT NULL CHECK (json_valid(payment)),
  state TEXT NOT NULL GENERATED ALWAYS AS (json_extract(payment, '$.is')) STORED,
  updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX payments_by_state ON payments (state);

CREATE TRIGGER payments_stay BEFORE DELETE ON payments
BEGIN SELECT RAISE(ABORT, 'payments are never deleted'); END;
CREATE TRIGGER payments_end_once BEFORE UPDATE ON payments
WHEN json_extract(OLD.payment, '$.is') IN ('captured', 'released', 'declined')
BEGIN SELECT RAISE(ABORT, 'a payment ends once'); END;
`;
