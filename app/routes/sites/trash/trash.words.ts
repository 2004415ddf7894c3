import { defineWords } from "#app/ui/words.ts";

/** Texts of deleting a site, and of taking it back. */
export const trashWords = defineWords({
  id: {
    title: (host: string) => `Hapus ${host}`,
    back: "Kembali ke halaman situs",
    whatTitle: "Yang terjadi begitu Anda menekan tombol di bawah",
    off: "Situs dan akses FTP dimatikan. Pengunjung melihat halaman singkat bahwa situs ini sedang tidak ditayangkan.",
    cancels: (end: string) => `Langganannya berhenti pada akhir masanya, ${end}. Tidak ada tagihan lagi.`,
    bills:
      "Tidak ada tagihan lagi. Yang belum dibayar tidak perlu dibayar; kalau dibayar juga, situsnya Anda ambil kembali.",
    cancelled: (end: string) => `Langganannya tetap berhenti pada ${end}, seperti yang sudah Anda minta.`,
    takeBack: (until: string) =>
      `Sampai ${until} Anda bisa mengambilnya kembali, dan semuanya seperti semula.`,
    final: "Sesudah itu situsnya berakhir. Berkasnya kami kemas untuk Anda unduh sebelum dihapus.",
    credit: (amount: string) =>
      `Pada saat itu ${amount} menjadi saldo akun Anda, menurut kebijakan pengembalian dana.`,
    noCredit:
      "Masa yang sudah dibayar tidak dikembalikan. Kalau ingin memakainya sampai habis, hentikan langganannya saja.",
    cancelInstead: "Hentikan langganan saja",
    typeName: (host: string) => `Ketik ${host} untuk memastikan`,
    yes: "Hapus situs",
    no: "Tidak jadi",
    mismatch: (host: string) => `Namanya tidak sama. Ketik persis: ${host}`,
    silent:
      "iPaymu sedang tidak menjawab, jadi kami belum bisa memastikan tagihan Anda belum dibayar. Situs Anda tidak berubah. Coba lagi sebentar lagi.",
    standings: {
      "in-trash": "Situs ini sudah dihapus dan masih bisa diambil kembali di halaman situs.",
      "stopped-by-staff":
        "Situs ini kami hentikan, jadi belum bisa dihapus. Hubungi kami, dan kami bantu menyelesaikannya.",
      "not-made": "Situs ini belum selesai disiapkan, jadi belum bisa dihapus. Langganannya bisa dihentikan.",
      over: "Langganan situs ini sudah berakhir; tidak ada lagi yang perlu dihapus.",
    },
  },
  en: {
    title: (host: string) => `Delete ${host}`,
    back: "Back to the site's page",
    whatTitle: "What happens as soon as you press the button below",
    off: "The site and its FTP access go off. Visitors see a short page that this site is not shown at present.",
    cancels: (end: string) => `Its subscription ends with its term, ${end}. There are no more bills.`,
    bills:
      "There are no more bills. One that is unpaid need not be paid; paying it all the same is taking the site back.",
    cancelled: (end: string) => `Its subscription still ends on ${end}, as you have asked for already.`,
    takeBack: (until: string) => `Until ${until} you can take it back, and all is as it was.`,
    final: "After that the site is over. We pack its files for you to download before they are removed.",
    credit: (amount: string) => `${amount} then becomes your account's credit, under the refund policy.`,
    noCredit:
      "What is paid for is not returned. To use it to its end, end the subscription instead of deleting the site.",
    cancelInstead: "Only end the subscription",
    typeName: (host: string) => `Type ${host} to make sure`,
    yes: "Delete the site",
    no: "Never mind",
    mismatch: (host: string) => `That is not the name. Type exactly: ${host}`,
    silent:
      "iPaymu is not answering, so we cannot be sure yet that your bill is unpaid. Your site has not changed. Try again in a moment.",
    standings: {
      "in-trash": "This site is deleted already, and can still be taken back on its page.",
      "stopped-by-staff":
        "We have stopped this site, so it cannot be deleted yet. Contact us and we settle it.",
      "not-made": "This site is not ready yet, so it cannot be deleted. Its subscription can be ended.",
      over: "The subscription of this site is over; there is nothing left to delete.",
    },
  },
});
