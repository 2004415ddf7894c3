import { defineWords } from "./words.ts";

/** The states of sites and deployments, as every page that shows them says them. */
export const hostingWords = defineWords({
  id: {
    site: {
      on: "Menyala",
      empty: "Siap diisi",
      provisioning: "Sedang disiapkan",
      delayed: "Penyiapan tertunda",
      suspended: "Ditangguhkan",
      trash: "Dihapus, bisa diambil kembali",
      failed: "Perlu bantuan kami",
      gone: "Sudah dihapus",
    },
    deployment: {
      queued: "Menunggu giliran",
      checking: "Memeriksa arsip",
      packing: "Mengemas berkas",
      transferring: "Mengirim ke server",
      extracting: "Membuka di server",
      verifying: "Memastikan berkas utuh",
      switching: "Beralih ke rilis baru",
      probing: "Membuka situs dari alamatnya",
      ready: "Siap dilihat",
      live: "Tayang",
      superseded: "Digantikan",
      failed: "Gagal",
      cancelled: "Dibatalkan",
    },
  },
  en: {
    site: {
      on: "On",
      empty: "Ready to be filled",
      provisioning: "Being prepared",
      delayed: "Preparation is delayed",
      suspended: "Suspended",
      trash: "Deleted, can be taken back",
      failed: "Needs our help",
      gone: "Deleted",
    },
    deployment: {
      queued: "Waiting its turn",
      checking: "Checking the archive",
      packing: "Packing the files",
      transferring: "Sending to the server",
      extracting: "Unpacking on the server",
      verifying: "Making sure files are whole",
      switching: "Switching to the new release",
      probing: "Opening the site at its address",
      ready: "Ready to look at",
      live: "Live",
      superseded: "Replaced",
      failed: "Failed",
      cancelled: "Cancelled",
    },
  },
});
