import { createHash } from "node:crypto";

const NAMESPACE_OID = "6ba7b812-9dad-11d1-80b4-00c04fd430c8";

/** Makes the UUID that belongs to values: the same for the same ones (`generate_uuid`, utils/identifiers.py). */
export function generateUuid(...values: readonly string[]): string {
  return values.reduce(uuid5, NAMESPACE_OID);
}

/** A name's UUID in a namespace, by SHA-1 (RFC 4122, version 5). */
function uuid5(namespace: string, name: string): string {
  const bytes = createHash("sha1")
    .update(Buffer.from(namespace.replaceAll("-", ""), "hex"))
    .update(name)
    .digest()
    .subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
