/**
 * The stories of a report in a page: they are long and much alike, so they are packed, and unpacked when one is read.
 * @module
 */
import type { PageData, ReportData, Timeline } from "./report-data.ts";
import { unpack } from "./unpack.ts";

type Stories = Timeline["stories"];

/** The contents of a page without its stories, each of which is left as an empty one, and all of them in gzip and base64. */
export async function withPackedStories(data: ReportData): Promise<Omit<PageData, "airlapse">> {
  const all = data.simulations.map(({ timeline }) => timeline.stories);
  if (all.every(({ length }) => length === 0)) return { ...data, stories: "" };
  const simulations = data.simulations.map((simulation) => ({
    ...simulation,
    timeline: { ...simulation.timeline, stories: simulation.timeline.stories.map(() => []) },
  }));
  return { ...data, simulations, stories: await packed(all) };
}

async function packed(all: readonly Stories[]): Promise<string> {
  const stream = new Blob([JSON.stringify(all)]).stream().pipeThrough(new CompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** The stories of each simulation of a page. */
export async function unpackedStories(packed: string): Promise<readonly Stories[]> {
  if (packed === "") return [];
  return JSON.parse(await unpack(packed, "gzip")) as readonly Stories[];
}
