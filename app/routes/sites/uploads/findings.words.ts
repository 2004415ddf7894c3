import { defineWords } from "#app/ui/words.ts";

/** What is said about the contents of an archive, before it is sent and after it arrived. */
export const findingsWords = defineWords({
  id: {
    secretsTitle: "Rahasia tidak ikut tayang",
    secrets:
      "Arsip ini memuat berkas rahasia. Berkas itu tidak kami kirim ke server, supaya tidak bisa dibaca siapa pun. Kalau arsip ini pernah Anda bagikan, ganti isinya.",
    clashTitle: "Nama yang hanya beda huruf besar",
    clash: "Di server, nama-nama ini adalah berkas yang berbeda. Pastikan halaman Anda menyebut yang benar.",
    noIndexTitle: "Tidak ada halaman depan",
    noIndex: (entry: string) =>
      entry
        ? `Pengunjung dibawa ke index.html atau index.php (huruf kecil), dan berkas itu tidak ada. Mungkin maksud Anda ${entry}: ganti namanya menjadi index.html, lalu unggah lagi. Tanpa itu pun arsip ini bisa diterbitkan: berkas-berkasnya terbuka lewat alamat lengkapnya, tetapi alamat situs sendiri menjawab 403.`
        : "Pengunjung dibawa ke index.html atau index.php, dan berkas itu tidak ada. Tambahkan, lalu unggah lagi. Tanpa itu pun arsip ini bisa diterbitkan: berkas-berkasnya terbuka lewat alamat lengkapnya, tetapi alamat situs sendiri menjawab 403.",
    guessedTitle: "Nama yang kami tebak",
    guessed:
      "Arsip ini tidak menyebutkan dengan huruf apa nama-namanya ditulis. Beginilah kami membacanya; kalau ada yang keliru, buat arsipnya dengan program yang menulis UTF-8.",
    phpTitle: "Berkas PHP",
    phpUnsaid: "Berkas ini hanya dijalankan kalau PHP menyala; tanpa PHP, isinya bisa dibaca pengunjung.",
    hidden: "Berkas tersembunyi yang ikut naik",
    hiddenText:
      "Nama yang diawali titik. Kecuali isi .well-known, server memakainya tetapi tidak membukanya untuk pengunjung.",
    dropped: "Yang tidak ikut naik",
    droppedText: (count: string) => `${count} berkas alat bantu dan sistem tidak dibutuhkan situs.`,
    more: (count: string) => `dan ${count} lagi`,
    junk: "tidak dibutuhkan",
    secret: "rahasia",
  },
  en: {
    secretsTitle: "Secrets do not go live",
    secrets:
      "This archive holds secret files. We do not send them to the server, so that nobody can read them. If you ever shared this archive, change what is in them.",
    clashTitle: "Names that differ only in capitals",
    clash: "On the server these names are different files. Make sure your pages name the right one.",
    noIndexTitle: "There is no start page",
    noIndex: (entry: string) =>
      entry
        ? `Visitors are taken to index.html or index.php (small letters), and there is no such file. You may have meant ${entry}: rename it to index.html and upload again. The archive can go live without it too: its files open at their full addresses, but the address of the site itself answers 403.`
        : "Visitors are taken to index.html or index.php, and there is no such file. Add one and upload again. The archive can go live without it too: its files open at their full addresses, but the address of the site itself answers 403.",
    guessedTitle: "Names we guessed",
    guessed:
      "This archive does not say in which letters its names are written. This is how we read them; if one is wrong, make the archive with a programme that writes UTF-8.",
    phpTitle: "PHP files",
    phpUnsaid: "These files are run only where PHP is on; without it visitors can read what is in them.",
    hidden: "Hidden files that go up",
    hiddenText:
      "Names that begin with a dot. Except for what is in .well-known, the server uses them but does not open them to visitors.",
    dropped: "What does not go up",
    droppedText: (count: string) => `${count} files of tools and systems are not needed by the site.`,
    more: (count: string) => `and ${count} more`,
    junk: "not needed",
    secret: "secret",
  },
});
