import { AirflowException, type RuntimeContext, ValueError } from "../definition/index.ts";
import { type Steps, settle } from "../kernel/index.ts";
import { fnmatch, pythonMatch } from "../python/index.ts";
import { AwsClient, type AwsConnection, S3, type S3ObjectSummary, type S3Operations } from "./aws-clients.ts";
import { ClientError } from "./client-error.ts";
import { pythonInt } from "./python-values.ts";

/** A text that names no object in S3. */
export class S3HookUriParseFailure extends AirflowException {
  override readonly name = "S3HookUriParseFailure";
}

const S3_FORMAT = "S3://bucket-name/key-name";
const HOSTED_FORMAT = "https://bucket-name.s3.region-code.amazonaws.com/key-name";

/** The answer of HeadObject. */
export interface ObjectHead {
  readonly ContentLength: number;
  readonly [attribute: string]: unknown;
}

/** S3, as Airflow's sensors use it (providers/amazon/aws/hooks/s3.py). */
export class S3Hook {
  readonly #client: AwsClient<S3Operations>;

  constructor(context: RuntimeContext, connection: AwsConnection) {
    this.#client = new AwsClient(context, S3, connection);
  }

  /** An object's size, or null where it is not there. A missing bucket looks the same. */
  *headObject(key: string, bucketName: string): Steps<ObjectHead | null> {
    try {
      return yield* settle(this.#client.call("HeadObject", { Bucket: bucketName, Key: key }));
    } catch (error) {
      if (error instanceof ClientError && error.status === 404) return null;
      throw error;
    }
  }

  /** The objects under a prefix, page by page. What is given beside it is passed on as it is, as it shows in the calls. */
  *#pages(
    bucketName: string,
    prefix: string,
    more: { readonly Delimiter?: string; readonly StartAfter?: string },
    isEnough: (page: readonly S3ObjectSummary[], prefixes: readonly { readonly Prefix: string }[]) => boolean,
  ): Steps<void> {
    let token: string | undefined;
    do {
      const continued = token === undefined ? {} : { ContinuationToken: token };
      const page = yield* settle(
        this.#client.call("ListObjectsV2", { Bucket: bucketName, Prefix: prefix, ...more, ...continued }),
      );
      if (isEnough(page.Contents ?? [], page.CommonPrefixes ?? [])) return;
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  /** Tells if a bucket is there (`check_for_bucket`). Python reads the error's code as a number, and stumbles over one that is none. */
  *checkForBucket(bucketName: string): Steps<boolean> {
    try {
      yield* settle(this.#client.call("HeadBucket", { Bucket: bucketName }));
      return true;
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      pythonInt(error.code);
      return false;
    }
  }

  /** Tells if there is anything in a folder (`check_for_prefix`). */
  *checkForPrefix(key: string, bucketName: string): Steps<boolean> {
    const folder = key.endsWith("/") ? key : `${key}/`;
    const above = folder.replace(/[\p{L}\p{N}_]+\/$/u, "");
    let found = false;
    yield* this.#pages(bucketName, above, { Delimiter: "/" }, (_page, prefixes) => {
      found ||= prefixes.some(({ Prefix }) => Prefix === folder);
      return false;
    });
    return found;
  }

  /** All objects under a prefix. */
  *listObjects(
    bucketName: string,
    prefix: string,
    more: { readonly Delimiter?: string; readonly StartAfter?: string } = {},
  ): Steps<S3ObjectSummary[]> {
    const objects: S3ObjectSummary[] = [];
    yield* this.#pages(bucketName, prefix, more, (page) => {
      for (const object of page) objects.push(object);
      return false;
    });
    return objects;
  }

  /** Tells if the key of any object under a prefix is one that is looked for. All pages are asked for, or none after a match. */
  *hasMatch(
    bucketName: string,
    { prefix, matches }: KeyPattern,
    more: { readonly Delimiter?: string },
    stopsAtMatch: boolean,
  ): Steps<boolean> {
    let found = false;
    yield* this.#pages(bucketName, prefix, more, (page) => {
      found ||= page.some(({ Key }) => matches(Key));
      return found && stopsAtMatch;
    });
    return found;
  }

  /** The objects whose key matches a shell pattern: all below the pattern's literal beginning are listed. */
  *matchingObjects(
    bucketName: string,
    pattern: string,
    more: { readonly Delimiter?: string } = {},
  ): Steps<S3ObjectSummary[]> {
    const objects = yield* this.listObjects(bucketName, literalPrefix(pattern), more);
    return objects.filter(({ Key }) => fnmatch(Key, pattern));
  }

  /** Uploads a file, unless there is one of that name which it does not replace (`load_file`). */
  *loadFile(
    content: string,
    { key, bucketName, replaces }: { readonly key: string; readonly bucketName: string; readonly replaces: boolean },
  ): Steps<void> {
    if (!replaces && (yield* this.headObject(key, bucketName)) !== null)
      throw new ValueError(`The key ${key} already exists.`);
    yield* settle(this.#client.call("PutObject", { Bucket: bucketName, Key: key, Body: content }));
  }
}

/** The keys that are looked for: what they begin with, and which of those. */
interface KeyPattern {
  readonly prefix: string;
  readonly matches: (key: string) => boolean;
}

/** A shell pattern: all below its literal beginning is listed. */
export function shellPattern(pattern: string): KeyPattern {
  return { prefix: literalPrefix(pattern), matches: (key) => fnmatch(key, pattern) };
}

/** A regular expression, matched from the beginning of a key: the whole bucket is listed. */
export function regexPattern(pattern: string): KeyPattern {
  return { prefix: "", matches: (key) => pythonMatch(pattern, key) };
}

/** Returns the part before a pattern's first wildcard. */
export function literalPrefix(pattern: string): string {
  return pattern.split(/[[*?]/, 1)[0] ?? "";
}

/** Bucket and key, from both, or from a URL where no bucket is given (`get_s3_bucket_key`). */
export function bucketAndKey(bucketName: string | null, key: string): readonly [bucket: string, key: string] {
  if (bucketName === null) return parseS3Url(key);
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(key) || key.startsWith("//")) {
    throw new TypeError(
      "If `bucket_name` is provided, bucket_key should be a relative path from root level, rather than a full s3:// url",
    );
  }
  return [bucketName, key];
}

function parseS3Url(url: string): readonly [bucket: string, key: string] {
  const [scheme = "", rest = ""] = url.split("//");
  if (/^s3[na]?:/i.test(scheme)) {
    const [, bucket = "", path = ""] = /^[^:]*:\/\/([^/?#]*)([^?#]*)/.exec(url) ?? [];
    if (bucket !== "") return [bucket, path.replace(/^\/+/, "")];
  } else if (scheme === "https:") {
    const [host = "", ...path] = rest.split("/");
    const [first = "", second = ""] = host.split(".");
    if (first === "s3") return [path[0] ?? "", path.slice(1).join("/")];
    if (second === "s3") return [first, path.join("/")];
    throw new S3HookUriParseFailure(
      `Please provide a bucket name using a valid virtually hosted format which should be of the form: ${HOSTED_FORMAT} but provided: "${url}"`,
    );
  }
  throw new S3HookUriParseFailure(
    `Please provide a bucket name using a valid format of the form: ${S3_FORMAT} or ${HOSTED_FORMAT} but provided: "${url}"`,
  );
}
