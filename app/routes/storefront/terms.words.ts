import { defineWords } from "#app/ui/words.ts";

export const termsWords = defineWords({
  id: {
    title: "Syarat dan ketentuan",
    lead: "Perjanjian antara Anda dan kami, ditulis supaya bisa dibaca.",
    sections: [
      {
        title: "Layanan",
        body: [
          "Kami menyediakan tempat untuk satu situs per paket, alamat gratis atau domain Anda sendiri, akun FTP, dan pemasangan dari arsip yang Anda unggah. Berkas disajikan seperti adanya; PHP hanya dijalankan kalau server situs itu memperbolehkannya dan Anda menyalakannya.",
          "Batas setiap paket (ruang, ukuran unggahan, jumlah berkas, rilis yang disimpan) tercantum di halaman Paket dan tidak kami kurangi selama masa yang sudah Anda bayar.",
        ],
      },
      {
        title: "Akun",
        body: [
          "Anda mengisi data yang benar, berusia paling sedikit 17 tahun atau didampingi wali, dan menjaga kata sandi Anda. Yang dilakukan dari akun Anda dianggap atas nama Anda sampai Anda memberi tahu kami bahwa akun itu dipakai orang lain.",
        ],
      },
      {
        title: "Harga, pajak, dan pembayaran",
        body: [
          "Harga dalam rupiah untuk masa penuh, bulanan atau tahunan. Pajak, bila berlaku, disebut sebelum Anda membayar dan tercantum di faktur.",
          "Pembayaran berlangsung melalui iPaymu. Pesanan dinyatakan lunas setelah iPaymu memastikannya kepada kami. Pesanan yang tidak dibayar sampai batas waktunya kedaluwarsa tanpa biaya.",
          "Satu pembayaran dihitung satu kali. Pembayaran kedua atau yang datang setelah pesanan berakhir menjadi saldo akun Anda.",
        ],
      },
      {
        title: "Penyediaan",
        body: [
          "Hosting dibuat otomatis setelah pembayaran dipastikan, biasanya dalam beberapa menit. Kalau dalam 24 jam belum bisa dipakai karena kami, Anda berhak atas pengembalian dana penuh.",
        ],
      },
      {
        title: "Masa, perpanjangan, dan berakhirnya layanan",
        body: [
          "Tagihan perpanjangan dibuat 7 hari sebelum habis untuk bulanan dan 14 hari untuk tahunan, dengan harga saat Anda membeli. Kami mengingatkan lewat e-mail dan tidak pernah memotong rekening atau kartu Anda.",
          "Lewat 3 hari dari akhir masa, situs dimatikan sementara. Lewat 30 hari berikutnya, langganan berakhir dan berkas situs boleh kami hapus. Membayar sebelum itu menyalakannya kembali.",
          "Anda boleh berhenti kapan saja di halaman situs: pada akhir masa yang sudah dibayar, yang bisa ditarik kembali sampai saat itu, atau seketika menurut kebijakan pengembalian dana.",
        ],
      },
      {
        title: "Isi situs Anda",
        body: [
          "Isi situs tetap milik Anda, dan Anda yang bertanggung jawab atasnya. Dilarang memasang penipuan dan pengelabuan data, perangkat lunak jahat, pornografi, perjudian, ujaran kebencian, pelanggaran hak cipta, atau apa pun yang melanggar hukum Indonesia.",
          "Situs yang membahayakan orang lain atau membebani server secara tidak wajar dapat kami hentikan seketika. Anda kami beri tahu alasannya dan cara memulihkannya.",
        ],
      },
      {
        title: "Ketersediaan dan cadangan",
        body: [
          "Kami menjaga server tetap menyala sebaik mungkin, tetapi tidak menjanjikan tanpa gangguan. Pekerjaan terencana kami umumkan lebih dulu.",
          "Rilis yang disimpan memudahkan Anda kembali, tetapi bukan pengganti cadangan. Simpan salinan situs Anda sendiri.",
        ],
      },
      {
        title: "Tanggung jawab",
        body: [
          "Kalau kami lalai, tanggung jawab kami paling banyak sebesar yang Anda bayar untuk masa yang sedang berjalan. Kami tidak menanggung keuntungan yang tidak jadi didapat. Hak Anda menurut undang-undang perlindungan konsumen tetap berlaku.",
        ],
      },
      {
        title: "Data pribadi",
        body: [
          "Kami memproses nama, e-mail, telepon bila diisi, pesanan, dan catatan akses untuk menjalankan layanan ini, sesuai Undang-Undang Pelindungan Data Pribadi. Data pembayaran diproses oleh iPaymu. Kami tidak menjual data. Anda boleh meminta salinan, perbaikan, atau penghapusan.",
        ],
      },
      {
        title: "Perubahan dan hukum yang berlaku",
        body: [
          "Perubahan ketentuan kami kabarkan lewat e-mail paling lambat 14 hari sebelum berlaku. Kalau Anda tidak setuju, Anda boleh berhenti dan sisa masa yang sudah dibayar kami kembalikan.",
          "Perjanjian ini tunduk pada hukum Republik Indonesia. Perselisihan diselesaikan lebih dulu dengan musyawarah.",
        ],
      },
    ],
  },
  en: {
    title: "Terms of service",
    lead: "The agreement between you and us, written to be read.",
    sections: [
      {
        title: "The service",
        body: [
          "We provide room for one site per plan, a free address or your own domain, an FTP account, and deploys from archives you upload. Files are served as they are; PHP runs only where the site's server allows it and you switch it on.",
          "The limits of each plan (space, upload size, number of files, releases kept) are on the Plans page, and we do not reduce them during a term you have paid for.",
        ],
      },
      {
        title: "Your account",
        body: [
          "You give correct details, are at least 17 or accompanied by a guardian, and keep your password safe. What is done from your account counts as done by you until you tell us that someone else is using it.",
        ],
      },
      {
        title: "Prices, tax and payment",
        body: [
          "Prices are in rupiah for the whole term, monthly or yearly. Tax, where it applies, is named before you pay and shown on the invoice.",
          "You pay through iPaymu. An order is paid once iPaymu confirms it to us. An order not paid in time expires at no cost.",
          "One payment counts once. A second payment, or one that arrives after the order has ended, becomes credit on your account.",
        ],
      },
      {
        title: "Delivery",
        body: [
          "Hosting is made by itself after the payment is confirmed, usually within a few minutes. If it cannot be used within 24 hours because of us, you are entitled to a full refund.",
        ],
      },
      {
        title: "Terms, renewal and the end of the service",
        body: [
          "A renewal bill is made 7 days before the end for monthly terms and 14 days for yearly ones, at the price you bought at. We remind you by e-mail and never take money from your account or card.",
          "3 days after the end of the term the site is paused. 30 days after that, the subscription ends and we may delete the site's files. Paying before then brings it back.",
          "You may stop at any time on the site's page: at the end of the term you have paid for, which can be taken back until then, or at once under the refund policy.",
        ],
      },
      {
        title: "What you put up",
        body: [
          "Your site's content stays yours, and you answer for it. Fraud and phishing, malware, pornography, gambling, hate speech, copyright infringement and anything against Indonesian law are not allowed.",
          "We may stop a site that endangers others or burdens the server unreasonably at once. We tell you why and how to restore it.",
        ],
      },
      {
        title: "Availability and backups",
        body: [
          "We keep the servers on as well as we can, but do not promise that nothing will ever fail. Planned work is announced beforehand.",
          "Kept releases make it easy to go back, but they do not replace a backup. Keep a copy of your site.",
        ],
      },
      {
        title: "Liability",
        body: [
          "If we are negligent, we are liable for at most what you paid for the current term. We are not liable for profits not made. Your rights under consumer protection law remain.",
        ],
      },
      {
        title: "Personal data",
        body: [
          "We process your name, e-mail, phone if given, orders and access records to run this service, under the Indonesian Personal Data Protection Law. Payment data is processed by iPaymu. We do not sell data. You may ask for a copy, a correction or deletion.",
        ],
      },
      {
        title: "Changes and governing law",
        body: [
          "We announce changes by e-mail at least 14 days before they take effect. If you disagree you may stop, and we return what you have paid for the rest of the term.",
          "This agreement is under the law of the Republic of Indonesia. Disputes are first settled by talking.",
        ],
      },
    ],
  },
});
