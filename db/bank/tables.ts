import type { Generated } from 'kysely';

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
  readonly kiosk_standings: {
    kiosk_id: string;
    epoch: number;
    number: number;
    boot_id: string | null;
    restored_from: string | null;
    seen_at: string;
    revoked_at: string | null;
  };
  readonly numbered_reports: {
    kiosk_id: string;
    epoch: number;
    number: number;
    order_id: string;
    sequence: number;
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
  readonly licences: {
    order_id: string;
    state: string;
    changed_at: string;
    /** JSON. */
    terms: Generated<string>;
    first_playback_at: string | null;
    first_showing_at: string | null;
  };
  readonly order_reports: {
    order_id: string;
    sequence: number;
    event: string;
    at: string;
    received_at: string;
  };
  readonly request_nonces: { key_id: string; nonce: string; seen_at: string };
  readonly viewer_credentials: { user_id: string; password_hash: string; set_at: string };
  readonly devices: {
    device_id: string;
    user_id: string;
    name: string;
    sign_key: string;
    seal_key: string;
    /** JSON Web Key. */
    stick_key: string;
    enrolled_at: string;
    revoked_at: string | null;
  };
  readonly showings: {
    showing_id: string;
    order_id: string;
    begun_at: string;
    counted_at: string | null;
    delivered_ticks: number;
  };
  readonly viewings: {
    viewing_id: string;
    order_id: string;
    device_id: string;
    showing_id: string | null;
    opened_at: string;
    renewed_at: string;
    lease_until: string;
    ended_at: string | null;
    end_reason: string | null;
    delivered_ticks: number;
  };
  readonly licence_devices: { order_id: string; device_id: string; first_used_at: string };
  readonly licence_events: {
    order_id: string;
    sequence: number;
    at: string;
    actor: string;
    event: string;
    from_state: string | null;
    to_state: string;
    detail: string | null;
  };
  readonly sticks: {
    stick_id: string;
    order_id: string;
    device_id: string;
    /** Null: written at home. */
    kiosk_id: string | null;
    request_id: string;
    issue: number;
    showings: number;
    /** Of them, those that the licence does not have (any more): all until it is returned, then those that were used. */
    showings_held: number;
    showings_used: number;
    secret: Uint8Array;
    licence: string;
    secrets: string;
    body_bytes: number;
    body_sha256: Uint8Array;
    state: string;
    receipts: string;
    issued_at: string;
    settled_at: string | null;
  };
}
