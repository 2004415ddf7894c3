import { Readable } from "node:stream";
import { findProof } from "#app/domain/billing/credit/refund-proofs.server.ts";
import { fileLoader, onlyToRead } from "#app/http/no-file.server.ts";
import { notFound } from "#app/http/responses.ts";
import { requireStaff } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";

/** The file that proves a transfer, always to be saved and never shown in the page. */
export const loader = fileLoader(async ({ request, params }) => {
  await requireStaff(request);
  const which = { orderNumber: params.number ?? "", refundId: params.refund ?? "" };
  const proof = (await findProof(services.db, which)) ?? notFound();
  const size = (await services.store.size(proof.key)) ?? notFound();
  const headers = {
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    "content-type": proof.type,
    "content-length": String(size),
    "content-disposition": `attachment; filename="${proof.name}"`,
  };
  if (request.method === "HEAD") return new Response(null, { headers });
  const body = Readable.toWeb(services.store.read(proof.key)) as ReadableStream<Uint8Array>;
  return new Response(body, { headers });
});

export const action = onlyToRead;
