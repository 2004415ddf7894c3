import { localeOf } from "#app/http/locale.server.ts";
import { fileLoader, noFile, onlyToRead } from "#app/http/no-file.server.ts";
import { readLog } from "./log-request.server.ts";
import { logsWords } from "./logs.words.ts";

/** The same lines as the page, all of them, as plain text to keep. */
export const loader = fileLoader(async ({ request, params }) => {
  const { site, kind, log } = await readLog({ request, params });
  const headers = {
    "cache-control": "private, no-store",
    "content-type": "text/plain; charset=utf-8",
    "x-content-type-options": "nosniff",
  };
  if (log.outcome !== "read") {
    const t = logsWords[await localeOf(request)];
    const isLimited = log.outcome === "limited";
    const sentence = isLimited ? t.limited(log.minutes) : t.problems[log.outcome];
    return noFile(request, isLimited ? 429 : 503, sentence);
  }
  const name = `${site.host.replace(/[^a-z0-9.-]/g, "-")}-${kind}.txt`;
  const disposition = { "content-disposition": `attachment; filename="${name}"` };
  return new Response(log.lines.map((line) => `${line}\n`).join(""), {
    headers: { ...headers, ...disposition },
  });
});

export const action = onlyToRead;
