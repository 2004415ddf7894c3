import { defineWords } from "#app/ui/words.ts";

/** Texts of ending a subscription. */
export const cancelWords = defineWords({
  id: {
    title: (host: string) => `Hentikan langganan ${host}`,
    back: "Kembali ke halaman situs",
    lead: "Pilih kapan. Tidak ada yang terjadi sebelum Anda menekan tombol di halaman berikutnya.",
    over: "Langganan ini sudah berakhir.",
    atTermTitle: "Pada akhir masa",
    atTerm: (end: string) =>
      `Situs tetap menyala sampai ${end}. Tidak ada tagihan lagi, dan tagihan yang sedang menunggu ditutup. Sampai saat itu Anda bisa menariknya kembali.`,
    atTermNot: "Masa yang sudah dibayar sudah habis, jadi langganan ini hanya bisa dihentikan sekarang.",
    atTermAlready: (end: string) => `Sudah Anda minta: langganan berhenti pada ${end}.`,
    nowTitle: "Sekarang juga",
    now: "Situs dan akun FTP dimatikan seketika dan tidak bisa dinyalakan lagi. Ini tidak bisa ditarik kembali.",
    credit: (amount: string) => `${amount} menjadi saldo akun Anda, menurut kebijakan pengembalian dana.`,
    noCredit:
      "Tidak ada yang dikembalikan: menurut kebijakan pengembalian dana, masa yang sudah berjalan lebih dari 7 hari dipakai sampai habis.",
    policy: "Baca kebijakan pengembalian dana",
    choose: { "at-term": "Berhenti pada akhir masa", now: "Berhenti sekarang" },
    confirmTitle: {
      "at-term": (end: string) => `Berhenti pada ${end}?`,
      now: (_end: string) => "Berhenti sekarang juga?",
    },
    reason: "Kenapa Anda berhenti?",
    pick: "Pilih satu",
    reasons: {
      price: "Terlalu mahal",
      "not-needed": "Situsnya tidak diperlukan lagi",
      moving: "Pindah ke tempat lain",
      trouble: "Ada yang tidak berjalan baik",
      other: "Alasan lain",
    },
    note: "Ceritakan lebih banyak (boleh kosong)",
    yes: { "at-term": "Ya, berhenti pada akhir masa", now: "Ya, berhenti sekarang" },
    no: "Tidak jadi",
    errors: {
      reason: "Pilih salah satu alasan.",
      note: "Paling panjang 300 huruf.",
      "sum-changed":
        "Sementara halaman ini terbuka, jumlah yang dikembalikan berubah. Lihat jumlah yang baru, lalu putuskan lagi.",
      "gateway-silent":
        "iPaymu sedang tidak menjawab, jadi kami belum bisa memastikan tagihan Anda belum dibayar. Belum ada yang berubah. Coba lagi sebentar lagi.",
      "only-now": "Masa yang sudah dibayar sudah habis, jadi langganan ini hanya bisa dihentikan sekarang.",
    },
  },
  en: {
    title: (host: string) => `End the subscription of ${host}`,
    back: "Back to the site's page",
    lead: "Choose when. Nothing happens before you press the button on the next page.",
    over: "This subscription is over.",
    atTermTitle: "At the end of the term",
    atTerm: (end: string) =>
      `The site stays on until ${end}. There are no more bills, and one that is waiting is closed. Until then you can take it back.`,
    atTermNot: "What was paid for is over, so this subscription can only be ended now.",
    atTermAlready: (end: string) => `You have asked for it already: the subscription ends on ${end}.`,
    nowTitle: "Right now",
    now: "The site and its FTP account go off at once and cannot be switched on again. This cannot be taken back.",
    credit: (amount: string) => `${amount} becomes your account's credit, under the refund policy.`,
    noCredit:
      "Nothing is given back: under the refund policy a term that has run for more than 7 days is used to its end.",
    policy: "Read the refund policy",
    choose: { "at-term": "Stop at the end of the term", now: "Stop now" },
    confirmTitle: {
      "at-term": (end: string) => `Stop on ${end}?`,
      now: (_end: string) => "Stop right now?",
    },
    reason: "Why are you leaving?",
    pick: "Choose one",
    reasons: {
      price: "Too expensive",
      "not-needed": "The site is not needed any more",
      moving: "Moving somewhere else",
      trouble: "Something did not work well",
      other: "Another reason",
    },
    note: "Tell us more (may be empty)",
    yes: { "at-term": "Yes, stop at the end of the term", now: "Yes, stop now" },
    no: "Keep it",
    errors: {
      reason: "Choose one of the reasons.",
      note: "At most 300 letters.",
      "sum-changed":
        "While this page was open, the amount that comes back changed. Look at the new amount, then decide again.",
      "gateway-silent":
        "iPaymu does not answer at the moment, so we cannot be sure that your bill is unpaid. Nothing has changed. Try again shortly.",
      "only-now": "What was paid for is over, so this subscription can only be ended now.",
    },
  },
});
