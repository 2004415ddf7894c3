import { formatMoment } from "#app/ui/dates.ts";
import type { NoticeValues } from "../kinds.ts";
import type { Letter } from "./letter.ts";

type With<Kind extends "site-stopped" | "export-ready" | "removal-soon"> = NoticeValues<Kind> & {
  url: string;
};

/** Letters about a site that is stopped by people or over for good, Indonesian. */
export const endingLettersId = {
  "site-stopped": ({ host, note, url }: With<"site-stopped">): Letter => ({
    subject: `${host} kami hentikan`,
    paragraphs: [
      `${host} dan akses FTP-nya kami hentikan. Alasannya: ${note}`,
      "Berkas Anda tidak kami hapus. Kalau ini tidak semestinya, atau sudah Anda perbaiki, hubungi kami.",
    ],
    action: { label: "Hubungi kami", url },
  }),
  "export-ready": ({ host, expiresAt, url }: With<"export-ready">): Letter => ({
    subject: `Langganan ${host} sudah berakhir: ambil berkas Anda`,
    paragraphs: [
      `Langganan ${host} sudah berakhir dan situsnya mati. Semua berkasnya sudah kami kemas menjadi satu ZIP untuk Anda.`,
      `Unduh sebelum ${formatMoment(new Date(expiresAt), "id")}. Sesudah itu ZIP dan berkas di server kami hapus dan tidak bisa dikembalikan.`,
    ],
    action: { label: "Unduh berkas", url },
  }),
  "removal-soon": ({ host, removedAt, hasExport, url }: With<"removal-soon">): Letter => ({
    subject: `Berkas ${host} akan dihapus`,
    paragraphs: [
      `Langganan ${host} sudah berakhir. Pada ${formatMoment(new Date(removedAt), "id")} semua berkasnya kami hapus dan tidak bisa dikembalikan.`,
      hasExport
        ? "Sampai saat itu Anda masih bisa mengunduhnya sebagai satu ZIP."
        : "Kemasan untuk diunduh tidak berhasil dibuat. Kalau Anda masih memerlukan berkasnya, segera hubungi kami.",
    ],
    action: { label: hasExport ? "Unduh berkas" : "Lihat keadaannya", url },
  }),
};

/** The same letters in English. */
export const endingLettersEn: typeof endingLettersId = {
  "site-stopped": ({ host, note, url }) => ({
    subject: `We have stopped ${host}`,
    paragraphs: [
      `We have stopped ${host} and its FTP access. The reason: ${note}`,
      "Your files are not removed. If this should not be so, or you have put it right, contact us.",
    ],
    action: { label: "Contact us", url },
  }),
  "export-ready": ({ host, expiresAt, url }) => ({
    subject: `The subscription of ${host} is over: fetch your files`,
    paragraphs: [
      `The subscription of ${host} is over and the site is off. We have packed all its files into one ZIP for you.`,
      `Download it before ${formatMoment(new Date(expiresAt), "en")}. After that the ZIP and the files on the server are removed and cannot be brought back.`,
    ],
    action: { label: "Download the files", url },
  }),
  "removal-soon": ({ host, removedAt, hasExport, url }) => ({
    subject: `The files of ${host} are about to be removed`,
    paragraphs: [
      `The subscription of ${host} is over. On ${formatMoment(new Date(removedAt), "en")} all its files are removed and cannot be brought back.`,
      hasExport
        ? "Until then you can still download them as one ZIP."
        : "An archive to download could not be made. If you still need the files, contact us soon.",
    ],
    action: { label: hasExport ? "Download the files" : "See how it stands", url },
  }),
};
