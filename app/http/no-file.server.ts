import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { localeOf } from "./locale.server.ts";

const sentences = {
  id: {
    404: "Berkas ini tidak ada atau sudah dihapus.",
    405: "Alamat ini hanya untuk mengunduh. Tidak ada yang diubah.",
  },
  en: {
    404: "There is no such file, or it has been removed.",
    405: "This address is only for downloading. Nothing was changed.",
  },
};

/** What somebody reads who asked for a file that cannot be had, or sent something to its address. Sentences are ours. */
export async function noFile(
  request: Request,
  status: 400 | 404 | 405 | 429 | 503 = 404,
  sentence = "",
): Promise<Response> {
  const locale = await localeOf(request);
  const text = sentence || sentences[locale][status === 405 ? 405 : 404];
  const page = `<!doctype html><html lang="${locale}"><meta name="viewport" content="width=device-width"><title>LumiCloud</title><h1>${text}</h1></html>`;
  const headers = { "content-type": "text/html; charset=utf-8", "cache-control": "private, no-store" };
  return new Response(page, { status, headers });
}

/** The loader of an address that answers a file and has no page of its own: what is not found is told in a sentence. */
export function fileLoader(load: (args: LoaderFunctionArgs) => Promise<Response>) {
  return async (args: LoaderFunctionArgs): Promise<Response> => {
    try {
      return await load(args);
    } catch (thrown) {
      if (thrown instanceof Response && thrown.status === 404) return noFile(args.request);
      throw thrown;
    }
  };
}

/** The action of such an address: nothing can be sent there. */
export function onlyToRead({ request }: ActionFunctionArgs): Promise<Response> {
  return noFile(request, 405);
}
