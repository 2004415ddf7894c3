import { wib } from "./clock.ts";
import { API_KINDS, CALLBACK_KINDS, ENDPOINTS, type Faults } from "./faults.ts";
import { type Html, html, page } from "./html.ts";
import type { Delivery, Ledger, Session, Transaction } from "./ledger.ts";
import { rupiah } from "./payment-page.ts";

const ROWS = 50;

/** What happened here, newest first, and a form to order trouble. */
export function overviewPage(ledger: Ledger, faults: Faults, problem?: string): string {
  const body = html`<h1>Sandbox iPaymu</h1>
${problem && html`<p class="card" role="alert">${problem}</p>`}
<p><a href="/code">Bayar dengan kode (virtual account, QRIS, toko)</a></p>
<h2>Transaksi</h2>
${table(["Nomor", "Referensi", "Kanal", "Jumlah", "Status", "Dibuat (WIB)", "Tindakan"], newest(ledger.transactions()).map(transactionRow))}
<h2>Halaman bayar</h2>
${table(["Referensi", "Jumlah", "Dibuat (WIB)", "Tindakan"], newest(ledger.sessions()).map(sessionRow))}
<h2>Pemberitahuan terkirim</h2>
${table(["Transaksi", "Isi", "Keadaan", "Jawaban toko"], newest(ledger.deliveries()).map(deliveryRow))}
<h2>Gangguan</h2>
${faultsTable(faults)}
${faultForm()}`;
  return page("Sandbox iPaymu", body, { label: "SANDBOX iPaymu: tidak ada uang sungguhan" });
}

function faultForm(): Html {
  const option = (value: string) => html`<option>${value}</option>`;
  return html`<form class="row" method="post" action="/faults">
<label>Di mana<br><select name="on">${[...ENDPOINTS, "any", "callback", "pending-callback"].map(option)}</select></label>
<label>Apa<br><select name="kind">
<optgroup label="API">${API_KINDS.map(option)}</optgroup>
<optgroup label="Pemberitahuan">${CALLBACK_KINDS.map(option)}</optgroup></select></label>
<label>Berapa kali<br><input name="times" type="number" min="1" value="1"></label>
<label>Milidetik<br><input name="ms" type="number" min="0"></label>
<label>Status<br><input name="status" type="number"></label>
<button name="do" value="set" class="main">Pesan</button>
<button name="do" value="clear">Hapus semua</button>
</form>`;
}

function faultsTable(faults: Faults): Html {
  const ordered = faults.list();
  if (ordered.length === 0) return html`<p class="muted">Tidak ada.</p>`;
  return table(
    ["Di mana", "Apa", "Sisa"],
    ordered.map((one) => [one.on, one.kind, one.left]),
  );
}

function transactionRow(one: Transaction) {
  const button = (does: string, text: string) => html`<button name="do" value="${does}">${text}</button>`;
  return [
    one.id,
    one.referenceId,
    `${one.method} ${one.channel}`,
    rupiah(one.total),
    one.status,
    wib(new Date(one.createdAt)),
    html`<form class="row" method="post" action="/transactions/${one.id}">${[
      button("pay", "Bayar"),
      button("expire", "Kedaluwarsa"),
      button("settle", "Cairkan"),
      button("refund", "Refund"),
      button("forge", "Palsukan"),
    ]}</form>`,
  ];
}

function sessionRow(one: Session) {
  return [
    one.referenceId,
    rupiah(one.subTotal),
    wib(new Date(one.createdAt)),
    html`<a href="/payment/${one.id}">Buka</a>`,
  ];
}

function deliveryRow(one: Delivery) {
  const answers = one.attempts.map(
    (try_) => html`${try_.status ?? "–"} <code>${try_.answer.slice(0, 120)}</code><br>`,
  );
  return [one.trxId, `${one.about} (${one.encoding})`, one.state, html`${answers}`];
}

function table(heads: string[], rows: (string | number | Html)[][]): Html {
  if (rows.length === 0) return html`<p class="muted">Belum ada.</p>`;
  return html`<div class="scroll tight" tabindex="0"><table><thead><tr>${heads.map((head) => html`<th>${head}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}

function newest<T>(all: T[]): T[] {
  return all.slice(-ROWS).reverse();
}
