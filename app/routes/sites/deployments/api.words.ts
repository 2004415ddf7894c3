import { defineWords } from "#app/ui/words.ts";

/** What the interface for terminals says when something cannot be done. */
export const apiWords = defineWords({
  id: {
    errors: {
      "no-token": "Sertakan token: `Authorization: Bearer lumi_…`. Buat di halaman Akun, bagian Token.",
      "bad-token":
        "Token ini tidak dikenal, sudah dicabut, atau sudah kedaluwarsa. Buat yang baru di halaman Akun.",
      "site-not-found": "Tidak ada situs dengan nama itu yang boleh diterbitkan dengan token ini.",
      "deployment-not-found": "Tidak ada penerbitan itu, atau token ini tidak boleh melihatnya.",
      "wrong-method": "Kirim arsip dengan POST atau PUT.",
      "wrong-type":
        "Kirim arsip ZIP atau TAR.GZ sebagai isi permintaan (application/zip, application/gzip) atau sebagai berkas “archive” dalam formulir multipart.",
      "no-file": "Tidak ada arsip dalam permintaan ini.",
      "several-files": "Kirim satu arsip saja.",
      "not-a-form": "Formulir ini tidak terbaca. Kirim satu berkas bernama “archive”.",
      interrupted: "Kiriman terputus sebelum lengkap. Tidak ada yang disimpan; kirim lagi.",
      "not-an-archive": "Ini bukan arsip ZIP atau TAR.GZ.",
      "too-large": "Arsip ini lebih besar daripada batas paket situs ini.",
      "storage-full": "Penyimpanan kami sedang penuh. Tidak ada yang berubah; coba lagi nanti.",
      "disk-full":
        "Ruang disk situs ini penuh. Hapus berkas yang tidak dipakai, atau pilih paket yang lebih besar.",
      "site-not-active": "Situs ini sedang tidak aktif. Tidak ada yang berubah.",
      "too-many-drafts": "Sudah ada tiga draf.",
      "no-draft-with-php":
        "Situs dengan PHP tidak punya draf: di alamat draf, tidak ada yang membatasi programnya. Tayangkan langsung.",
      "draft-not-ready":
        "Penerbitan ini bukan draf yang menunggu ditayangkan. Mungkin sudah tayang atau dibuang.",
      busy: "Situs ini sedang diterbitkan. Tunggu sampai selesai, lalu coba lagi.",
      "publish-by-post": "Tayangkan draf dengan POST.",
      "bad-draft": "Tulis draft=1 untuk draf, atau jangan sebutkan sama sekali.",
      locked: "Situs ini dikunci pemiliknya. Tidak ada yang berubah.",
      "upload-not-ready": "Arsip ini tidak bisa dipakai. Kirim sekali lagi.",
      "bad-root": "Nama folder itu terlalu panjang atau tidak terbaca.",
    },
    limited: (minutes: number) => `Terlalu banyak permintaan. Coba lagi dalam ${minutes} menit.`,
  },
  en: {
    errors: {
      "no-token": "Send a token: `Authorization: Bearer lumi_…`. Make one on the Account page, under Tokens.",
      "bad-token":
        "This token is not known, was revoked, or has expired. Make a new one on the Account page.",
      "site-not-found": "There is no site of that name that this token may put live.",
      "deployment-not-found": "There is no such deployment, or this token may not see it.",
      "wrong-method": "Send the archive by POST or PUT.",
      "wrong-type":
        "Send a ZIP or TAR.GZ as the body (application/zip, application/gzip) or as the file “archive” of a multipart form.",
      "no-file": "There is no archive in this request.",
      "several-files": "Send one archive only.",
      "not-a-form": "This form cannot be read. Send one file named “archive”.",
      interrupted: "The transfer was cut off. Nothing was kept; send it again.",
      "not-an-archive": "This is neither a ZIP nor a TAR.GZ.",
      "too-large": "This archive is larger than the plan of this site allows.",
      "storage-full": "Our storage is full at the moment. Nothing has changed; try again later.",
      "disk-full":
        "This site's disk space is used up. Delete files that are not used, or choose a larger plan.",
      "site-not-active": "This site is not active. Nothing has changed.",
      "too-many-drafts": "Three drafts wait already.",
      "no-draft-with-php":
        "A site with PHP has no drafts: at a draft's address nothing confines its programmes. Put it live directly.",
      "draft-not-ready": "This deployment is no draft that waits. It may be live already, or thrown away.",
      busy: "This site is being deployed at the moment. Wait until that is over, then try again.",
      "publish-by-post": "Put a draft live by POST.",
      "bad-draft": "Write draft=1 for a draft, or leave it out.",
      locked: "This site is locked by its owner. Nothing has changed.",
      "upload-not-ready": "This archive cannot be used. Send it once more.",
      "bad-root": "The name of that folder is too long or cannot be read.",
    },
    limited: (minutes: number) => `Too many requests. Try again in ${minutes} minutes.`,
  },
});

export type ApiError = keyof (typeof apiWords)["id"]["errors"];
