import { defineWords } from "#app/ui/words.ts";

export const homeWords = defineWords({
  id: {
    metaTitle: "Hosting yang menyala begitu Anda membayar",
    metaDescription:
      "Hosting Indonesia untuk usaha kecil. Pilih paket, bayar dengan QRIS atau virtual account, unggah ZIP, dan situs Anda menyala.",
    pay: "Bayar.",
    upload: "Unggah.",
    on: "Situs Anda menyala.",
    lead: "Hosting untuk usaha di Indonesia. Bayar dengan QRIS atau virtual account, kirim ZIP situs Anda, dan sisanya kami kerjakan sampai situs itu benar-benar terbuka.",
    choose: "Pilih paket",
    from: (amount: string) => `Mulai ${amount} sebulan. Tanpa biaya pasang.`,
    pathLabel: "Jalan dari bayar sampai menyala",
    path: {
      paid: { title: "Dibayar", body: "Kami tanyakan langsung ke iPaymu, lalu dicatat satu kali." },
      made: { title: "Dibuat", body: "Hosting, alamat, dan akun FTP dibuat otomatis, tanpa menunggu orang." },
      uploaded: { title: "Diunggah", body: "Satu ZIP. Isinya diperiksa dan dirapikan sebelum dipasang." },
      on: { title: "Menyala", body: "Kami buka alamatnya dari luar. Baru setelah itu kami bilang menyala." },
    },
    promises: "Empat hal yang boleh Anda pegang",
    once: {
      title: "Uang Anda dihitung tepat satu kali",
      body: "Kabar pembayaran bisa datang dua kali, terlambat, atau bersamaan. Pesanan Anda tetap lunas satu kali. Terlanjur membayar dua kali? Kelebihannya menjadi saldo Anda.",
      proof: "Pembayaran satu pesanan",
      steps: [
        ["Kabar pertama", "dihitung"],
        ["Kabar yang sama, datang lagi", "sudah tercatat"],
        ["Bayar kedua kali", "menjadi saldo"],
      ],
    },
    checked: {
      title: "“Menyala” berarti sudah kami buka sendiri",
      body: "Setelah dipasang, alamat publik situs Anda kami buka dan isinya kami cocokkan dengan unggahan. Kalau tidak sama, situs lama kami kembalikan saat itu juga dan Anda kami beri tahu sebabnya.",
      proof: "Langkah terakhir pemasangan",
      steps: [
        ["Alamat dibuka dari luar", "terjawab"],
        ["Isi dicocokkan dengan unggahan", "sama"],
        ["Situs Anda", "menyala"],
      ],
    },
    back: {
      title: "Salah unggah? Kembali sekali klik",
      body: "Rilis sebelumnya tetap utuh di server. Mengembalikannya hanya memindahkan arah, jadi pengunjung selalu melihat situs lama atau situs baru, tidak pernah setengahnya.",
      proof: "Rilis yang tersimpan",
      steps: [
        ["Rilis hari ini", "menyala"],
        ["Rilis minggu lalu", "siap kembali"],
        ["Rilis bulan lalu", "siap kembali"],
      ],
    },
    light: {
      title: "Ringan di ponsel, tahan sinyal lemah",
      body: "Memilih, membayar, dan melihat tagihan berjalan tanpa JavaScript sama sekali. Halaman ini hanya teks, satu berkas gaya, dan satu berkas huruf.",
      proof: "Berat halaman ini",
      steps: [
        ["Skrip", "0 byte"],
        ["Gambar", "digambar langsung"],
        ["Huruf", "satu berkas, 27 KB"],
      ],
    },
    pricing: "Harga yang sama saat diperpanjang",
    pricingLead: "Tidak ada harga pancingan. Yang Anda bayar hari ini adalah yang Anda bayar nanti.",
    pricingMore: "Yang terjadi saat perpanjangan, dan pertanyaan lain soal harga",
    reviews: "Kata mereka yang sudah menyala",
    help: "Masih ragu?",
    helpBody:
      "Jawaban untuk pertanyaan yang paling sering masuk ada di satu halaman, dan di baliknya ada orang yang bisa Anda hubungi.",
    faq: "Baca tanya jawab",
    contact: "Hubungi kami",
  },
  en: {
    metaTitle: "Hosting that goes on when you pay",
    metaDescription:
      "Indonesian hosting for small business. Pick a plan, pay by QRIS or virtual account, upload a ZIP, and your site is on.",
    pay: "Pay.",
    upload: "Upload.",
    on: "Your site is on.",
    lead: "Hosting for business in Indonesia. Pay by QRIS or virtual account, send a ZIP of your site, and we do the rest until it really opens.",
    choose: "Choose a plan",
    from: (amount: string) => `From ${amount} a month. No set-up fee.`,
    pathLabel: "The way from paid to on",
    path: {
      paid: { title: "Paid", body: "We ask iPaymu itself, then write it down once." },
      made: {
        title: "Made",
        body: "Hosting, address and FTP account are made at once, with nobody to wait for.",
      },
      uploaded: { title: "Uploaded", body: "One ZIP. It is checked and tidied before it is put in place." },
      on: { title: "On", body: "We open the address from outside. Only then do we say that it is on." },
    },
    promises: "Four things you can hold us to",
    once: {
      title: "Your money is counted exactly once",
      body: "News of a payment may come twice, late, or all at once. Your order is still paid one time. Paid twice by accident? The extra becomes your credit.",
      proof: "Payment of one order",
      steps: [
        ["First notice", "counted"],
        ["The same notice again", "already known"],
        ["A second payment", "becomes credit"],
      ],
    },
    checked: {
      title: "“On” means we opened it ourselves",
      body: "Once your site is in place we open its public address and compare it with your upload. If they differ, we put the old site back at once and tell you why.",
      proof: "The last step of a deploy",
      steps: [
        ["Address opened from outside", "answers"],
        ["Content compared with the upload", "the same"],
        ["Your site", "on"],
      ],
    },
    back: {
      title: "Wrong upload? One click back",
      body: "Earlier releases stay whole on the server. Going back only changes direction, so visitors see the old site or the new one, never half of each.",
      proof: "Releases kept",
      steps: [
        ["Today's release", "on"],
        ["Last week's release", "ready"],
        ["Last month's release", "ready"],
      ],
    },
    light: {
      title: "Light on a phone, steady on a weak signal",
      body: "Choosing, paying and reading bills work with no JavaScript at all. This page is text, one style sheet and one font file.",
      proof: "Weight of this page",
      steps: [
        ["Script", "0 bytes"],
        ["Pictures", "drawn in place"],
        ["Font", "one file, 27 KB"],
      ],
    },
    pricing: "The same price when you renew",
    pricingLead: "No bait prices. What you pay today is what you pay later.",
    pricingMore: "What happens at renewal, and other questions about prices",
    reviews: "From people whose sites are on",
    help: "Still wondering?",
    helpBody: "The questions we hear most are answered on one page, and behind it are people you can reach.",
    faq: "Read the answers",
    contact: "Contact us",
  },
});
