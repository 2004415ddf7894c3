import { defineWords } from "#app/ui/words.ts";

export const faqWords = defineWords({
  id: {
    title: "Tanya jawab",
    metaDescription:
      "Cara memesan, membayar, mengunggah situs, perpanjangan, dan pengembalian dana di LumiCloud.",
    lead: "Yang paling sering ditanyakan, dijawab apa adanya.",
    more: "Belum terjawab? Tulis kepada kami.",
    contact: "Hubungi kami",
    groups: {
      service: {
        title: "Layanan",
        items: [
          {
            q: "Apa yang dijual LumiCloud?",
            a: "Hosting untuk situs web: tempat di server, alamat gratis atau domain Anda sendiri, akun FTP, dan pemasangan otomatis dari ZIP atau TAR.GZ. Satu paket untuk satu situs, bulanan atau tahunan.",
          },
          {
            q: "Bagaimana cara memesan?",
            a: "Pilih paket, buat akun dan konfirmasi e-mail, pilih nama alamat situs, lalu bayar. Nomor pesanan dan setiap langkahnya tampil di halaman Pesanan.",
          },
          {
            q: "Berapa lama sampai situs saya menyala?",
            a: "Hosting dibuat otomatis segera setelah pembayaran terkonfirmasi, biasanya dalam beberapa menit. Setelah itu waktunya tergantung unggahan Anda: situs kecil biasanya menyala dalam hitungan detik setelah diterima.",
          },
          {
            q: "Situs seperti apa yang bisa dipasang?",
            a: "HTML, CSS, JavaScript, gambar, huruf, dan berkas unduhan, termasuk hasil build dari React, Vue, Astro, atau generator lain. WordPress, database, dan kotak surat belum tersedia. PHP hanya berjalan di server yang memperbolehkannya; tanyakan kepada kami sebelum membeli.",
          },
        ],
      },
      paying: {
        title: "Pembayaran dan perpanjangan",
        items: [
          {
            q: "Bisa bayar dengan apa?",
            a: "Pembayaran berlangsung melalui iPaymu: QRIS, virtual account bank, gerai, dan kartu, sesuai pilihan yang tersedia saat Anda membayar. Kami tidak melihat dan tidak menyimpan data kartu Anda.",
          },
          {
            q: "Saya sudah membayar, tetapi pesanan belum lunas.",
            a: "Kami menanyakan langsung ke iPaymu sampai ada kepastian, jadi tidak ada yang hilang meski halamannya tertutup. Beberapa cara bayar butuh waktu. Kalau setelah satu jam belum berubah, kirim nomor pesanan dan buktinya kepada kami.",
          },
          {
            q: "Bagaimana kalau terlanjur membayar dua kali?",
            a: "Pesanan tetap dihitung lunas satu kali. Pembayaran kedua masuk sebagai saldo akun Anda, bisa dipakai untuk tagihan berikutnya atau diminta kembali.",
          },
          {
            q: "Apakah harga naik saat perpanjangan?",
            a: "Tidak. Langganan diperpanjang dengan harga saat Anda membelinya. Kalau suatu saat harga paket berubah, yang berubah adalah harga untuk pembeli baru.",
          },
          {
            q: "Apakah diperpanjang otomatis?",
            a: "Tagihan dibuat otomatis dan Anda kami ingatkan, tetapi rekening Anda tidak pernah dipotong. Tidak membayar berarti layanan berakhir setelah masa tenggang.",
          },
        ],
      },
      sites: {
        title: "Situs Anda",
        items: [
          {
            q: "Saya tidak tahu FTP. Bisa tetap pakai?",
            a: "Bisa. Cukup kirim satu ZIP lewat halaman situs Anda. FTP tersedia untuk yang terbiasa memakainya.",
          },
          {
            q: "Apa yang terjadi kalau pemasangan gagal?",
            a: "Situs lama tetap menyala. Halaman pemasangan menyebut langkah dan berkas yang bermasalah, dan Anda bisa memperbaiki lalu mengunggah lagi.",
          },
          {
            q: "Bisakah kembali ke versi sebelumnya?",
            a: "Bisa, dengan sekali klik. Jumlah rilis yang disimpan tergantung paket dan tertulis di halaman Paket.",
          },
          {
            q: "Bagaimana memakai domain sendiri?",
            a: "Isi domain Anda saat memesan, lalu arahkan domain itu ke server kami dari tempat Anda membelinya. Belum pernah melakukannya? Kami bantu lewat e-mail.",
          },
        ],
      },
      problems: {
        title: "Keluhan dan pengembalian dana",
        items: [
          {
            q: "Bagaimana meminta pengembalian dana?",
            a: "Kirim e-mail dengan nomor pesanan dan alasannya paling lambat 7 hari setelah membayar. Syarat, cara, dan lamanya ada di halaman Pengembalian dana.",
          },
          {
            q: "Ke mana menyampaikan keluhan?",
            a: "Lewat e-mail atau telepon di halaman Kontak, pada jam kerja. Sebutkan nomor pesanan atau alamat situs supaya bisa langsung kami lihat.",
          },
          {
            q: "Bagaimana data saya dijaga?",
            a: "Kami menyimpan nama, e-mail, nomor telepon bila Anda isi, pesanan, dan berkas yang Anda unggah. Kata sandi disimpan sebagai sidik yang tidak bisa dibaca balik. Data tidak kami jual.",
          },
        ],
      },
    },
  },
  en: {
    title: "Questions",
    metaDescription: "How to order, pay, upload a site, renew and ask for a refund at LumiCloud.",
    lead: "What people ask most, answered as it is.",
    more: "Not answered yet? Write to us.",
    contact: "Contact us",
    groups: {
      service: {
        title: "The service",
        items: [
          {
            q: "What does LumiCloud sell?",
            a: "Hosting for websites: room on a server, a free address or your own domain, an FTP account, and automatic deploys from a ZIP or TAR.GZ. One plan for one site, monthly or yearly.",
          },
          {
            q: "How do I order?",
            a: "Choose a plan, make an account and confirm your e-mail, pick an address for the site, then pay. The order number and every step are on the Orders page.",
          },
          {
            q: "How long until my site is on?",
            a: "Hosting is made by itself as soon as the payment is confirmed, usually within a few minutes. After that it depends on your upload: a small site is usually on seconds after it has arrived.",
          },
          {
            q: "What kind of site can I put up?",
            a: "HTML, CSS, JavaScript, images, fonts and downloads, including what React, Vue, Astro and other generators build. WordPress, databases and mailboxes are not available yet. PHP runs only on servers that allow it; ask us before you buy.",
          },
        ],
      },
      paying: {
        title: "Paying and renewing",
        items: [
          {
            q: "How can I pay?",
            a: "You pay through iPaymu: QRIS, bank virtual account, convenience store or card, whichever is offered when you pay. We neither see nor keep your card details.",
          },
          {
            q: "I have paid, but the order is not marked as paid.",
            a: "We keep asking iPaymu until it is certain, so nothing is lost even if you closed the page. Some ways to pay take a while. If nothing changes after an hour, send us the order number and your receipt.",
          },
          {
            q: "What if I paid twice?",
            a: "The order counts as paid once. The second payment becomes credit on your account, to use for the next bill or to ask back.",
          },
          {
            q: "Does the price go up at renewal?",
            a: "No. A subscription renews at the price you bought it for. If a plan's price changes one day, it changes for new buyers.",
          },
          {
            q: "Does it renew by itself?",
            a: "The bill is made by itself and we remind you, but nothing is ever taken from your account. If you do not pay, the service ends after the grace period.",
          },
        ],
      },
      sites: {
        title: "Your site",
        items: [
          {
            q: "I do not know FTP. Can I still use this?",
            a: "Yes. Send one ZIP through your site's page. FTP is there for those who are used to it.",
          },
          {
            q: "What happens when a deploy fails?",
            a: "The old site stays on. The deploy's page names the step and the file at fault, and you can fix it and upload again.",
          },
          {
            q: "Can I go back to an earlier version?",
            a: "Yes, with one click. How many releases are kept depends on the plan and is written on the Plans page.",
          },
          {
            q: "How do I use my own domain?",
            a: "Enter it when you order, then point it at our server from where you bought it. Never done that? We help by e-mail.",
          },
        ],
      },
      problems: {
        title: "Complaints and refunds",
        items: [
          {
            q: "How do I ask for a refund?",
            a: "Send an e-mail with the order number and the reason within 7 days of paying. Conditions, ways and times are on the Refund policy page.",
          },
          {
            q: "Where do I complain?",
            a: "By e-mail or phone, as on the Contact page, in office hours. Name the order number or the site's address so that we can look at once.",
          },
          {
            q: "How is my data kept?",
            a: "We keep your name, e-mail, phone number if you give it, orders and the files you upload. Passwords are kept as a fingerprint that cannot be read back. We do not sell data.",
          },
        ],
      },
    },
  },
});
