import express, { type Express, type Router } from "express";
import { z } from "zod";
import { type Html, html, page } from "../ipaymu/html.ts";
import { MAIL_FAULTS, type MailFaults } from "./faults.ts";
import { type Mailbox, type Message, WEB_ADDRESS } from "./mailbox.ts";

const LABEL = "SANDBOX surel: tidak ada surat yang benar-benar terkirim";
const faultSchema = z.object({
  kind: z.enum(MAIL_FAULTS),
  times: z.coerce.number().int().nonnegative().default(1),
});

/** The inbox for people, without script, and its JSON twin under `/_control`. */
export function inboxApp(mailbox: Mailbox, faults: MailFaults): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use("/_control", controlApi(mailbox, faults));
  app.use(express.urlencoded({ extended: false }));

  app.get("/", (request, response) => {
    response.send(listPage(messagesTo(mailbox, request.query.to).reverse(), faults));
  });
  app.get("/messages/:id", (request, response) => {
    const message = mailbox.find(request.params.id);
    if (message === undefined) return response.status(404).send(listPage(mailbox.list().reverse(), faults));
    response.send(messagePage(message));
  });
  app.get("/messages/:id/attachments/:position", (request, response) => {
    const file = mailbox.find(request.params.id)?.attachments?.[Number(request.params.position)];
    if (file === undefined) return response.status(404).send(listPage(mailbox.list().reverse(), faults));
    response.type(file.contentType).attachment(file.filename).send(Buffer.from(file.content, "base64"));
  });
  app.post("/clear", (_, response) => {
    mailbox.clear();
    response.redirect(303, "/");
  });
  app.post("/faults", (request, response) => {
    const fault = faultSchema.safeParse(request.body);
    if (fault.success) faults.set(fault.data.kind, fault.data.times);
    response.redirect(303, "/");
  });
  return app;
}

function controlApi(mailbox: Mailbox, faults: MailFaults): Router {
  const router = express.Router();
  router.use(express.json());
  router.get("/messages", (request, response) => {
    response.json(messagesTo(mailbox, request.query.to));
  });
  router.delete("/messages", (_, response) => {
    mailbox.clear();
    response.json([]);
  });
  router.post("/faults", (request, response) => {
    const fault = faultSchema.safeParse(request.body);
    if (!fault.success) return response.status(400).json({ error: z.prettifyError(fault.error) });
    faults.set(fault.data.kind, fault.data.times);
    response.json(faults.list());
  });
  router.delete("/faults", (_, response) => {
    faults.clear();
    response.json(faults.list());
  });
  return router;
}

function messagesTo(mailbox: Mailbox, to: unknown): Message[] {
  const wanted = typeof to === "string" ? to.trim().toLowerCase() : "";
  return mailbox
    .list()
    .filter((one) => wanted === "" || one.to.some((address) => address.toLowerCase() === wanted));
}

function listPage(messages: Message[], faults: MailFaults): string {
  const { refuse, hang } = faults.list();
  const rows = messages.map(
    (one) => html`<tr><td><a href="/messages/${one.id}">${one.subject || "(tanpa judul)"}</a></td>
<td>${one.to.join(", ")}</td><td>${moment(one.at)}</td></tr>`,
  );
  const body = html`<h1>Kotak masuk</h1>
<form class="row" method="get" action="/"><label>Kepada<br><input name="to" type="search"></label><button>Cari</button></form>
${
  rows.length === 0
    ? html`<p class="muted">Belum ada surat.</p>`
    : html`<div class="scroll"><table><thead><tr><th>Judul</th><th>Kepada</th><th>Tiba (WIB)</th></tr></thead><tbody>${rows}</tbody></table></div>`
}
<h2>Gangguan</h2>
<p class="muted">Ditolak sementara (451): ${refuse} surat lagi. Menggantung: ${hang} surat lagi.</p>
<form class="row" method="post" action="/faults">
<label>Apa<br><select name="kind"><option value="refuse">tolak sementara</option><option value="hang">menggantung</option></select></label>
<label>Berapa surat<br><input name="times" type="number" min="0" value="1"></label><button>Pesan</button></form>
<form class="row" method="post" action="/clear"><button>Kosongkan kotak masuk</button></form>`;
  return page("Kotak masuk (sandbox)", body, { label: LABEL });
}

function messagePage(message: Message): string {
  const body = html`<p><a href="/">Kotak masuk</a></p>
<h1>${message.subject || "(tanpa judul)"}</h1>
<p class="muted">${message.from} → ${message.to.join(", ")}<br>${moment(message.at)} WIB</p>
<pre>${withLinks(message.text)}</pre>
${(message.attachments ?? []).map(
  (file, position) =>
    html`<p><a href="/messages/${message.id}/attachments/${String(position)}">${file.filename}</a></p>`,
)}
${message.html !== "" && htmlFrame(message)}`;
  return page(message.subject, body, { label: LABEL });
}

/** The letter's own markup, without script and without this page's origin; links open beside it. */
function htmlFrame(message: Message): Html {
  return html`<h2>HTML</h2><iframe title="HTML" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${`<base target="_blank">${message.html}`}"></iframe>`;
}

function withLinks(text: string): Html[] {
  const between = text.split(WEB_ADDRESS);
  const addresses = text.match(WEB_ADDRESS) ?? [];
  return between.map((words, i) => {
    const address = addresses[i];
    return html`${words}${address && html`<a href="${address}">${address}</a>`}`;
  });
}

function moment(at: string): string {
  return new Date(at).toLocaleString("id-ID", {
    timeZone: "Asia/Jakarta",
    dateStyle: "medium",
    timeStyle: "short",
  });
}
