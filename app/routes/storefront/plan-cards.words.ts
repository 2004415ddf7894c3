import { defineWords } from "#app/ui/words.ts";

export const planWords = defineWords({
  id: {
    cycle: "Masa bayar",
    monthly: "Bulanan",
    yearly: "Tahunan",
    pitches: {
      mulai: "Untuk satu halaman usaha, portofolio, atau undangan.",
      usaha: "Untuk situs usaha dengan foto produk dan banyak halaman.",
      bisnis: "Untuk situs besar, katalog lengkap, dan arsip unduhan.",
    },
    disk: (size: string) => `Ruang ${size}`,
    upload: (size: string) => `Unggahan ZIP atau TAR.GZ sampai ${size}`,
    files: (count: string) => `Sampai ${count} berkas`,
    releases: (count: number) => `${count} rilis terakhir disimpan untuk kembali`,
    address: "Alamat gratis, atau domain Anda sendiri",
    noTax: "Harga akhir, tanpa tambahan pajak.",
    withTax: (tax: string, total: string) => `Ditambah PPN ${tax}: total ${total}.`,
    none: "Paket sedang disiapkan",
    noneBody: "Belum ada paket yang dijual saat ini. Hubungi kami dan kami kabari begitu ada.",
    contact: "Hubungi kami",
  },
  en: {
    cycle: "Billing term",
    monthly: "Monthly",
    yearly: "Yearly",
    pitches: {
      mulai: "For a one-page business site, a portfolio or an invitation.",
      usaha: "For a business site with product photos and many pages.",
      bisnis: "For a large site, a full catalogue and downloads.",
    },
    disk: (size: string) => `${size} of space`,
    upload: (size: string) => `ZIP or TAR.GZ uploads up to ${size}`,
    files: (count: string) => `Up to ${count} files`,
    releases: (count: number) => `The last ${count} releases kept to go back to`,
    address: "A free address, or your own domain",
    noTax: "Final price, no tax added.",
    withTax: (tax: string, total: string) => `Plus VAT of ${tax}: ${total} in total.`,
    none: "Plans are being prepared",
    noneBody: "Nothing is on sale right now. Write to us and we will tell you when there is.",
    contact: "Contact us",
  },
});
