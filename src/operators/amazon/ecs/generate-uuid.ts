import { hex, sha1 } from "../../../digest/index.ts";

const NAMESPACE_OID = "6ba7b812-9dad-11d1-80b4-00c04fd430c8";

/** Makes the UUID that belongs to values: the same for the same ones (`generate_uuid`, utils/identifiers.py). */
export function generateUuid(...values: readonly string[]): string {
  return values.reduce(uuid5, NAMESPACE_OID);
}

/** A name's UUID in a namespace, by SHA-1 (RFC 4122, version 5). */
function uuid5(namespace: string, name: string): string {
  const digits = namespace.replaceAll("-", "");
  const space = Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16));
  const bytes = sha1(Uint8Array.of(...space, ...new TextEncoder().encode(name))).subarray(0, 16);
  const marked = bytes.map((byte, i) => {
    if (i === 6) return (byte & 0x0f) | 0x50;
    return i === 8 ? (byte & 0x3f) | 0x80 : byte;
  });
  return hex(marked).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
