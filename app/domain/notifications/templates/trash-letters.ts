import { formatMoment } from "#app/ui/dates.ts";
import type { NoticeValues } from "../kinds.ts";
import type { Letter } from "./letter.ts";

type Told = NoticeValues<"site-trashed"> & { url: string };

/** Letters about a site its owner deleted, Indonesian. */
export const trashLettersId = {
  "site-trashed": ({ host, endsAt, didCancel, url }: Told): Letter => ({
    subject: `${host} sudah dihapus, dan masih bisa diambil kembali`,
    paragraphs: [
      `Seperti yang Anda minta, ${host} dan akses FTP-nya dimatikan.${didCancel ? " Langganannya berhenti pada akhir masanya, dan tidak ada tagihan lagi." : ""}`,
      `Berubah pikiran? Sampai ${formatMoment(new Date(endsAt), "id")} tekan Ambil kembali di halaman situs, dan semuanya seperti semula. Sesudah itu langganannya berakhir; berkasnya kami kemas untuk Anda unduh sebelum dihapus.`,
    ],
    action: { label: "Ambil kembali", url },
    closing: ["Bukan Anda yang menghapusnya? Ambil kembali, lalu ganti kata sandi akun Anda."],
  }),
  "trash-ends-soon": ({ host, endsAt, url }: Told): Letter => ({
    subject: `Hari terakhir untuk mengambil kembali ${host}`,
    paragraphs: [
      `${host} Anda hapus dan masih bisa diambil kembali sampai ${formatMoment(new Date(endsAt), "id")}. Sesudah itu langganannya berakhir dan situsnya tidak bisa dinyalakan lagi.`,
      "Berkasnya kami kemas menjadi satu ZIP untuk Anda unduh sebelum dihapus. Kalau memang itu yang Anda inginkan, tidak ada yang perlu dilakukan.",
    ],
    action: { label: "Ambil kembali", url },
  }),
};

/** The same letters in English. */
export const trashLettersEn: typeof trashLettersId = {
  "site-trashed": ({ host, endsAt, didCancel, url }) => ({
    subject: `${host} was deleted, and can still be taken back`,
    paragraphs: [
      `As you asked, ${host} and its FTP access are switched off.${didCancel ? " Its subscription ends with its term, and there are no more bills." : ""}`,
      `Changed your mind? Until ${formatMoment(new Date(endsAt), "en")}, press Take it back on the site's page and all is as it was. After that its subscription is over; we pack its files for you to download before they are removed.`,
    ],
    action: { label: "Take it back", url },
    closing: ["It was not you who deleted it? Take it back, then change the password of your account."],
  }),
  "trash-ends-soon": ({ host, endsAt, url }) => ({
    subject: `The last day to take ${host} back`,
    paragraphs: [
      `You deleted ${host}, and can take it back until ${formatMoment(new Date(endsAt), "en")}. After that its subscription is over and the site cannot be switched on again.`,
      "We pack its files into one ZIP for you to download before they are removed. If that is what you want, there is nothing to do.",
    ],
    action: { label: "Take it back", url },
  }),
};
