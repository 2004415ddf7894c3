import { defineWords } from "#app/ui/words.ts";

/** Texts of one archive's page. */
export const uploadWords = defineWords({
  id: {
    title: "Arsip",
    back: "Semua arsip",
    checkingTitle: "Arsip sedang diperiksa",
    checking: "Kami membaca isinya sampai habis sebelum memakai apa pun darinya. Biasanya beberapa detik.",
    refusedTitle: "Arsip ini tidak bisa dipakai",
    refusedCalm: "Situs Anda tidak berubah.",
    again: "Unggah arsip lain",
    removedTitle: "Arsip ini sudah dihapus",
    removed: "Yang sudah tayang darinya tetap tayang.",
    found: "Yang ditemukan",
    archive: "Arsip",
    at: "Diunggah",
    files: "Berkas situs",
    filesText: (count: string, size: string) => `${count} berkas, ${size}`,
    folder: "Folder yang ditayangkan",
    top: "bagian paling atas arsip",
    chooseTitle: "Folder mana yang ditayangkan?",
    chooseHint: "Ada beberapa folder dengan halaman depan. Pilih yang berisi situs jadinya.",
    rootText: (folder: string, count: string, size: string) => `${folder} (${count} berkas, ${size})`,
    chooseMissing: "Pilih folder yang ditayangkan.",
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
    withoutIndex: "Terbitkan tanpa halaman depan?",
    localTitle: "Tautan ke komputer Anda sendiri",
    local:
      "Berkas ini memuat alamat seperti localhost atau file:///, yang hanya bekerja di komputer tempat situs dibuat. Ganti dengan alamat situs Anda, atau cukup dengan jalur seperti /gambar/foto.jpg.",
    guessedTitle: "Nama yang kami tebak",
    guessed:
      "Arsip ini tidak menyebutkan dengan huruf apa nama-namanya ditulis. Beginilah kami membacanya; kalau ada yang keliru, buat arsipnya dengan program yang menulis UTF-8.",
    hidden: "Berkas tersembunyi yang ikut naik",
    hiddenText:
      "Nama yang diawali titik. Kecuali isi .well-known, server memakainya tetapi tidak membukanya untuk pengunjung.",
    dropped: "Yang tidak ikut naik",
    droppedText: (count: string) => `${count} berkas alat bantu dan sistem tidak dibutuhkan situs.`,
    more: (count: string) => `dan ${count} lagi`,
    junk: "tidak dibutuhkan",
    secret: "rahasia",
    publish: "Terbitkan",
    publishHint: "Situs yang sekarang tetap menyala sampai yang baru lengkap dan diperiksa.",
    remove: "Hapus arsip ini",
    removeTitle: "Hapus arsip ini?",
    removeText: (name: string) =>
      `${name} dihapus dari penyimpanan dan tidak bisa diterbitkan lagi. Situs yang sudah tayang tidak berubah.`,
    keep: "Jangan hapus",
    problems: {
      "in-use": "Arsip ini sedang diterbitkan. Tunggu sampai selesai, lalu hapus.",
      locked: "Situs ini dikunci. Buka kuncinya dulu di halaman situs.",
      "site-not-active": "Situs ini belum bisa menerima penerbitan. Tidak ada yang berubah.",
      "upload-not-ready": "Arsip ini belum siap diterbitkan.",
      "not-a-root": "Folder itu tidak ada dalam arsip ini. Pilih salah satu dari daftar.",
    },
  },
  en: {
    title: "Archive",
    back: "All archives",
    checkingTitle: "The archive is being checked",
    checking: "We read it to its end before using anything of it. Usually a few seconds.",
    refusedTitle: "This archive cannot be used",
    refusedCalm: "Your site has not changed.",
    again: "Upload another archive",
    removedTitle: "This archive was removed",
    removed: "What already went live from it stays live.",
    found: "What was found",
    archive: "Archive",
    at: "Uploaded",
    files: "Files of the site",
    filesText: (count: string, size: string) => `${count} files, ${size}`,
    folder: "Folder that goes live",
    top: "the top of the archive",
    chooseTitle: "Which folder goes live?",
    chooseHint: "Several folders have a start page. Choose the one with the finished site.",
    rootText: (folder: string, count: string, size: string) => `${folder} (${count} files, ${size})`,
    chooseMissing: "Choose the folder that goes live.",
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
    withoutIndex: "Put it live without a start page?",
    localTitle: "Links to your own computer",
    local:
      "These files hold addresses like localhost or file:///, which only work on the computer the site was made on. Use your site's address instead, or only a path such as /images/photo.jpg.",
    guessedTitle: "Names we guessed",
    guessed:
      "This archive does not say in which letters its names are written. This is how we read them; if one is wrong, make the archive with a programme that writes UTF-8.",
    hidden: "Hidden files that go up",
    hiddenText:
      "Names that begin with a dot. Except for what is in .well-known, the server uses them but does not open them to visitors.",
    dropped: "What does not go up",
    droppedText: (count: string) => `${count} files of tools and systems are not needed by the site.`,
    more: (count: string) => `and ${count} more`,
    junk: "not needed",
    secret: "secret",
    publish: "Put live",
    publishHint: "The present site stays on until the new one is complete and checked.",
    remove: "Remove this archive",
    removeTitle: "Remove this archive?",
    removeText: (name: string) =>
      `${name} is removed from storage and cannot be put live again. The site that is live does not change.`,
    keep: "Keep it",
    problems: {
      "in-use": "This archive is being put live. Wait until it is done, then remove it.",
      locked: "This site is locked. Unlock it on the site's page first.",
      "site-not-active": "This site cannot take a deployment yet. Nothing has changed.",
      "upload-not-ready": "This archive is not ready to go live.",
      "not-a-root": "That folder is not in this archive. Choose one of the list.",
    },
  },
});
