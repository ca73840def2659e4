import { hex, sha1 } from "../digest/index.ts";

/**
 * Spreads retries and pokes without chance, as Airflow does: a number of seconds from `least` up to twice that, which
 * depends on a text only.
 */
export function jittered(text: string, least: number): number {
  if (least === Number.POSITIVE_INFINITY) return least; // doubled a thousand times: what limits it comes after
  const digest = hex(sha1(text));
  return least + Number(BigInt(`0x${digest}`) % BigInt(least));
}
