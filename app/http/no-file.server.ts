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

/** What somebody reads who asked for a file that is not there, or sent something to its address. */
export async function noFile(request: Request, status: 404 | 405 = 404): Promise<Response> {
  const locale = await localeOf(request);
  const page = `<!doctype html><html lang="${locale}"><meta name="viewport" content="width=device-width"><title>LumiCloud</title><h1>${sentences[locale][status]}</h1></html>`;
  const headers = { "content-type": "text/html; charset=utf-8", "cache-control": "private, no-store" };
  return new Response(page, { status, headers });
}
