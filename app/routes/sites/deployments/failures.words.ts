import { defineWords } from "#app/ui/words.ts";

/** One sentence for each way a deployment can fail: what happened and what to do. `detail` is the file or the amounts. */
export const failureWords = defineWords({
  id: {
    "site-not-active": () => "Situs ini sedang tidak aktif, jadi tidak ada yang bisa ditayangkan.",
    "site-locked": () => "Situs ini dikunci, jadi yang tayang tidak diubah. Buka kuncinya, lalu coba lagi.",
    "upload-gone": () => "Arsipnya sudah dihapus dari penyimpanan. Unggah arsip itu sekali lagi.",
    "upload-not-accepted": () => "Arsip ini belum diperiksa atau tidak bisa dipakai.",
    "root-unclear": (entry: string) =>
      `Belum jelas folder mana yang menjadi situs${entry && `: ${entry}`}. Pilih salah satunya, lalu terbitkan lagi.`,
    "archive-refused": (entry: string) =>
      `Arsip ini melanggar batas paket atau aturan${entry && ` pada ${entry}`}. Perbaiki, lalu unggah lagi.`,
    "disk-full": (amounts: string) =>
      `Ruang disk paket Anda tidak cukup untuk rilis ini${amounts && `: dengan rilis ini situs memakai ${amounts}`}. Kecilkan isinya, hapus berkas lewat FTP, atau pilih paket yang lebih besar.`,
    "ftp-login-refused": () => "Server menolak akun pengiriman. Tim kami sudah diberi tahu; coba lagi nanti.",
    "transfer-failed": () => "Pengiriman ke server terputus berulang kali. Coba terbitkan lagi.",
    "server-unreachable": () => "Server tidak menjawab. Coba terbitkan lagi beberapa saat lagi.",
    "server-refused": () => "Server menolak salah satu langkah. Coba lagi; kalau berulang, hubungi kami.",
    "server-key-refused": () => "Server menolak kunci kami. Tim kami sudah diberi tahu; coba lagi nanti.",
    "extraction-stuck": () => "Server terlalu lama membuka arsip. Coba terbitkan lagi.",
    "extraction-incomplete": () => "Server tidak membuka arsip sampai selesai. Coba terbitkan lagi.",
    "wrong-size": () => "Jumlah byte di server tidak sama dengan yang dikirim. Coba terbitkan lagi.",
    "wrong-content": (entry: string) =>
      `Isi ${entry || "sebuah berkas"} di server tidak sama dengan yang dikirim. Coba terbitkan lagi.`,
    "not-readable": () => "Server web tidak bisa membaca berkas rilis ini. Coba terbitkan lagi.",
    "switch-ignored": () => "Server tidak beralih ke rilis baru. Coba terbitkan lagi.",
    "php-unguarded": () =>
      "Pembatas PHP tidak ada di folder yang ditampilkan, jadi situs tidak dialihkan. Tim kami sudah diberi tahu.",
    "link-in-the-way": () =>
      "Di folder rilis ada tautan (symlink) di tempat sebuah folder, mungkin dibuat program situs ini. Tidak ada yang ditulis; hapus tautannya lewat FTP, atau hubungi kami.",
    "no-draft-with-php": () => "PHP sudah dinyalakan, jadi draf ini tidak dibuka. Tayangkan langsung.",
    "release-gone": () => "Berkas rilis ini sudah tidak ada di server. Terbitkan arsipnya sekali lagi.",
    "probe-unreachable": () =>
      "Situs tidak menjawab di alamatnya setelah beralih, jadi kami kembalikan. Periksa pengaturan domain, lalu coba lagi.",
    "probe-mismatch": (entry: string) =>
      `Alamat situs menampilkan sesuatu yang lain${entry && ` untuk ${entry}`}, jadi kami kembalikan. Periksa pengaturan domain, lalu coba lagi.`,
    interrupted: () => "Penerbitan terputus berulang kali di langkah yang sama. Coba terbitkan lagi.",
    unknown: () => "Penerbitan tidak berhasil. Coba lagi; kalau berulang, hubungi kami.",
  },
  en: {
    "site-not-active": () => "This site is not active, so nothing can go live.",
    "site-locked": () => "This site is locked, so what is live was not changed. Unlock it and try again.",
    "upload-gone": () => "The archive was removed from storage. Upload it once more.",
    "upload-not-accepted": () => "This archive was not checked yet or cannot be used.",
    "root-unclear": (entry: string) =>
      `It is not clear which folder is the site${entry && `: ${entry}`}. Choose one of them and put it live again.`,
    "archive-refused": (entry: string) =>
      `This archive breaks a limit of the plan or a rule${entry && ` at ${entry}`}. Correct it and upload it again.`,
    "disk-full": (amounts: string) =>
      `Your plan's disk space is not enough for this release${amounts && `: with it the site uses ${amounts}`}. Make it smaller, delete files by FTP, or choose a larger plan.`,
    "ftp-login-refused": () =>
      "The server refused the account we send with. Our team knows; try again later.",
    "transfer-failed": () => "Sending to the server was cut off again and again. Try to put it live again.",
    "server-unreachable": () => "The server does not answer. Try again in a little while.",
    "server-refused": () =>
      "The server refused one of the steps. Try again; if it happens again, contact us.",
    "server-key-refused": () => "The server refused our key. Our team knows; try again later.",
    "extraction-stuck": () => "The server took too long to unpack the archive. Try to put it live again.",
    "extraction-incomplete": () =>
      "The server did not unpack the archive to its end. Try to put it live again.",
    "wrong-size": () => "The number of bytes on the server is not what was sent. Try to put it live again.",
    "wrong-content": (entry: string) =>
      `The content of ${entry || "a file"} on the server is not what was sent. Try to put it live again.`,
    "not-readable": () => "The web server cannot read the files of this release. Try to put it live again.",
    "switch-ignored": () => "The server did not switch to the new release. Try to put it live again.",
    "php-unguarded": () =>
      "What confines PHP is missing in the folder that is shown, so the site was not switched. Our team knows.",
    "link-in-the-way": () =>
      "In the releases' folder there is a link (symlink) in place of a folder, perhaps made by a programme of this site. Nothing was written; delete the link by FTP, or contact us.",
    "no-draft-with-php": () => "PHP was switched on, so this draft was not opened. Put it live directly.",
    "release-gone": () =>
      "The files of this release are no longer on the server. Put its archive live once more.",
    "probe-unreachable": () =>
      "The site did not answer at its address after the switch, so we switched back. Check the domain's settings and try again.",
    "probe-mismatch": (entry: string) =>
      `The site's address shows something else${entry && ` for ${entry}`}, so we switched back. Check the domain's settings and try again.`,
    interrupted: () =>
      "The deployment was cut off again and again at the same step. Try to put it live again.",
    unknown: () => "The deployment did not work. Try again; if it happens again, contact us.",
  },
});
