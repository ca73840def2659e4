/** Names that hold secrets, wherever they occur in a key (`DEFAULT_SENSITIVE_FIELDS`, airflow/utils/log/secrets_masker.py). */
const SENSITIVE_FIELDS = [
  "access_token",
  "api_key",
  "apikey",
  "authorization",
  "passphrase",
  "passwd",
  "password",
  "private_key",
  "secret",
  "token",
  "keyfile_dict",
  "service_account",
];

/** Where a listing of AWS goes on, and what tells a call from its repetition, is no secret, though its name is alike. */
const NO_SECRETS = new Set([
  "continuationtoken",
  "nextcontinuationtoken",
  "nexttoken",
  "clienttoken",
  "clientrequesttoken",
]);

const MASK = "***";
const MAX_RECURSION_DEPTH = 5;
const MOST_NAMES = 1000;

/** Keeps secrets out of logs and traces: values under telling names, and texts that are known to be secret (SecretsMasker). */
export class SecretsMasker {
  readonly #secrets = new Set<string>();
  /** Names that were looked at: parameters of calls have the same few over and over. */
  readonly #isSensitive = new Map<string, boolean>();

  /** `mask_secret`: from now on, the text shows nowhere. */
  add(secret: string): void {
    if (secret !== "") this.#secrets.add(secret);
  }

  redact(value: unknown, name?: string, depth = 0): unknown {
    if (depth > MAX_RECURSION_DEPTH) return value;
    if (name !== undefined && this.#shouldHideValueForKey(name)) return redactAll(value, depth);
    if (typeof value === "string") return this.text(value);
    return each(value, (item, key) => this.redact(item, key, depth + 1));
  }

  /** `should_hide_value_for_key`. */
  #shouldHideValueForKey(name: string): boolean {
    const known = this.#isSensitive.get(name);
    if (known !== undefined) return known;
    const lower = name.trim().toLowerCase();
    const isSensitive = !NO_SECRETS.has(lower) && SENSITIVE_FIELDS.some((field) => lower.includes(field));
    if (this.#isSensitive.size < MOST_NAMES) this.#isSensitive.set(name, isSensitive);
    return isSensitive;
  }

  /** A text without the secrets in it. */
  text(text: string): string {
    let masked = text;
    for (const secret of this.#secrets) masked = masked.replaceAll(secret, MASK);
    return masked;
  }
}

function redactAll(value: unknown, depth: number): unknown {
  if (depth > MAX_RECURSION_DEPTH || typeof value === "string") return MASK;
  return each(value, (item) => redactAll(item, depth + 1));
}

/** A list or mapping with each of its items changed; anything else as it is. */
function each(value: unknown, change: (item: unknown, key: string | undefined) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => change(item, undefined));
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item, key)]));
}
