/** Reads a text that is packed in a page, as base64. */
export async function unpack(packed: string, format: "gzip" | "deflate-raw"): Promise<string> {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format))).text();
}
