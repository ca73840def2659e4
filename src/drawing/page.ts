import { withPackedStories } from "./packed-stories.ts";
import type { ReportData } from "./report-data.ts";
import { reportHtml } from "./report-html.ts";

/**
 * A report as one page that needs nothing else: it asks nobody for anything, and its policy forbids it to. Its style and its
 * script are those that were built with this package, by their hashes.
 */
export async function reportPage(data: ReportData): Promise<string> {
  const { airlapse, ...parts } = await import("#bundled-page");
  return reportHtml({ ...(await withPackedStories(data)), airlapse }, parts);
}
