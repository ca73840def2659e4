/**
 * The places that large figures go through: a folder, and S3 by a mocked client of the SDK.
 * @module
 */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { bullmq, SharedPlaceError } from "airlapse/experiment";
import { mockClient } from "aws-sdk-client-mock";
import { afterAll, describe, expect, test } from "vitest";
import { sharedPlace } from "../../src/experiment/redis/shared-place.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "airlapse-shared-"));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

test("a folder gives a text once, and is empty then", async () => {
  const place = await sharedPlace(FOLDER);
  await place.keep("run-1-0.json", '{"a":1}');
  expect(readdirSync(FOLDER)).toEqual(["run-1-0.json"]);
  expect(await place.take("run-1-0.json")).toBe('{"a":1}');
  expect(readdirSync(FOLDER)).toEqual([]);
  await expect(place.take("run-1-0.json")).rejects.toThrow("ENOENT");
});

test.each(["s3://results", "s3://results/", "s3://results/slots/monday", "s3://results/slots/monday/"])(
  "S3 gives a text once, under %s",
  async (name) => {
    const mock = mockClient(S3Client);
    const objects = new Map<string, string>();
    const nameOf = ({ Bucket, Key }: { readonly Bucket?: string | undefined; readonly Key?: string | undefined }) =>
      `${Bucket}/${Key}`;
    mock.on(PutObjectCommand).callsFake((input) => void objects.set(nameOf(input), String(input.Body)));
    mock.on(GetObjectCommand).callsFake((input) => {
      const text = objects.get(nameOf(input)) ?? "";
      return { Body: Object.assign(Readable.from([text]), { transformToString: async () => text }) };
    });
    mock.on(DeleteObjectCommand).callsFake((input) => void objects.delete(nameOf(input)));
    const place = await sharedPlace(name);
    await place.keep("run-1-0.json", '{"a":1}');
    expect([...objects.keys()]).toEqual([`${name.slice("s3://".length).replace(/\/$/, "")}/run-1-0.json`]);
    expect(await place.take("run-1-0.json")).toBe('{"a":1}');
    expect(objects.size).toBe(0);
    mock.restore();
  },
);

describe("what is refused", () => {
  test.each(["../secret.json", "/etc/passwd", "a/b.json", "a.json/..", "", "a.txt", `${"a".repeat(300)}.json`])(
    "a key that leads elsewhere: %s",
    async (key) => {
      const place = await sharedPlace(FOLDER);
      await expect(place.take(key)).rejects.toThrow(SharedPlaceError);
      await expect(place.keep(key, "")).rejects.toThrow("Expected the key of a result");
    },
  );

  test.each(["", "https://bucket", "s3://", "s3:///prefix", "gs://bucket"])("a place that is none: %j", (shared) => {
    expect(() => bullmq({ connection: "redis://localhost", shared })).toThrow(
      `Expected a folder, or s3://bucket/prefix, got \`${shared}\``,
    );
  });

  test("a folder that is not there", async () => {
    await expect(sharedPlace(join(FOLDER, "none"))).rejects.toThrow("a folder that all machines share, it is not");
  });
});
