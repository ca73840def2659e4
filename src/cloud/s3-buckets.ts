import { ClientError } from "../hooks/index.ts";
import type { Seconds } from "../kernel/index.ts";
import type { RandomSeconds, RandomStreams } from "../random/index.ts";
import type { Operation } from "./service-model.ts";

/** An object in S3, and from when to when it is there. */
export interface S3ObjectSpec {
  readonly bucket: string;
  readonly key: string;
  /** Default 0. */
  readonly at?: RandomSeconds;
  /** Default for ever. */
  readonly until?: Seconds;
  /** Bytes. Default 1. */
  readonly size?: number;
  /** The text in it, for operators that read one. Default none. */
  readonly body?: string;
}

export interface S3Spec {
  /** Buckets that exist though nothing is in them. */
  readonly buckets?: readonly string[];
  readonly objects?: readonly S3ObjectSpec[];
}

/** One that is there, or was, or will be. */
interface S3Object extends S3ObjectSpec {
  readonly at: Seconds;
}

interface ListParams {
  readonly Bucket: string;
  readonly Prefix?: string;
  readonly Delimiter?: string;
  readonly ContinuationToken?: string;
}

/** Objects in one answer. */
const PAGE = 1000;

/** S3: objects that appear and disappear. */
export class S3Buckets {
  readonly #buckets: Set<string>;
  readonly #objects: S3Object[] = [];
  /** The same, by bucket and key: what sensors ask for, again and again. */
  readonly #byBucket = new Map<string, Map<string, S3Object[]>>();

  constructor({ buckets = [], objects = [] }: S3Spec, random: RandomStreams) {
    for (const object of objects)
      this.#add({ ...object, at: random.draw(object.at ?? 0, ["s3", object.bucket, object.key, "at"]) });
    this.#buckets = new Set([...buckets, ...objects.map(({ bucket }) => bucket)]);
  }

  operations(): [string, Operation][] {
    return [
      ["s3.HeadBucket", (params) => this.#headBucket(params)],
      ["s3.HeadObject", (params, now) => this.#head(params, now)],
      ["s3.GetObject", (params, now) => this.#get(params, now)],
      ["s3.ListObjectsV2", (params, now) => this.#list(params, now)],
      ["s3.PutObject", (params, now) => this.#put(params, now)],
    ];
  }

  #add(object: S3Object): void {
    this.#objects.push(object);
    const byKey = this.#byBucket.get(object.bucket) ?? new Map<string, S3Object[]>();
    this.#byBucket.set(object.bucket, byKey);
    const others = byKey.get(object.key);
    if (others === undefined) byKey.set(object.key, [object]);
    else others.push(object);
  }

  #visible(bucket: string, now: number): S3Object[] {
    return this.#objects.filter((object) => object.bucket === bucket && isVisible(object, now));
  }

  #find(bucket: string, key: string, now: number): S3Object | undefined {
    return this.#byBucket
      .get(bucket)
      ?.get(key)
      ?.find((one) => isVisible(one, now));
  }

  /** A missing bucket is answered as a missing object is. */
  #head({ Bucket, Key }: { readonly Bucket: string; readonly Key: string }, now: number) {
    const object = this.#find(Bucket, Key, now);
    if (object === undefined)
      throw new ClientError({ code: "404", message: "Not Found", operation: "HeadObject", status: 404 });
    return { ContentLength: object.size ?? 1, ETag: '"0"' };
  }

  #get({ Bucket, Key }: { readonly Bucket: string; readonly Key: string }, now: number) {
    const object = this.#find(Bucket, Key, now);
    const message = "The specified key does not exist.";
    if (object === undefined)
      throw new ClientError({ code: "NoSuchKey", message, operation: "GetObject", status: 404 });
    return { Body: object.body ?? "" };
  }

  #headBucket({ Bucket }: { readonly Bucket: string }) {
    if (!this.#buckets.has(Bucket))
      throw new ClientError({ code: "404", message: "Not Found", operation: "HeadBucket", status: 404 });
    return {};
  }

  #list({ Bucket, Prefix = "", Delimiter = "", ContinuationToken }: ListParams, now: number) {
    if (!this.#buckets.has(Bucket)) {
      throw new ClientError({
        code: "NoSuchBucket",
        message: "The specified bucket does not exist",
        operation: "ListObjectsV2",
        status: 404,
      });
    }
    const below = this.#visible(Bucket, now).filter(({ key }) => key.startsWith(Prefix));
    const folderOf = ({ key }: S3Object) => {
      const end = Delimiter === "" ? -1 : key.indexOf(Delimiter, Prefix.length);
      return end < 0 ? undefined : key.slice(0, end + Delimiter.length);
    };
    const folders = new Set(below.map(folderOf));
    folders.delete(undefined);
    const rows = below
      .filter((object) => folderOf(object) === undefined)
      .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
      .map(({ key, size = 1 }) => ({ Key: key, Size: size, ETag: '"0"' }));
    const start = Number(ContinuationToken ?? 0);
    const isTruncated = start + PAGE < rows.length;
    const page = rows.slice(start, start + PAGE);
    return {
      IsTruncated: isTruncated,
      ...(page.length > 0 ? { Contents: page } : {}),
      ...(folders.size > 0 ? { CommonPrefixes: [...folders].sort().map((folder) => ({ Prefix: folder })) } : {}),
      ...(isTruncated ? { NextContinuationToken: String(start + PAGE) } : {}),
    };
  }

  #put({ Bucket, Key, Body }: { readonly Bucket: string; readonly Key: string; readonly Body: string }, now: number) {
    this.#buckets.add(Bucket);
    this.#add({ bucket: Bucket, key: Key, at: now, size: Body.length });
    return {};
  }
}

function isVisible({ at, until = Number.POSITIVE_INFINITY }: S3Object, now: number): boolean {
  return at <= now && now < until;
}
