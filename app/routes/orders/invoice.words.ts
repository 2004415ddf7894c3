import { invoiceWords as paper } from "#app/domain/billing/invoices/invoice-words.ts";
import { defineWords } from "#app/ui/words.ts";

export const invoiceWords = defineWords({
  id: {
    ...paper.id,
    title: (number: string) => `Faktur ${number}`,
    noteTitle: (number: string) => `Nota kredit ${number}`,
    pending: "Faktur sedang dibuat",
    pendingBody: "Pembayaran Anda sudah kami terima. Faktur biasanya terbit dalam beberapa detik.",
    back: (order: string) => `Pesanan ${order}`,
    download: "Unduh PDF",
    print: "Bisa juga dicetak lewat menu Cetak di peramban Anda (Ctrl+P).",
    missing: "Faktur itu tidak ada, atau bukan milik akun ini.",
    noteMissing: "Nota kredit itu tidak ada, atau bukan milik akun ini.",
  },
  en: {
    ...paper.en,
    title: (number: string) => `Invoice ${number}`,
    noteTitle: (number: string) => `Credit note ${number}`,
    pending: "The invoice is being made",
    pendingBody: "We have your payment. The invoice is usually issued within seconds.",
    back: (order: string) => `Order ${order}`,
    download: "Download PDF",
    print: "You can also print it with Print in your browser's menu (Ctrl+P).",
    missing: "There is no such invoice, or it is not this account's.",
    noteMissing: "There is no such credit note, or it is not this account's.",
  },
});
