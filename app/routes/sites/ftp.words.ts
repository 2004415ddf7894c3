import { defineWords } from "#app/ui/words.ts";

/** Texts of the FTP page. */
export const ftpWords = defineWords({
  id: {
    title: "Akses FTP",
    lead: "Untuk memindahkan berkas satu per satu dengan program seperti FileZilla atau Cyberduck.",
    advice:
      "Untuk menayangkan situs, unggah arsip lebih aman: isinya diperiksa dulu, dan situs lama tetap menyala sampai yang baru lengkap.",
    hidden:
      "Kata sandi tidak ditampilkan sebelum Anda memintanya. Setiap kali ditampilkan, kami mencatatnya.",
    show: "Tampilkan",
    warning:
      "Siapa pun yang memegang kata sandi ini bisa mengubah situs Anda. Jangan bagikan lewat percakapan.",
    host: "Server",
    port: "Porta",
    security: "Keamanan",
    tls: "TLS eksplisit (FTPS)",
    plain: "Tanpa TLS",
    user: "Nama pengguna",
    password: "Kata sandi",
    limited: (minutes: number) => `Terlalu sering ditampilkan. Coba lagi dalam ${minutes} menit.`,
    notActive: "Akses FTP ada setelah situs siap.",
    back: "Kembali ke situs",
  },
  en: {
    title: "FTP access",
    lead: "For moving files one by one with a programme such as FileZilla or Cyberduck.",
    advice:
      "To put a site live, uploading an archive is safer: it is checked first, and the old site stays on until the new one is complete.",
    hidden: "The password is not shown before you ask for it. Each time it is shown, we note it down.",
    show: "Show",
    warning: "Anyone who has this password can change your site. Do not share it in a chat.",
    host: "Server",
    port: "Port",
    security: "Security",
    tls: "Explicit TLS (FTPS)",
    plain: "Without TLS",
    user: "User name",
    password: "Password",
    limited: (minutes: number) => `Shown too often. Try again in ${minutes} minutes.`,
    notActive: "FTP access exists once the site is ready.",
    back: "Back to the site",
  },
});
