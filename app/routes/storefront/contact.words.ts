import { defineWords } from "#app/ui/words.ts";

export const contactWords = defineWords({
  id: {
    title: "Kontak",
    metaDescription: "E-mail, telepon, alamat, dan jam kerja LumiCloud.",
    lead: "Ada orang di balik layanan ini. E-mail paling cepat sampai ke yang bisa menolong.",
    write: "Tulis e-mail",
    email: "E-mail",
    phone: "Telepon",
    hours: "Jam kerja",
    address: "Alamat",
    npwp: "NPWP",
    before: "Supaya cepat selesai, sertakan",
    include: [
      "Nomor pesanan (dimulai dengan LC-) atau alamat situs Anda.",
      "Apa yang Anda lakukan, dan apa yang tampil. Tangkapan layar menolong.",
      "Untuk pembayaran: cara bayar, jam, dan buktinya.",
    ],
    never: "Kami tidak pernah meminta kata sandi, PIN, atau kode OTP Anda.",
  },
  en: {
    title: "Contact",
    metaDescription: "E-mail, phone, address and office hours of LumiCloud.",
    lead: "There are people behind this service. E-mail reaches the one who can help soonest.",
    write: "Write an e-mail",
    email: "E-mail",
    phone: "Phone",
    hours: "Office hours",
    address: "Address",
    npwp: "Tax number (NPWP)",
    before: "To get it solved quickly, include",
    include: [
      "The order number (it starts with LC-) or your site's address.",
      "What you did, and what you saw. A screenshot helps.",
      "For payments: how you paid, when, and the receipt.",
    ],
    never: "We never ask for your password, PIN or one-time code.",
  },
});
