/**
 * Which dataset a URI names, where `Rules.datasetUris` are normalized: `_sanitize_uri` (airflow/datasets/__init__.py), over what
 * Python's urllib.parse makes of a URI.
 * @module
 */

import type { Rules } from "../rules/index.ts";
import type { Dataset } from "./dataset.ts";

/** Returns the function that gives datasets the text which tells them from each other: the name of an asset is its URI as it is written. */
export function datasetUriBy({ datasetUris }: Rules): (dataset: Dataset) => string {
  return datasetUris === "normalized" ? ({ uri }) => normalizedUri(uri) : ({ uri }) => uri;
}

interface SplitUri {
  readonly scheme: string;
  /** Undefined where no `//` comes before it. */
  readonly netloc: string | undefined;
  readonly path: string;
  readonly query: string;
}

/** Normalizes a URI. A text without a scheme is a name and stays as it is; so does a scheme of one's own, `x-…`. */
export function normalizedUri(uri: string): string {
  const split = splitUri(uri);
  if (split === undefined || split.scheme.startsWith("x-")) return uri;
  const { scheme, netloc, path, query } = split;
  const host = netloc?.slice(netloc.lastIndexOf("@") + 1) ?? "";
  return joinUri({ scheme, netloc: host, path: path.replace(/\/+$/, "") || "/", query: normalizedQuery(query) });
}

/** `urlsplit`, less the fragment. Undefined where it has no scheme. */
function splitUri(uri: string): SplitUri | undefined {
  const match = /^([a-z0-9+.-]+):(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?/i.exec(uri.trimStart());
  if (match === null) return undefined;
  const [, scheme = "", netloc, path = "", query = ""] = match;
  return { scheme: scheme.toLowerCase(), netloc, path, query };
}

/** The schemes of which urllib knows that an authority belongs to them: they get a `//` without one. */
const WITH_NETLOC =
  "ftp http gopher nntp telnet imap wais file mms https shttp snews prospero rtsp rtspu rsync svn svn+ssh sftp nfs git git+ssh ws wss";

/** `urlunsplit`. */
function joinUri({ scheme, netloc, path, query }: SplitUri): string {
  const hasAuthority = netloc !== "" || (WITH_NETLOC.split(" ").includes(scheme) && !path.startsWith("//"));
  const authority = hasAuthority ? `//${netloc}${path.startsWith("/") ? "" : "/"}` : "";
  return `${scheme}:${authority}${path}${query === "" ? "" : `?${query}`}`;
}

/** `urlencode(sorted(parse_qsl(query)))`: by name and value, without those that have none. */
function normalizedQuery(query: string): string {
  const pairs = query.split("&").flatMap((pair) => {
    const at = pair.indexOf("=");
    return at < 0 || at === pair.length - 1 ? [] : [[unquote(pair.slice(0, at)), unquote(pair.slice(at + 1))] as const];
  });
  const sorted = pairs.sort(([a, b], [c, d]) => (a < c ? -1 : a > c ? 1 : b < d ? -1 : b > d ? 1 : 0));
  return sorted.map((pair) => pair.map(quote).join("=")).join("&");
}

function unquote(text: string): string {
  const bytes = text.replaceAll("+", " ").replaceAll(/%(?![0-9a-f]{2})/gi, "%25");
  try {
    return decodeURIComponent(bytes);
  } catch {
    return text; // no UTF-8, which a dataset's URI, all ASCII, hardly escapes
  }
}

/** `quote_plus`. */
function quote(text: string): string {
  return encodeURIComponent(text)
    .replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}
