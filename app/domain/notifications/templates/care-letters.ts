import { formatBytes } from "#app/ui/bytes.ts";
import type { NoticeValues } from "../kinds.ts";
import type { Letter } from "./letter.ts";

type With<Kind extends "disk-filling"> = NoticeValues<Kind> & { url: string };

/** Letters about the upkeep of a site that runs, Indonesian. */
export const careLettersId = {
  "disk-filling": ({ host, usedBytes, limitBytes, url }: With<"disk-filling">): Letter => ({
    subject: `Ruang disk ${host} hampir penuh`,
    paragraphs: [
      `${host} memakai ${formatBytes(usedBytes, "id")} dari ${formatBytes(limitBytes, "id")}. Kalau penuh, arsip baru tidak bisa diunggah; situs yang sekarang tetap menyala.`,
      "Hapus berkas yang tidak dipakai lewat FTP, kecilkan gambar dan video, atau pilih paket yang lebih besar.",
    ],
    action: { label: "Lihat situs", url },
  }),
};

/** The same letters in English. */
export const careLettersEn: typeof careLettersId = {
  "disk-filling": ({ host, usedBytes, limitBytes, url }) => ({
    subject: `The disk space of ${host} is nearly full`,
    paragraphs: [
      `${host} uses ${formatBytes(usedBytes, "en")} of ${formatBytes(limitBytes, "en")}. Once it is full, no new archive can be uploaded; the present site stays on.`,
      "Delete files you do not need by FTP, make images and videos smaller, or choose a larger plan.",
    ],
    action: { label: "See the site", url },
  }),
};
