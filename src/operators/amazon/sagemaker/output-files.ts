/**
 * The files that a processing job has written and that its task reads (`_read_output_files`, operators/sagemaker.py).
 * @module
 */
import { isException, type TaskContext, ValueError } from "../../../definition/index.ts";
import { AwsClient, type AwsConnection, ClientError, S3, type S3Operations, textOf } from "../../../hooks/index.ts";
import { type Steps, settle } from "../../../kernel/index.ts";
import { isObject } from "../../../options/index.ts";
import type { Settings } from "./api.ts";

/** A JSON file below an output of the job, and the name of its contents in the result, as the provider spells them. */
export interface OutputFile {
  readonly output_name: string;
  readonly file_name: string;
  readonly result_name: string;
}

const KEYS = ["result_name", "output_name", "file_name"] as const;

/** Reads the files. One that cannot be read has its error in its place, and fails nothing. */
export function* readOutputFiles(
  context: TaskContext,
  connection: AwsConnection,
  { config, files }: { readonly config: Settings; readonly files: readonly OutputFile[] },
): Steps<Readonly<Record<string, unknown>>> {
  const read: Record<string, unknown> = {};
  for (const file of files) {
    const missing = KEYS.filter((key) => !(key in file));
    if (missing.length > 0) throw new ValueError(missingKeys(missing));
    const output = outputsOf(config).find((one) => one["OutputName"] === file.output_name);
    if (output === undefined) {
      const message = "output_files_to_xcom '%s': no matching output '%s' found.";
      context.log.warning(message, file.result_name, file.output_name);
      continue;
    }
    const uri = `${textOf(output["S3Output"] as Settings, "S3Uri").replace(/\/+$/, "")}/${file.file_name}`;
    read[file.result_name] = yield* contents(context, new AwsClient(context, S3, connection), uri);
  }
  return Object.keys(read).length === 0 ? {} : { OutputFiles: read };
}

function outputsOf(config: Settings): readonly Settings[] {
  const outputs = config["ProcessingOutputConfig"];
  const listed = isObject(outputs) ? outputs["Outputs"] : [];
  return Array.isArray(listed) ? listed : [];
}

function missingKeys(missing: readonly string[]): string {
  const set = `{${missing.map((key) => `'${key}'`).join(", ")}}`;
  const needed = "Each entry requires 'result_name', 'output_name', and 'file_name'.";
  return `output_files_to_xcom entry missing required keys: ${set}. ${needed}`;
}

function* contents(context: TaskContext, client: AwsClient<S3Operations>, uri: string): Steps<unknown> {
  const [Bucket = "", ...key] = uri.replace("s3://", "").split("/");
  try {
    const { Body } = yield* settle(client.call("GetObject", { Bucket, Key: key.join("/") }));
    const text = typeof Body === "string" ? Body : yield* settle(Body.transformToString());
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return { _error: `Invalid JSON at ${uri}` };
    if (!isException(error, context.rules)) throw error;
    const isMissing = error instanceof ClientError && error.code === "NoSuchKey";
    return { _error: isMissing ? `File not found: ${uri}` : `Failed to read from ${uri}` };
  }
}
