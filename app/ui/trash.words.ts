import { defineWords } from "./words.ts";

/** Texts about a site its owner deleted, on every page that shows it. */
export const trashNoticeWords = defineWords({
  id: {
    banner: (host: string) => `${host} sudah dihapus`,
    bannerBody: (until: string) =>
      `Situs dan FTP-nya mati. Sampai ${until} bisa diambil kembali; sesudah itu berakhir untuk selamanya.`,
    take: "Ambil kembali",
    link: "Hapus situs",
  },
  en: {
    banner: (host: string) => `${host} is deleted`,
    bannerBody: (until: string) =>
      `The site and its FTP are off. Until ${until} it can be taken back; after that it is over for good.`,
    take: "Take it back",
    link: "Delete the site",
  },
});
