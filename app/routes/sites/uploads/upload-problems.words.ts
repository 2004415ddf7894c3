import { defineWords } from "#app/ui/words.ts";

/** Why an archive that was being sent was not taken: said by the server, so no page carries them. */
export const uploadProblems = defineWords({
  id: {
    "no-file": "Pilih satu arsip ZIP atau TAR.GZ dari perangkat Anda.",
    "several-files": "Kirim satu arsip saja dalam sekali unggah. Tidak ada yang tersimpan.",
    "not-a-form": "Kiriman itu tidak terbaca. Muat ulang halaman ini, lalu pilih arsipnya lagi.",
    interrupted: "Sambungan terputus sebelum arsip sampai. Tidak ada yang tersimpan; silakan coba lagi.",
    "not-an-archive":
      "Berkas itu bukan ZIP atau TAR.GZ. Kumpulkan berkas situs menjadi satu arsip ZIP, lalu unggah lagi.",
    "site-not-active": "Situs ini belum bisa menerima arsip. Tidak ada yang tersimpan.",
    "disk-full":
      "Ruang disk paket Anda sudah penuh, jadi arsip ini tidak diterima. Hapus berkas lewat FTP atau pilih paket yang lebih besar; situs Anda tetap menyala.",
    "storage-full": "Tempat penyimpanan kami sedang penuh. Tim kami sudah diberi tahu; coba lagi nanti.",
    gone: "Bagian arsip yang sudah sampai tidak ada lagi: sudah dibatalkan, atau tidak dilanjutkan selama sehari. Unggah lagi dari awal.",
    unreadable: "Kiriman itu tidak terbaca. Muat ulang halaman ini, lalu pilih arsipnya lagi.",
    tooLarge: (limit: string, plan?: string) =>
      `Arsip itu lebih besar dari ${limit}, batas paket Anda. Kecilkan gambar atau video${plan ? `, atau pindah ke paket ${plan}, yang menerimanya` : ""}.`,
    limited: (minutes: number) => `Terlalu banyak unggahan dalam satu jam. Coba lagi dalam ${minutes} menit.`,
  },
  en: {
    "no-file": "Choose one ZIP or TAR.GZ archive from your device.",
    "several-files": "Send one archive at a time. Nothing was kept.",
    "not-a-form": "What was sent could not be read. Reload this page and choose the archive again.",
    interrupted: "The connection was lost before the archive arrived. Nothing was kept; please try again.",
    "not-an-archive":
      "That file is not a ZIP or TAR.GZ. Put the files of your site into one ZIP archive and upload it again.",
    "site-not-active": "This site cannot take an archive yet. Nothing was kept.",
    "disk-full":
      "Your plan's disk space is full, so this archive was not taken. Delete files by FTP or choose a larger plan; your site stays on.",
    "storage-full": "Our storage is full right now. Our team knows; please try again later.",
    gone: "The part of the archive that had arrived is gone: it was cancelled, or not continued for a day. Upload it again from the start.",
    unreadable: "What was sent could not be read. Reload this page and choose the archive again.",
    tooLarge: (limit: string, plan?: string) =>
      `That archive is larger than ${limit}, your plan's limit. Make images or videos smaller${plan ? `, or change to the plan ${plan}, which takes it` : ""}.`,
    limited: (minutes: number) => `Too many uploads within an hour. Try again in ${minutes} minutes.`,
  },
});
