import { defineWords } from "#app/ui/words.ts";

export const returnWords = defineWords({
  id: {
    title: "Status pembayaran",
    order: (number: string) => `Pesanan ${number}`,
    states: {
      paid: "Pembayaran Anda sudah kami terima, dan situs Anda sedang disiapkan.",
      "code-given": "iPaymu masih menunggu pembayaran Anda.",
      "not-seen": "Kami belum melihat pembayaran untuk pesanan ini.",
      ended: "Pembayaran ini berakhir tanpa dibayar, dan tidak ada uang yang diambil.",
      credited: "Uang Anda sudah kami terima dan menjadi saldo, karena pesanan ini tidak memerlukannya lagi.",
      "wrong-amount": "Uang yang kami terima tidak sama dengan tagihan, jadi tim kami sedang memeriksanya.",
      refunded: "Pembayaran ini sudah dikembalikan oleh iPaymu.",
    },
    /** To the owner, when it is not a site that was bought. */
    paidFor: {
      renewal: "Pembayaran Anda sudah kami terima, dan langganan Anda sudah diperpanjang.",
      upgrade: "Pembayaran Anda sudah kami terima, dan paket Anda sudah berganti.",
    },
    anyPayer: "Beginilah pembayaran ini menurut iPaymu dan kami.",
    /** To whoever paid by a link, who may not be the customer. */
    payer: {
      states: {
        paid: "Pembayaran ini sudah kami terima. Terima kasih.",
        "code-given": "iPaymu masih menunggu pembayaran ini.",
        "not-seen": "Kami belum melihat pembayaran untuk tagihan ini.",
        ended: "Pembayaran ini berakhir tanpa dibayar, dan tidak ada uang yang diambil.",
        credited:
          "Uangnya sudah kami terima dan menjadi saldo pelanggan, karena tagihan ini tidak memerlukannya lagi.",
        "wrong-amount": "Uang yang kami terima tidak sama dengan tagihan, jadi tim kami sedang memeriksanya.",
        refunded: "Pembayaran ini sudah dikembalikan oleh iPaymu.",
      },
      next: {
        paid: "Halaman ini boleh ditutup. Pelanggan juga kami kabari lewat e-mail.",
        "code-given":
          "Begitu iPaymu melihat uangnya, halaman ini berubah sendiri. Anda juga boleh menutupnya.",
        "not-seen":
          "Kalau Anda baru saja membayar, tunggu sebentar. Kalau belum, buka lagi tautan bayar dari e-mail.",
        ended: "Buka lagi tautan bayar dari e-mail untuk membayar.",
        credited: "Tidak ada yang hilang. Pelanggan melihat saldonya setelah masuk.",
        "wrong-amount": "Tidak ada yang hilang. Pelanggan kami hubungi lewat e-mail.",
        refunded: "Kalau ini mengejutkan Anda, hubungi kami.",
      },
    },
    through: (channel: string) => `Lewat ${channel}.`,
    until: (moment: string) => `Bayar paling lambat ${moment}.`,
    next: {
      paid: "Anda boleh menutup halaman ini. Kabar juga kami kirim lewat e-mail.",
      "code-given":
        "Begitu iPaymu melihat uang Anda, halaman ini berubah sendiri. Anda juga boleh menutupnya.",
      "not-seen":
        "Kalau Anda baru saja membayar, tunggu sebentar. Kalau belum, halaman pembayaran bisa dibuka lagi.",
      ended: "Anda bisa membayar lagi dari halaman pesanan.",
      credited: "Saldo itu milik Anda dan tampil di halaman pesanan.",
      "wrong-amount": "Tidak ada yang hilang. Kami menghubungi Anda lewat e-mail.",
      refunded: "Kalau ini mengejutkan Anda, hubungi kami.",
    },
    silent:
      "iPaymu sedang tidak menjawab pertanyaan kami. Ini keadaan terakhir yang kami tahu; kami terus bertanya.",
    see: "Lihat pesanan",
    again: "Buka pembayaran lagi",
  },
  en: {
    title: "Payment status",
    order: (number: string) => `Order ${number}`,
    states: {
      paid: "We have your payment, and your site is being made.",
      "code-given": "iPaymu is still waiting for your payment.",
      "not-seen": "We have not seen a payment for this order yet.",
      ended: "This payment ended unpaid, and no money was taken.",
      credited: "We have your money as credit, because this order did not need it any more.",
      "wrong-amount": "The money that arrived is not the amount of the bill, so our team is looking into it.",
      refunded: "iPaymu has given this payment back.",
    },
    paidFor: {
      renewal: "We have your payment, and your subscription is renewed.",
      upgrade: "We have your payment, and your plan is changed.",
    },
    anyPayer: "How this payment stands at iPaymu and here.",
    payer: {
      states: {
        paid: "We have this payment. Thank you.",
        "code-given": "iPaymu is still waiting for this payment.",
        "not-seen": "We have not seen a payment for this bill yet.",
        ended: "This payment ended unpaid, and no money was taken.",
        credited: "We have the money as the customer's credit, because this bill did not need it any more.",
        "wrong-amount":
          "The money that arrived is not the amount of the bill, so our team is looking into it.",
        refunded: "iPaymu has given this payment back.",
      },
      next: {
        paid: "You may close this page. The customer gets an e-mail as well.",
        "code-given": "This page changes by itself once iPaymu sees the money. You may also close it.",
        "not-seen": "If you have just paid, wait a moment. If not, open the link to pay in the e-mail again.",
        ended: "Open the link to pay in the e-mail again.",
        credited: "Nothing is lost. The customer sees the credit after logging in.",
        "wrong-amount": "Nothing is lost. We write to the customer.",
        refunded: "If this surprises you, write to us.",
      },
    },
    through: (channel: string) => `Through ${channel}.`,
    until: (moment: string) => `Pay by ${moment}.`,
    next: {
      paid: "You may close this page. We write to you by e-mail as well.",
      "code-given": "This page changes by itself once iPaymu sees your money. You may also close it.",
      "not-seen": "If you have just paid, wait a moment. If not, the payment page can be opened again.",
      ended: "You can pay again from the order's page.",
      credited: "The credit is yours and is shown on the order's page.",
      "wrong-amount": "Nothing is lost. We will write to you by e-mail.",
      refunded: "If this surprises you, write to us.",
    },
    silent: "iPaymu is not answering us at the moment. This is the last we know; we keep asking.",
    see: "See the order",
    again: "Open the payment again",
  },
});
