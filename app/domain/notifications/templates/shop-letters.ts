import { formatRupiah } from "#app/domain/catalog/money.ts";
import type { NoticeValues } from "../kinds.ts";
import type { Letter } from "./letter.ts";

type With<Kind extends keyof typeof import("../kinds.ts").noticeValues> = NoticeValues<Kind> & {
  url: string;
};

/** Letters about money and sites, Indonesian. */
export const shopLettersId = {
  "payment-received": ({ orderNumber, totalIdr, planName, url }: With<"payment-received">): Letter => ({
    subject: `Pembayaran diterima: pesanan ${orderNumber}`,
    paragraphs: [
      `Pembayaran ${formatRupiah(totalIdr)} untuk ${planName} sudah kami terima. Terima kasih.`,
      "Situs Anda sedang disiapkan; biasanya selesai dalam satu menit. Kami kirim surat lagi begitu siap.",
    ],
    action: { label: "Lihat pesanan dan faktur", url },
  }),
  "payment-credited": ({ orderNumber, amountIdr, reason, url }: With<"payment-credited">): Letter => ({
    subject: `${formatRupiah(amountIdr)} masuk ke saldo Anda`,
    paragraphs: [
      `${becauseId(reason, orderNumber)} Uang Anda tidak hilang: ${formatRupiah(amountIdr)} sudah kami catat sebagai saldo akun Anda.`,
      "Ingin uangnya dikembalikan? Balas saja surat ini.",
    ],
    action: { label: "Lihat pesanan", url },
  }),
  "payment-refused": ({ orderNumber, amountIdr, url }: With<"payment-refused">): Letter => ({
    subject: `Jumlah pembayaran berbeda: pesanan ${orderNumber}`,
    paragraphs: [
      `Kami menerima ${formatRupiah(amountIdr)} untuk pesanan ${orderNumber}, tetapi jumlahnya tidak sama dengan tagihannya. Pesanan belum kami anggap lunas.`,
      "Uang Anda tidak hilang. Tim kami sudah diberi tahu dan akan menghubungi Anda; Anda tidak perlu membayar lagi sebelum itu.",
    ],
    action: { label: "Lihat pesanan", url },
  }),
  "invoice-issued": ({ orderNumber, invoiceNumber, totalIdr, url }: With<"invoice-issued">): Letter => ({
    subject: `Faktur ${invoiceNumber}`,
    paragraphs: [
      `Terlampir faktur ${invoiceNumber} sebesar ${formatRupiah(totalIdr)} untuk pesanan ${orderNumber}. Faktur ini sudah lunas; tidak ada yang perlu dibayar.`,
    ],
    action: { label: "Lihat faktur", url },
    closing: ["Semua faktur Anda bisa dibuka dan diunduh lagi kapan saja di akun Anda."],
  }),
  "site-ready": ({ host, url }: With<"site-ready">): Letter => ({
    subject: `${host} siap diisi`,
    paragraphs: [
      `Hosting untuk ${host} sudah siap. Langkah berikutnya: unggah situs Anda sebagai ZIP atau TAR.GZ.`,
    ],
    action: { label: "Unggah situs", url },
  }),
  "site-delayed": ({ host, url }: With<"site-delayed">): Letter => ({
    subject: `${host} butuh waktu lebih lama`,
    paragraphs: [
      `Penyiapan ${host} belum berhasil. Pembayaran Anda aman, dan tidak ada yang perlu Anda lakukan.`,
      "Tim kami sudah diberi tahu dan sedang memeriksanya. Kami kirim surat begitu situs Anda siap.",
    ],
    action: { label: "Buka dasbor", url },
  }),
  "deploy-live": ({ host, number, url }: With<"deploy-live">): Letter => ({
    subject: `${host} menyala`,
    paragraphs: [`Penayangan nomor ${number} berhasil: versi baru ${host} sudah bisa dilihat semua orang.`],
    action: { label: "Lihat rinciannya", url },
  }),
  "deploy-failed": ({ host, number, step, url }: With<"deploy-failed">): Letter => ({
    subject: `Penayangan ${host} gagal`,
    paragraphs: [
      `Penayangan nomor ${number} untuk ${host} berhenti pada langkah "${stepsId[step] ?? step}".`,
      "Situs yang lama tetap menyala seperti sebelumnya. Rinciannya, dan apa yang bisa diperbaiki, ada di halaman penayangan.",
    ],
    action: { label: "Lihat sebabnya", url },
  }),
};

/** The same letters in English. */
export const shopLettersEn: typeof shopLettersId = {
  "payment-received": ({ orderNumber, totalIdr, planName, url }) => ({
    subject: `Payment received: order ${orderNumber}`,
    paragraphs: [
      `Your payment of ${formatRupiah(totalIdr)} for ${planName} has arrived. Thank you.`,
      "Your site is being made ready; that usually takes a minute. You will get another letter when it is.",
    ],
    action: { label: "See the order and invoice", url },
  }),
  "payment-credited": ({ orderNumber, amountIdr, reason, url }) => ({
    subject: `${formatRupiah(amountIdr)} was added to your balance`,
    paragraphs: [
      `${becauseEn(reason, orderNumber)} Your money is not lost: ${formatRupiah(amountIdr)} now stands on your account's balance.`,
      "Would you rather have it back? Simply reply to this letter.",
    ],
    action: { label: "See the order", url },
  }),
  "payment-refused": ({ orderNumber, amountIdr, url }) => ({
    subject: `Another amount was paid: order ${orderNumber}`,
    paragraphs: [
      `We received ${formatRupiah(amountIdr)} for order ${orderNumber}, but that is not the amount of the bill. The order does not count as paid yet.`,
      "Your money is not lost. Our team has been told and will contact you; there is no need to pay again before that.",
    ],
    action: { label: "See the order", url },
  }),
  "invoice-issued": ({ orderNumber, invoiceNumber, totalIdr, url }) => ({
    subject: `Invoice ${invoiceNumber}`,
    paragraphs: [
      `Attached is invoice ${invoiceNumber} of ${formatRupiah(totalIdr)} for order ${orderNumber}. It is paid in full; there is nothing to pay.`,
    ],
    action: { label: "See the invoice", url },
    closing: ["All your invoices can be opened and downloaded again in your account at any time."],
  }),
  "site-ready": ({ host, url }) => ({
    subject: `${host} is ready to be filled`,
    paragraphs: [`Hosting for ${host} is ready. The next step: upload your site as a ZIP or TAR.GZ.`],
    action: { label: "Upload the site", url },
  }),
  "site-delayed": ({ host, url }) => ({
    subject: `${host} needs more time`,
    paragraphs: [
      `Setting up ${host} has not worked yet. Your payment is safe, and there is nothing you need to do.`,
      "Our team has been told and is looking into it. You will get a letter as soon as your site is ready.",
    ],
    action: { label: "Open the dashboard", url },
  }),
  "deploy-live": ({ host, number, url }) => ({
    subject: `${host} is on`,
    paragraphs: [`Deployment number ${number} worked: everybody sees the new version of ${host} now.`],
    action: { label: "See the details", url },
  }),
  "deploy-failed": ({ host, number, step, url }) => ({
    subject: `The deployment of ${host} failed`,
    paragraphs: [
      `Deployment number ${number} of ${host} stopped at the step "${stepsEn[step] ?? step}".`,
      "The old site is still on, as before. The deployment's page has the details and what can be done.",
    ],
    action: { label: "See why", url },
  }),
};

function becauseId(reason: string, orderNumber: string): string {
  if (reason === "second-payment") return `Pesanan ${orderNumber} dibayar dua kali.`;
  if (reason === "late-payment")
    return `Pembayaran pesanan ${orderNumber} datang setelah pesanannya ditutup.`;
  return `Ada pembayaran untuk pesanan ${orderNumber} yang tidak bisa dipakai untuk pesanan itu.`;
}

function becauseEn(reason: string, orderNumber: string): string {
  if (reason === "second-payment") return `Order ${orderNumber} was paid twice.`;
  if (reason === "late-payment")
    return `The payment of order ${orderNumber} came after the order was closed.`;
  return `A payment for order ${orderNumber} could not be used for that order.`;
}

const stepsId: Record<string, string> = {
  queued: "menunggu giliran",
  checking: "memeriksa berkas",
  packing: "mengemas berkas",
  transferring: "mengirim ke server",
  extracting: "membuka di server",
  verifying: "memastikan isinya utuh",
  switching: "menyalakan versi baru",
  probing: "melihat dari luar",
};
const stepsEn: Record<string, string> = {
  queued: "waiting its turn",
  checking: "checking the files",
  packing: "packing the files",
  transferring: "sending to the server",
  extracting: "unpacking on the server",
  verifying: "making sure all is there",
  switching: "switching to the new version",
  probing: "looking from outside",
};
