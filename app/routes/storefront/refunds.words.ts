import { defineWords } from "#app/ui/words.ts";

/** The nine points a payment gateway asks of a refund policy, and what ending a subscription brings. */
export const refundWords = defineWords({
  id: {
    title: "Pengembalian dana",
    lead: "Kapan uang Anda kembali, bagaimana memintanya, dan berapa lama.",
    sections: [
      {
        title: "Siapa yang berhak",
        body: [
          "Pelanggan yang membayar pesanan baru dan belum puas, pelanggan yang layanannya gagal kami sediakan, dan siapa pun yang membayar lebih dari semestinya.",
        ],
      },
      {
        title: "Batas waktu",
        body: [
          "7 hari sejak pembayaran untuk pesanan baru. Untuk kegagalan penyediaan dan kelebihan bayar tidak ada batas waktu selama akun Anda ada.",
        ],
      },
      {
        title: "Cara meminta",
        body: [
          "Kirim e-mail dari alamat akun Anda. Sebutkan nomor pesanan, alasannya, dan untuk transfer: nama bank, nomor rekening, dan nama pemiliknya. Tidak perlu formulir lain.",
        ],
      },
      {
        title: "Lama proses",
        body: [
          "Permintaan kami jawab paling lambat 2 hari kerja. Setelah disetujui, dana dikirim paling lambat 7 hari kerja; saldo akun bertambah pada hari yang sama.",
        ],
      },
      {
        title: "Cara pengembalian",
        body: [
          "Sesuai pilihan Anda: transfer bank ke rekening atas nama Anda, atau saldo akun untuk tagihan berikutnya. iPaymu tidak menyediakan pembatalan otomatis, jadi transfer dikerjakan oleh kami dan buktinya kami kirim.",
        ],
      },
      {
        title: "Yang tidak dapat dikembalikan",
        body: [
          "Perpanjangan yang masanya sudah berjalan lebih dari 7 hari, biaya layanan yang dipungut penyelenggara pembayaran, dan layanan yang dihentikan karena melanggar syarat. Harga domain yang Anda beli di tempat lain bukan bagian dari layanan ini.",
        ],
      },
      {
        title: "Pembayaran ganda atau terlambat",
        body: [
          "Pembayaran kedua untuk pesanan yang sama, atau yang masuk setelah pesanan berakhir, otomatis menjadi saldo akun senilai penuh dan Anda kami beri tahu. Saldo itu boleh Anda minta kembali lewat transfer.",
        ],
      },
      {
        title: "Menghentikan langganan",
        body: [
          "Kalau Anda berhenti pada akhir masa, situs tetap menyala sampai masa yang dibayar habis dan tidak ada yang dikembalikan. Kalau Anda berhenti seketika, ini langsung menjadi saldo akun: seluruh pembayaran pesanan baru atau pindah paket yang belum lewat 7 hari, dan seluruh pembayaran perpanjangan yang masanya belum mulai atau belum berjalan lebih dari 7 hari.",
        ],
      },
      {
        title: "Layanan gagal disediakan",
        body: [
          "Kalau hosting belum bisa dipakai 24 jam setelah pembayaran dipastikan karena kami, Anda berhak atas pengembalian penuh tanpa potongan.",
        ],
      },
      {
        title: "Kontak",
        body: [
          "Permintaan dan keluhan soal pengembalian dana ditangani lewat e-mail di bawah ini dan telepon di halaman Kontak, pada jam kerja.",
        ],
      },
    ],
  },
  en: {
    title: "Refund policy",
    lead: "When your money comes back, how to ask for it, and how long it takes.",
    sections: [
      {
        title: "Who is eligible",
        body: [
          "Customers who paid for a new order and are not satisfied, customers whose service we failed to deliver, and anyone who paid more than they owed.",
        ],
      },
      {
        title: "Period",
        body: [
          "7 days from payment for a new order. For failed delivery and overpayment there is no limit as long as your account exists.",
        ],
      },
      {
        title: "How to ask",
        body: [
          "Write from your account's e-mail address. Give the order number, the reason and, for a transfer, the bank, the account number and its holder. No other form is needed.",
        ],
      },
      {
        title: "Time to process",
        body: [
          "We answer within 2 working days. Once agreed, money is sent within 7 working days; credit is added the same day.",
        ],
      },
      {
        title: "Method",
        body: [
          "As you choose: a bank transfer to an account in your name, or credit for the next bill. iPaymu offers no automatic reversal, so we make the transfer ourselves and send you the proof.",
        ],
      },
      {
        title: "What cannot be refunded",
        body: [
          "Renewals whose term has run for more than 7 days, fees kept by the payment provider, and services stopped for breaking the terms. A domain you bought elsewhere is not part of this service.",
        ],
      },
      {
        title: "Double or late payments",
        body: [
          "A second payment for the same order, or one that arrives after the order has ended, becomes credit of the full amount by itself and we tell you. You may ask for that credit back by transfer.",
        ],
      },
      {
        title: "Ending a subscription",
        body: [
          "If you stop at the end of the term, the site stays on until what is paid for is over, and nothing is given back. If you stop at once, this becomes credit right away: the whole payment of a new order or a change of plan made within the last 7 days, and the whole payment of a renewal whose term has not begun or has run for no more than 7 days.",
        ],
      },
      {
        title: "Failed delivery",
        body: [
          "If hosting cannot be used 24 hours after the payment is confirmed because of us, you are entitled to a full refund without deductions.",
        ],
      },
      {
        title: "Contact",
        body: [
          "Requests and complaints about refunds are handled through the e-mail below and the phone number on the Contact page, in office hours.",
        ],
      },
    ],
  },
});
