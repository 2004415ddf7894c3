import { defineWords } from "#app/ui/words.ts";

/** Texts of the page about PHP. */
export const phpWords = defineWords({
  id: {
    title: "PHP dan folder tetap",
    lead: "Apakah server menjalankan berkas .php situs ini, dengan versi yang mana, dan folder mana yang tetap saat rilis berganti.",
    back: "Kembali ke situs",
    now: "Sekarang",
    static: "Tanpa PHP (situs statis)",
    choose: "Versi PHP",
    chooseHint: "Hanya versi yang benar-benar terpasang di server Anda.",
    save: "Simpan",
    changing: "Server sedang diatur. Biasanya selesai dalam beberapa detik.",
    notOffered:
      "Server situs ini hanya menjalankan situs statis. Berkas .php tidak dijalankan, dan isinya bisa dibaca pengunjung: jangan unggah kata sandi di dalamnya.",
    silent: "Server tidak menjawab, jadi versinya belum bisa dipilih. Muat ulang halaman ini sebentar lagi.",
    gone: (version: string) =>
      `PHP ${version} tidak ada lagi di server. Pilih versi lain; sampai itu situs ini mungkin tidak menjawab.`,
    sharedTitle: "Sebelum menyalakan PHP",
    shared:
      "Semua situs PHP di satu server memakai satu pengguna sistem; yang memisahkan mereka hanya open_basedir milik PHP. Jangan simpan rahasia yang tidak boleh bocor, dan perbarui program Anda. Selama PHP menyala, setiap penerbitan dikirim utuh dan draf tidak bisa dilihat lebih dulu.",
    limited: (minutes: number) => `Terlalu sering diubah. Coba lagi dalam ${minutes} menit.`,
    problems: {
      "not-allowed": "Server ini tidak lagi membolehkan PHP, jadi situs Anda tetap seperti semula.",
      "version-gone":
        "Versi yang Anda pilih sudah tidak ada di server, jadi situs Anda tetap memakai yang lama. Pilih versi lain.",
      "not-guarded":
        "Pembatas PHP tidak ada di folder situs ini, jadi PHP tidak dinyalakan dan tidak ada yang berubah. Tim kami sudah diberi tahu.",
      "draft-open":
        "Masih ada draf yang bisa dilihat, jadi PHP belum dinyalakan. Tayangkan atau buang drafnya, tunggu sebentar, lalu pilih lagi.",
    },
    refusals: {
      "not-active": "PHP bisa dipilih setelah situs aktif.",
      "not-offered": "Server situs ini hanya menjalankan situs statis.",
      "unknown-version": "Versi itu tidak ada di server. Pilih salah satu yang ada di daftar.",
      silent: "Server tidak menjawab, jadi tidak ada yang diubah. Coba lagi sebentar lagi.",
      "draft-open": "Masih ada draf yang menunggu. Tayangkan atau buang dulu, lalu nyalakan PHP.",
    },
  },
  en: {
    title: "PHP and kept folders",
    lead: "Whether the server runs this site's .php files, with which version, and which folders stay when releases change.",
    back: "Back to the site",
    now: "Now",
    static: "Without PHP (static site)",
    choose: "PHP version",
    chooseHint: "Only the versions that your server really has.",
    save: "Save",
    changing: "The server is being set. It usually takes a few seconds.",
    notOffered:
      "This site's server runs static sites only. Its .php files are not run, and visitors can read what is in them: upload no passwords in them.",
    silent: "The server does not answer, so no version can be chosen. Reload this page in a moment.",
    gone: (version: string) =>
      `PHP ${version} is no longer on the server. Choose another version; until then this site may not answer.`,
    sharedTitle: "Before you switch PHP on",
    shared:
      "All PHP sites of one server share one system user, and only PHP's open_basedir stands between them. Keep no secrets there that must not leak, and keep your programs up to date. While PHP is on, every deployment is sent whole, and drafts cannot be looked at first.",
    limited: (minutes: number) => `Changed too often. Try again in ${minutes} minutes.`,
    problems: {
      "not-allowed": "This server no longer allows PHP, so your site stayed as it was.",
      "version-gone":
        "The version you chose is no longer on the server, so your site keeps the one it had. Choose another.",
      "not-guarded":
        "What confines PHP is missing in this site's folder, so PHP was not switched on and nothing changed. Our team knows.",
      "draft-open":
        "A draft can still be looked at, so PHP was not switched on. Put it live or throw it away, wait a moment, and choose again.",
    },
    refusals: {
      "not-active": "PHP can be chosen once the site is active.",
      "not-offered": "This site's server runs static sites only.",
      "unknown-version": "The server does not have that version. Choose one from the list.",
      silent: "The server does not answer, so nothing was changed. Try again in a moment.",
      "draft-open": "A draft is still waiting. Put it live or throw it away first, then switch PHP on.",
    },
  },
});
