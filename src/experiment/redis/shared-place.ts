import { randomUUID } from "node:crypto";
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A place that the experiment and all its workers reach, for results that are too large for Redis. */
export interface SharedPlace {
  /** The place as it was given. */
  readonly name: string;
  keep(key: string, text: string): Promise<void>;
  /** Reads a text, and takes it away. */
  take(key: string): Promise<string>;
}

/** More than any figures have, and well below the length that a string can have. */
const MOST_BYTES = 256 * 1024 * 1024;

/** A shared place that is none, or that cannot be reached. */
export class SharedPlaceError extends Error {
  override readonly name = "SharedPlaceError";
}

/** Opens a shared place: a folder, or `s3://bucket/prefix` by the AWS SDK. Throws a SharedPlaceError. */
export async function sharedPlace(name: string): Promise<SharedPlace> {
  checkPlace(name);
  return isOnS3(name) ? await onS3(name) : await inFolder(name);
}

/** Throws a SharedPlaceError where a name can be no place. */
export function checkPlace(name: string): void {
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(name);
  if (name === "" || (isUrl && !/^s3:\/\/[a-z0-9][a-z0-9.-]+(?:\/.*)?$/.test(name)))
    throw new SharedPlaceError(`Expected a folder, or s3://bucket/prefix, got \`${name}\``);
}

const isOnS3 = (name: string) => name.startsWith("s3://");

/** Keys are made here. One that came from Redis, where anybody may have written it, must not lead elsewhere. */
function checkedKey(key: string): string {
  if (!/^[A-Za-z0-9-]{1,200}\.json$/.test(key))
    throw new SharedPlaceError(`Expected the key of a result, got \`${key}\``);
  return key;
}

async function inFolder(name: string): Promise<SharedPlace> {
  const found = await stat(name).catch(() => undefined);
  if (found?.isDirectory() !== true)
    throw new SharedPlaceError(
      `Expected \`${name}\` to be a folder that all machines share, it is not: mount it first`,
    );
  return {
    name,
    async keep(key, text) {
      const path = join(name, checkedKey(key));
      const whole = `${path}.${randomUUID()}`;
      await writeFile(whole, text);
      await rename(whole, path); // nobody sees a half of it
    },
    async take(key) {
      const path = join(name, checkedKey(key));
      const { size } = await stat(path);
      if (size > MOST_BYTES)
        throw new SharedPlaceError(`Expected at most ${MOST_BYTES / 1024 ** 2} MiB in ${path}, got more`);
      const text = await readFile(path, "utf8");
      await rm(path, { force: true });
      return text;
    },
  };
}

async function onS3(name: string): Promise<SharedPlace> {
  const { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } = await loadS3();
  const [, Bucket = "", prefix = ""] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(name) ?? [];
  const client = new S3Client({ forcePathStyle: true });
  const object = (key: string) => ({
    Bucket,
    Key: [prefix.replace(/\/$/, ""), checkedKey(key)].filter(Boolean).join("/"),
  });
  return {
    name,
    async keep(key, text) {
      await client.send(new PutObjectCommand({ ...object(key), Body: text, ContentType: "application/json" }));
    },
    async take(key) {
      const { Body } = await client.send(new GetObjectCommand(object(key)));
      const text = (await Body?.transformToString()) ?? "";
      await client.send(new DeleteObjectCommand(object(key)));
      return text;
    },
  };
}

async function loadS3(): Promise<typeof import("@aws-sdk/client-s3")> {
  try {
    return await import("@aws-sdk/client-s3");
  } catch (error) {
    throw new SharedPlaceError("A shared place on S3 needs the AWS SDK: npm install @aws-sdk/client-s3", {
      cause: error,
    });
  }
}
