/**
 * SHA-1 and SHA-256 of FIPS 180-4. They name things and spread numbers; nothing here is secret.
 * @module
 */

const BLOCK = 64;

const encoder = new TextEncoder();

/** The first bits after the point of the roots of the first primes: the square roots begin the digest, the cube roots mix it. */
function rootsOfPrimes(count: number, root: (prime: number) => number): Int32Array {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate += 1)
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  return Int32Array.from(found, (prime) => ((root(prime) % 1) * 2 ** 32) | 0);
}

const ROUNDS = rootsOfPrimes(64, Math.cbrt);
const START_256 = rootsOfPrimes(8, Math.sqrt);
const START_1 = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];

/** The words of a message with its end: a bit, zeros, and its length in bits. */
function padded(message: Uint8Array): DataView {
  const view = new DataView(new ArrayBuffer(Math.ceil((message.length + 9) / BLOCK) * BLOCK));
  new Uint8Array(view.buffer).set(message);
  view.setUint8(message.length, 0x80);
  view.setUint32(view.byteLength - 8, Math.floor(message.length / 2 ** 29));
  view.setUint32(view.byteLength - 4, (message.length * 8) >>> 0);
  return view;
}

function bytesOf(message: string | Uint8Array): Uint8Array {
  return typeof message === "string" ? encoder.encode(message) : message;
}

/** The message schedule, of one block at a time: it is filled anew for each. */
const schedule = new Int32Array(80);

/** Digests all blocks of a message, each by `mix`. The digest has the words of `state`. */
function digested(message: string | Uint8Array, state: Int32Array, mix: (state: Int32Array, w: Int32Array) => void) {
  const view = padded(bytesOf(message));
  for (let block = 0; block < view.byteLength; block += BLOCK) {
    for (let i = 0; i < 16; i += 1) schedule[i] = view.getInt32(block + i * 4);
    mix(state, schedule);
  }
  const digest = new DataView(new ArrayBuffer(state.length * 4));
  for (const [i, word] of state.entries()) digest.setInt32(i * 4, word);
  return new Uint8Array(digest.buffer);
}

const right = (word: number, bits: number) => (word >>> bits) | (word << (32 - bits));
const left = (word: number, bits: number) => (word << bits) | (word >>> (32 - bits));
const at = (words: Int32Array, i: number) => words[i] ?? 0;

function mix256(state: Int32Array, w: Int32Array): void {
  for (let i = 16; i < 64; i += 1) {
    const [early, late] = [at(w, i - 15), at(w, i - 2)];
    const s0 = right(early, 7) ^ right(early, 18) ^ (early >>> 3);
    const s1 = right(late, 17) ^ right(late, 19) ^ (late >>> 10);
    w[i] = at(w, i - 16) + s0 + at(w, i - 7) + s1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i += 1) {
    const s1 = right(e, 6) ^ right(e, 11) ^ right(e, 25);
    const first = (h + s1 + ((e & f) ^ (~e & g)) + at(ROUNDS, i) + at(w, i)) | 0;
    const s0 = right(a, 2) ^ right(a, 13) ^ right(a, 22);
    const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  added(state, [a, b, c, d, e, f, g, h]);
}

function mix1(state: Int32Array, w: Int32Array): void {
  for (let i = 16; i < 80; i += 1) w[i] = left(at(w, i - 3) ^ at(w, i - 8) ^ at(w, i - 14) ^ at(w, i - 16), 1);
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let i = 0; i < 80; i += 1) {
    const next = (left(a, 5) + chosen(i, b, c, d) + e + at(w, i)) | 0;
    e = d;
    d = c;
    c = left(b, 30);
    b = a;
    a = next;
  }
  added(state, [a, b, c, d, e]);
}

/** Adds what a block gives to the digest so far. */
function added(state: Int32Array, words: readonly number[]): void {
  for (let i = 0; i < state.length; i += 1) state[i] = at(state, i) + (words[i] ?? 0);
}

/** The function and the constant of a round of SHA-1. */
function chosen(round: number, b: number, c: number, d: number): number {
  if (round < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (round < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (round < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

/** The 32 bytes of SHA-256. A text is taken in UTF-8. */
export function sha256(message: string | Uint8Array): Uint8Array {
  return digested(message, Int32Array.from(START_256), mix256);
}

/** The 20 bytes of SHA-1. A text is taken in UTF-8. */
export function sha1(message: string | Uint8Array): Uint8Array {
  return digested(
    message,
    Int32Array.from(START_1, (word) => word | 0),
    mix1,
  );
}

/** Bytes in hexadecimal digits. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
