import { defineWords } from "#app/ui/words.ts";

/** Texts of a site's backups. */
export const backupsWords = defineWords({
  id: {
    title: "Cadangan",
    lead: (nightly: number, manual: number) =>
      `Setiap malam berkas situs Anda disalin ke penyimpanan yang terpisah dari server. ${nightly} salinan malam dan ${manual} salinan yang Anda minta disimpan; yang terlama diganti.`,
    make: "Buat cadangan sekarang",
    notActive: "Cadangan dibuat selama situs menyala. Yang sudah ada tetap bisa diunduh.",
    list: "Cadangan yang ada",
    empty: "Belum ada cadangan",
    emptyHint: "Cadangan pertama dibuat malam ini, atau sekarang kalau Anda memintanya.",
    emptyOff: "Situs ini sedang mati, jadi tidak ada yang disalin.",
    columns: { made: "Dibuat", kind: "Jenis", status: "Keadaan", size: "Ukuran", actions: "Tindakan" },
    kinds: { manual: "Anda minta", nightly: "Malam" },
    statuses: {
      waiting: "Sedang dibuat",
      ready: "Lengkap, sudah diperiksa",
      failed: "Gagal, tim kami diberi tahu",
      removed: "Dihapus",
    },
    download: "Unduh",
    restore: "Pulihkan",
    restoreTitle: "Pulihkan cadangan ini?",
    restoreLead: (when: string) =>
      `Isi situs kembali seperti pada ${when}. Cadangan diterbitkan seperti arsip biasa: diperiksa dulu, dan situs yang sekarang tetap menyala kalau ada yang salah.`,
    restoreNote:
      "Rilis yang sekarang tetap ada di riwayat penerbitan, jadi Anda bisa kembali. Berkas di luar folder situs tidak diubah, kecuali Anda memintanya di bawah.",
    beside: (size: string) => `Kembalikan juga berkas di luar folder situs (${size})`,
    besideHint: (names: string, more: number) =>
      `Isi cadangan ini menggantikan yang sekarang: ${names}${more > 0 ? ` dan ${more} lagi` : ""}. Berkas yang ditambahkan sesudahnya tetap ada.`,
    besides: {
      waiting: (count: number) => `Berkas di luar folder situs sedang dikembalikan: ${count} selesai.`,
      done: (count: number) => `${count} berkas di luar folder situs sudah dikembalikan dan diperiksa.`,
      failed: () =>
        "Berkas di luar folder situs belum bisa dikembalikan semuanya. Pulihkan sekali lagi, atau hubungi kami.",
    },
    noRoom: (size: string) =>
      `Berkas di luar folder situs tidak dikembalikan: ruang paket Anda kurang ${size}. Hapus berkas yang tidak dipakai lewat FTP atau pilih paket yang lebih besar, lalu pulihkan sekali lagi. Situsnya sendiri bisa dipulihkan tanpa berkas itu.`,
    restoreDo: "Ya, pulihkan",
    restoreNot: "Tidak jadi",
    missing: "Cadangan ini tidak ada lagi.",
    limited: (minutes: number) => `Terlalu sering diminta. Coba lagi dalam ${minutes} menit.`,
  },
  en: {
    title: "Backups",
    lead: (nightly: number, manual: number) =>
      `Every night the files of your site are copied to storage apart from the server. ${nightly} nightly copies and ${manual} that you asked for are kept; the oldest is replaced.`,
    make: "Make a backup now",
    notActive: "Backups are made while the site is on. Those that exist can still be downloaded.",
    list: "Existing backups",
    empty: "No backup yet",
    emptyHint: "The first is made tonight, or now if you ask for it.",
    emptyOff: "This site is off, so nothing is copied.",
    columns: { made: "Made", kind: "Kind", status: "State", size: "Size", actions: "Actions" },
    kinds: { manual: "Asked for", nightly: "Nightly" },
    statuses: {
      waiting: "Being made",
      ready: "Complete and checked",
      failed: "Failed, our team knows",
      removed: "Removed",
    },
    download: "Download",
    restore: "Restore",
    restoreTitle: "Restore this backup?",
    restoreLead: (when: string) =>
      `The site goes back to what it was on ${when}. The backup goes live like any archive: it is checked first, and the present site stays on if anything is wrong.`,
    restoreNote:
      "The present release stays in the list of deployments, so you can go back. Files beside the site's folder are not changed, unless you ask for it below.",
    beside: (size: string) => `Bring back the files beside the site's folder as well (${size})`,
    besideHint: (names: string, more: number) =>
      `What this backup holds takes the place of what is there: ${names}${more > 0 ? ` and ${more} more` : ""}. Files added since stay.`,
    besides: {
      waiting: (count: number) => `The files beside the site's folder are being brought back: ${count} done.`,
      done: (count: number) => `${count} files beside the site's folder are back and checked.`,
      failed: () =>
        "Not all files beside the site's folder could be brought back. Restore once more, or contact us.",
    },
    noRoom: (size: string) =>
      `The files beside the site's folder were not brought back: your plan lacks ${size}. Delete files you do not need by FTP or choose a larger plan, then restore once more. The site itself can be restored without those files.`,
    restoreDo: "Yes, restore it",
    restoreNot: "Not now",
    missing: "This backup is gone.",
    limited: (minutes: number) => `Asked for too often. Try again in ${minutes} minutes.`,
  },
});
