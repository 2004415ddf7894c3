import { formatRupiah } from "#app/domain/catalog/money.ts";
import type { NoticeValues } from "../kinds.ts";
import type { Letter } from "./letter.ts";

type With<Kind extends keyof typeof import("../kinds.ts").noticeValues> = NoticeValues<Kind> & {
  url: string;
};

/** Letters about money given back, Indonesian. */
export const refundLettersId = {
  "refund-recorded": ({
    orderNumber,
    totalIdr,
    way,
    cause,
    reference,
    url,
  }: With<"refund-recorded">): Letter => ({
    subject: `${formatRupiah(totalIdr)} dikembalikan: pesanan ${orderNumber}`,
    paragraphs: [
      `${causesId[cause]} ${formatRupiah(totalIdr)} dari pesanan ${orderNumber}.`,
      way === "credit"
        ? "Uang itu sekarang ada di saldo akun Anda dan dipakai lebih dulu untuk tagihan berikutnya."
        : `Uang itu kami transfer ke rekening Anda. Bukti transfer: ${reference}.`,
    ],
    action: { label: "Lihat pesanan", url },
    closing: ["Nota kreditnya kami kirim dalam surat tersendiri."],
  }),
  "credit-note-issued": ({
    orderNumber,
    noteNumber,
    invoiceNumber,
    totalIdr,
    url,
  }: With<"credit-note-issued">): Letter => ({
    subject: `Nota kredit ${noteNumber}`,
    paragraphs: [
      `Terlampir nota kredit ${noteNumber} sebesar ${formatRupiah(totalIdr)}, yang mengoreksi faktur ${invoiceNumber} untuk pesanan ${orderNumber}. Tidak ada yang perlu dibayar.`,
    ],
    action: { label: "Lihat nota kredit", url },
    closing: ["Semua faktur dan nota kredit Anda bisa dibuka dan diunduh lagi kapan saja di akun Anda."],
  }),
};

/** The same letters in English. */
export const refundLettersEn: typeof refundLettersId = {
  "refund-recorded": ({ orderNumber, totalIdr, way, cause, reference, url }) => ({
    subject: `${formatRupiah(totalIdr)} given back: order ${orderNumber}`,
    paragraphs: [
      `${causesEn[cause]} ${formatRupiah(totalIdr)} of order ${orderNumber}.`,
      way === "credit"
        ? "The money is now your account's credit and is used first for the next bill."
        : `We sent the money to your bank account. Proof of the transfer: ${reference}.`,
    ],
    action: { label: "See the order", url },
    closing: ["The credit note comes in a letter of its own."],
  }),
  "credit-note-issued": ({ orderNumber, noteNumber, invoiceNumber, totalIdr, url }) => ({
    subject: `Credit note ${noteNumber}`,
    paragraphs: [
      `Attached is credit note ${noteNumber} of ${formatRupiah(totalIdr)}, which corrects invoice ${invoiceNumber} of order ${orderNumber}. There is nothing to pay.`,
    ],
    action: { label: "See the credit note", url },
    closing: [
      "All your invoices and credit notes can be opened and downloaded again in your account at any time.",
    ],
  }),
};

const causesId = {
  staff: "Kami mengembalikan",
  downgrade: "Setelah pindah paket, kami mengembalikan sisa nilai",
  cancellation: "Setelah langganan dihentikan, kami mengembalikan sisa nilai",
};
const causesEn = {
  staff: "We gave back",
  downgrade: "After the change of plan we gave back what was left:",
  cancellation: "After the subscription was ended we gave back what was left:",
};
