import { isPaid, statusWord } from "./callbacks.ts";
import { channelsFor } from "./channels.ts";
import { wib } from "./clock.ts";
import { type Html, html, page } from "./html.ts";
import type { Session, Transaction } from "./ledger.ts";

/** The page a buyer is sent to: choose a channel, then say how the payment ends. */
export function paymentPage(session: Session, transactions: Transaction[], problem?: string): string {
  const t = WORDS[session.lang];
  const current = transactions.at(-1);
  const body = html`<div class="narrow">
<p class="muted">${t.merchant} · ${session.referenceId}</p>
<h1>${session.products.map((one) => html`${one.name}${one.qty > 1 ? ` × ${one.qty}` : ""}<br>`)}</h1>
<p class="total">${rupiah(current?.status === 0 ? current.total : session.subTotal)}</p>
${problem && html`<p class="card" role="alert">${problem}</p>`}
${current && transactionCard(session, current)}
${current && actions(session, current)}
${channelForm(session, current)}
<form method="get" action="/payment/${session.id}/back"><button>${t.back}</button></form>
${session.cancelUrl && html`<p><a href="${session.cancelUrl}">${t.cancel}</a></p>`}
</div>`;
  return page(t.title, body, { lang: session.lang, label: t.label });
}

/** Where the browser goes afterwards, with the query seen on the vendor's sandbox. */
export function returnAddress(session: Session, transaction: Transaction | undefined): string {
  const query = new URLSearchParams({ return: "true", sid: session.id });
  if (transaction !== undefined) query.set("trx_id", String(transaction.id));
  query.set("status", transaction === undefined ? "pending" : statusWord(transaction.status));
  if (transaction !== undefined) {
    query.set("tipe", transaction.method);
    query.set("payment_method", transaction.method);
    query.set("payment_channel", transaction.channel);
  }
  return `${session.returnUrl}${session.returnUrl.includes("?") ? "&" : "?"}${query}`;
}

export function rupiah(amount: number): string {
  return `Rp${amount.toLocaleString("id-ID")}`;
}

function transactionCard(session: Session, one: Transaction): Html {
  const t = WORDS[session.lang];
  return html`<section class="card">
<p><strong>${one.method.toUpperCase()} ${one.channel.toUpperCase()}</strong> · ${t.statuses[statusWord(one.status)]}</p>
<p class="muted">${t.transaction} ${one.id}</p>
${one.paymentNo && html`<p><code>${one.paymentNo}</code></p>`}
<p class="muted">${t.until} ${wib(new Date(one.expiresAt))} WIB</p>
</section>`;
}

function actions(session: Session, one: Transaction): Html {
  const t = WORDS[session.lang];
  const button = (does: string, text: string, isMain = false) =>
    html`<button name="do" value="${does}"${isMain && html` class="main"`}>${text}</button>`;
  return html`<form method="post" action="/payment/${session.id}/${one.id}">
${!isPaid(one.status) && button("pay", t.pay, true)}
${button("pay-twice", t.payTwice)}
${one.status === 0 && [button("fail", t.fail), button("expire", t.expire)]}
<details><summary>${t.how}</summary>
<label>${t.status}<br><select name="status"><option value="">${t.usual}</option>${[1, 6, 7].map((status) => html`<option>${status}</option>`)}</select></label>
<label>${t.notice}<br><select name="notify"><option value="">${t.usual}</option>${["once", "twice", "late", "never"].map((how) => html`<option>${how}</option>`)}</select></label>
</details>
</form>`;
}

function channelForm(session: Session, current: Transaction | undefined): Html {
  const t = WORDS[session.lang];
  const choices = channelsFor(session.subTotal, session.method);
  const form = html`<form method="post" action="/payment/${session.id}">
${choices.map((one, i) => html`<label class="choice"><input type="radio" name="channel" value="${one.code}"${i === 0 && html` checked`}> ${one.name}</label>`)}
<button${current === undefined && html` class="main"`}>${t.choose}</button>
</form>`;
  if (current === undefined) return html`<h2>${t.channel}</h2>${form}`;
  return html`<details class="card"><summary>${t.another}</summary>${form}</details>`;
}

const ID = {
  title: "Pembayaran (sandbox)",
  label: "SANDBOX iPaymu: tidak ada uang sungguhan",
  merchant: "Toko uji coba",
  transaction: "Transaksi",
  until: "Bayar sebelum",
  channel: "Pilih cara bayar",
  another: "Pilih cara bayar lain",
  choose: "Lanjut",
  pay: "Bayar sekarang",
  payTwice: "Bayar dua kali",
  fail: "Gagalkan",
  expire: "Kedaluwarsa",
  back: "Kembali ke toko",
  cancel: "Batalkan",
  how: "Pilihan uji",
  status: "Status setelah dibayar (1 selesai, 6 belum cair, 7 escrow)",
  notice: "Pemberitahuan ke toko",
  usual: "seperti biasa",
  statuses: { pending: "menunggu", berhasil: "berhasil", expired: "kedaluwarsa", gagal: "gagal" } as Record<
    string,
    string
  >,
};

const EN: typeof ID = {
  title: "Payment (sandbox)",
  label: "iPaymu SANDBOX: no real money",
  merchant: "Test shop",
  transaction: "Transaction",
  until: "Pay before",
  channel: "Choose how to pay",
  another: "Choose another way to pay",
  choose: "Continue",
  pay: "Pay now",
  payTwice: "Pay twice",
  fail: "Let it fail",
  expire: "Let it expire",
  back: "Back to the shop",
  cancel: "Cancel",
  how: "Test options",
  status: "Status once paid (1 settled, 6 unsettled, 7 escrow)",
  notice: "Notice to the shop",
  usual: "as usual",
  statuses: { pending: "waiting", berhasil: "paid", expired: "expired", gagal: "failed" },
};

const WORDS = { id: ID, en: EN };
