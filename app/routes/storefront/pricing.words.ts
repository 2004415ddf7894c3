import { defineWords } from "#app/ui/words.ts";

export const pricingWords = defineWords({
  id: {
    title: "Paket dan harga",
    metaDescription:
      "Paket hosting bulanan atau tahunan, dengan harga perpanjangan yang sama. Bayar lewat iPaymu.",
    lead: "Satu paket untuk satu situs. Harga untuk masa penuh, tanpa biaya pasang.",
    plans: "Pilihan paket",
    renewal: "Yang terjadi saat perpanjangan",
    renewalSteps: [
      {
        title: "Tagihan dibuat lebih awal",
        body: "Bulanan 7 hari dan tahunan 14 hari sebelum habis. Harganya sama dengan harga saat Anda membeli, ditambah pajak bila berlaku.",
      },
      {
        title: "Kami ingatkan, bukan memotong",
        body: "Kami tidak menyimpan kartu dan tidak memotong rekening. Anda menerima e-mail pada 7, 3, 1, dan 0 hari sebelum habis, lalu membayar dengan cara apa pun.",
      },
      {
        title: "Telat? Ada tenggang",
        body: "Situs tetap menyala 3 hari setelah habis. Setelah itu dimatikan sementara, dan menyala lagi sendiri begitu dibayar. Berkas kami simpan paling sedikit 30 hari.",
      },
    ],
    limits: "Yang termasuk di semua paket",
    limitsBody:
      "HTML, CSS, JavaScript, gambar, huruf, dan berkas unduhan, termasuk hasil build dari React, Vue, Astro, atau sejenisnya. Akun FTP sendiri. Riwayat setiap pemasangan. Pemeriksaan isi arsip sebelum dipasang. Database dan kotak surat belum tersedia. PHP hanya berjalan di server yang memperbolehkannya; tanyakan kepada kami sebelum membeli.",
    questions: "Pertanyaan soal harga",
    allQuestions: "Semua tanya jawab",
  },
  en: {
    title: "Plans and prices",
    metaDescription: "Hosting plans, monthly or yearly, with the same price at renewal. Pay through iPaymu.",
    lead: "One plan for one site. Prices are for the whole term, with no set-up fee.",
    plans: "The plans",
    renewal: "What happens at renewal",
    renewalSteps: [
      {
        title: "The bill comes early",
        body: "7 days ahead for monthly, 14 for yearly. The price is the one you bought at, plus tax where it applies.",
      },
      {
        title: "We remind you, we do not charge you",
        body: "We keep no cards and take nothing from your account. You get an e-mail 7, 3, 1 and 0 days before the end, then pay any way you like.",
      },
      {
        title: "Late? There is grace",
        body: "Your site stays on for 3 days after the end. Then it is paused, and comes back by itself once paid. Files are kept for at least 30 days.",
      },
    ],
    limits: "Included in every plan",
    limitsBody:
      "HTML, CSS, JavaScript, images, fonts and downloads, including what React, Vue, Astro and the like build. An FTP account of your own. A history of every deploy. A check of each archive before it goes up. Databases and mailboxes are not available yet. PHP runs only on servers that allow it; ask us before you buy.",
    questions: "Questions about prices",
    allQuestions: "All questions",
  },
});
