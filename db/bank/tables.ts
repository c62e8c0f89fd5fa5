/** Columns of the bank's database, as kysely sees them. Instants are ISO 8601 text in UTC with milliseconds. */
export interface BankTables {
  readonly schema_migrations: { number: number; name: string; applied_at: string };
  readonly distributors: {
    distributor_id: string;
    name: string;
    key: Uint8Array;
    created_at: string;
  };
  readonly users: {
    user_id: string;
    member: string;
    card_hash: Uint8Array;
    pin_hash: string;
    created_at: string;
  };
  readonly identification_attempts: { identity: string; failed: number; forgotten_at: string };
  readonly kiosks: {
    kiosk_id: string;
    distributor_id: string;
    name: string;
    public_key: string;
    enrolled_at: string;
  };
  readonly enrolment_codes: {
    code_hash: Uint8Array;
    distributor_id: string;
    kiosk_name: string;
    expires_at: string;
    kiosk_id: string | null;
  };
  readonly signing_keys: {
    key_id: string;
    purpose: string;
    private_key: Uint8Array;
    created_at: string;
  };
  readonly orders: {
    order_id: string;
    title_id: string;
    user_id: string;
    distributor_id: string;
    kiosk_id: string;
    proof_id: string;
    seed: Uint8Array;
    signing_key_id: string;
    created_at: string;
    main_bytes: number | null;
    main_sha256: Uint8Array | null;
  };
  readonly licences: { order_id: string; state: string; changed_at: string };
  readonly order_reports: {
    order_id: string;
    sequence: number;
    event: string;
    at: string;
    received_at: string;
  };
  readonly request_nonces: { key_id: string; nonce: string; seen_at: string };
}
