import { defineWords } from "#app/ui/words.ts";

/** Texts of the page where an ended site's files are fetched. */
export const exportWords = defineWords({
  id: {
    title: "Ekspor terakhir",
    site: "Situs",
    lead: "Langganan situs ini sudah berakhir. Berkasnya kami kemas menjadi satu ZIP sebelum dihapus untuk selamanya.",
    download: (size: string) => `Unduh ZIP (${size})`,
    files: "Jumlah berkas",
    size: "Ukuran",
    until: "Bisa diunduh sampai",
    makingTitle: "Sedang dikemas",
    making: "Kami mengirim e-mail begitu ZIP-nya siap. Sebelum itu tidak ada yang dihapus.",
    noneTitle: "Tidak ada berkas untuk diunduh",
    none: "Situs ini tidak berisi berkas, atau waktunya sudah lewat. Hubungi kami kalau Anda memerlukan bantuan.",
    contact: "Hubungi kami",
    missing: "Ekspor ini tidak ada atau sudah dihapus.",
  },
  en: {
    title: "Last export",
    site: "Site",
    lead: "The subscription of this site is over. We pack its files into one ZIP before they are removed for good.",
    download: (size: string) => `Download ZIP (${size})`,
    files: "Files",
    size: "Size",
    until: "Can be fetched until",
    makingTitle: "Being packed",
    making: "We send an e-mail as soon as the ZIP is ready. Nothing is removed before.",
    noneTitle: "There are no files to download",
    none: "This site held no files, or their time is over. Contact us if you need help.",
    contact: "Contact us",
    missing: "There is no such export, or it has been removed.",
  },
});
