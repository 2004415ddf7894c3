import { isPaid, statusWord } from "./callbacks.ts";
import { wib } from "./clock.ts";
import { html, page } from "./html.ts";
import type { Transaction } from "./ledger.ts";
import { rupiah } from "./payment-page.ts";

/** Where a buyer would stand with a code: the bank's app, the phone's camera, the shop's counter. */
export function codePage(asked: string, found: Transaction | undefined, problem?: string): string {
  const body = html`<div class="narrow">
<p class="muted">Bank, kamera ponsel dan kasir toko (uji coba)</p>
<h1>Bayar dengan kode</h1>
${problem && html`<p class="card" role="alert">${problem}</p>`}
<form method="get" action="/code">
<label>Nomor virtual account, kode bayar, isi QRIS, atau nomor transaksi<br><input name="code" value="${asked}" required></label>
<button${!found && html` class="main"`}>Cari</button>
</form>
${found && card(found)}
<p><a href="/">Semua transaksi</a></p>
</div>`;
  return page("Bayar dengan kode (sandbox)", body, { label: "SANDBOX iPaymu: tidak ada uang sungguhan" });
}

function card(one: Transaction) {
  const button = (does: string, text: string, isMain = false) =>
    html`<button name="do" value="${does}"${isMain && html` class="main"`}>${text}</button>`;
  return html`<section class="card">
<p><strong>${one.method.toUpperCase()} ${one.channel.toUpperCase()}</strong> · ${WORDS[statusWord(one.status)]}</p>
<p class="muted">${one.referenceId} · transaksi ${one.id} · a.n. ${one.paymentName}</p>
<p class="total">${rupiah(one.total)}</p>
<p class="muted">Bayar sebelum ${wib(new Date(one.expiresAt))} WIB</p>
<form method="post" action="/code/${one.id}">
${one.status === 0 && [button("pay", "Bayar", true), button("pay-escrow", "Bayar, ditahan (escrow)")]}
${one.status === 0 && [button("fail", "Gagalkan"), button("expire", "Kedaluwarsa")]}
${isPaid(one.status) && html`<p>Sudah dibayar.</p>`}
</form>
</section>`;
}

const WORDS: Record<string, string> = {
  pending: "menunggu",
  berhasil: "berhasil",
  expired: "kedaluwarsa",
  gagal: "gagal",
};
