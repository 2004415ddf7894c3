import { formatRupiah } from "#app/domain/catalog/money.ts";
import { formatDate, formatMoment } from "#app/ui/dates.ts";
import type { NoticeValues } from "../kinds.ts";
import type { Letter } from "./letter.ts";

type With<Kind extends keyof typeof import("../kinds.ts").noticeValues> = NoticeValues<Kind> & {
  url: string;
};

const NO_SIGN_IN_ID =
  "Tautan di atas membuka tagihan ini saja dan bisa dipakai tanpa masuk. Siapa pun yang memegangnya bisa membayarkannya untuk Anda.";
const NO_SIGN_IN_EN =
  "The link above opens this bill only and works without logging in. Whoever holds it can pay it for you.";

/** Letters about bills, Indonesian. They never ask for anything but a payment on this site's own page. */
export const renewalLettersId = {
  "renewal-due": ({
    orderNumber,
    totalIdr,
    planName,
    host,
    endsAt,
    suspendsAt,
    url,
  }: With<"renewal-due">): Letter => ({
    subject: `Tagihan ${host}: ${formatRupiah(totalIdr)}, berakhir ${formatDate(new Date(endsAt), "id")}`,
    paragraphs: [
      `Masa paket ${planName} untuk ${host} berakhir ${formatMoment(new Date(endsAt), "id")}. Tagihan perpanjangannya ${formatRupiah(totalIdr)}, nomor ${orderNumber}.`,
      `Kalau belum dibayar sampai ${formatMoment(new Date(suspendsAt), "id")}, situs dimatikan sementara. Membayar kapan saja sebelum itu memperpanjang dari tanggal berakhirnya, jadi tidak ada hari yang hilang.`,
    ],
    action: { label: "Bayar perpanjangan", url },
    closing: [
      NO_SIGN_IN_ID,
      `Anda menerima surat ini karena masa ${host} segera berakhir dan tagihannya belum dibayar. Kami tidak pernah memotong rekening atau kartu Anda.`,
    ],
  }),
  "past-due": ({ orderNumber, totalIdr, host, endsAt, suspendsAt, url }: With<"past-due">): Letter => ({
    subject: `Tagihan ${host} sudah lewat: ${formatRupiah(totalIdr)}`,
    paragraphs: [
      `Masa ${host} berakhir ${formatMoment(new Date(endsAt), "id")} dan tagihan ${orderNumber} sebesar ${formatRupiah(totalIdr)} belum dibayar. Situs Anda masih menyala.`,
      `Kalau belum dibayar sampai ${formatMoment(new Date(suspendsAt), "id")}, situs dan akses FTP-nya dimatikan sementara.`,
    ],
    action: { label: "Bayar perpanjangan", url },
    closing: [
      NO_SIGN_IN_ID,
      `Anda menerima surat ini karena tagihan ${host} lewat dari tanggalnya. Kalau Anda baru saja membayar, abaikan saja.`,
    ],
  }),
  "site-suspended": ({
    orderNumber,
    totalIdr,
    host,
    endsAt,
    terminatesAt,
    url,
  }: With<"site-suspended">): Letter => ({
    subject: `${host} dimatikan sementara`,
    paragraphs: [
      `Masa ${host} berakhir ${formatMoment(new Date(endsAt), "id")} dan tagihan ${orderNumber} sebesar ${formatRupiah(totalIdr)} belum dibayar. Karena itu situs dan akses FTP-nya kami matikan sementara. Berkas Anda tidak kami hapus.`,
      `Begitu tagihan dibayar, situs menyala lagi dengan sendirinya. Tagihan bisa dibayar sampai ${formatMoment(new Date(terminatesAt), "id")}.`,
    ],
    action: { label: "Bayar dan nyalakan lagi", url },
    closing: [
      NO_SIGN_IN_ID,
      "Anda menerima surat ini karena situs Anda baru saja dimatikan: tagihannya tidak dibayar sampai masa tenggangnya habis.",
    ],
  }),
  "termination-soon": ({
    orderNumber,
    totalIdr,
    host,
    terminatesAt,
    url,
  }: With<"termination-soon">): Letter => ({
    subject: `Langganan ${host} segera berakhir`,
    paragraphs: [
      `Tagihan ${orderNumber} untuk ${host} sebesar ${formatRupiah(totalIdr)} masih belum dibayar. Pada ${formatMoment(new Date(terminatesAt), "id")} langganannya berakhir, dan sesudah itu berkasnya boleh kami hapus.`,
      "Membayar sebelum itu menyalakan situs kembali.",
    ],
    action: { label: "Bayar dan nyalakan lagi", url },
    closing: [
      NO_SIGN_IN_ID,
      "Anda menerima surat ini karena situs Anda mati dan langganannya berakhir kalau tagihannya tetap tidak dibayar.",
    ],
  }),
  "renewal-paid": ({ orderNumber, totalIdr, planName, endsAt, url }: With<"renewal-paid">): Letter => ({
    subject: `Perpanjangan diterima: pesanan ${orderNumber}`,
    paragraphs: [
      `${formatRupiah(totalIdr)} untuk perpanjangan ${planName} sudah kami terima. Terima kasih.`,
      `Langganan Anda berjalan sampai ${formatMoment(new Date(endsAt), "id")}.`,
    ],
    action: { label: "Lihat pesanan dan faktur", url },
  }),
  "plan-changed": ({
    host,
    planName,
    cycle,
    paidIdr,
    givenBackIdr,
    endsAt,
    domains,
    planDomains,
    url,
  }: With<"plan-changed">): Letter => ({
    subject: `Paket ${host} sekarang ${planName}`,
    paragraphs: [
      `${host} sekarang memakai paket ${planName}, dibayar per ${cycle === "yearly" ? "tahun" : "bulan"}. Batas paket ini langsung berlaku.`,
      ...(paidIdr > 0
        ? [`${formatRupiah(paidIdr)} untuk perubahan ini sudah kami terima. Terima kasih.`]
        : []),
      ...(givenBackIdr > 0 ? [`${formatRupiah(givenBackIdr)} menjadi saldo Anda.`] : []),
      ...(domains > planDomains
        ? [
            `Situs Anda punya ${domains} domain sendiri, sedangkan paket ini memuat ${planDomains}. Semuanya tetap berjalan; domain baru baru bisa ditambah setelah ada yang dilepaskan.`,
          ]
        : []),
      `Langganan Anda berjalan sampai ${formatMoment(new Date(endsAt), "id")}.`,
    ],
    action: { label: "Lihat paket dan hitungannya", url },
  }),
  "site-restored": ({ host, url }: With<"site-restored">): Letter => ({
    subject: `${host} menyala lagi`,
    paragraphs: [`${host} dan akses FTP-nya sudah menyala lagi, dengan isi yang sama seperti sebelumnya.`],
    action: { label: "Lihat situs", url },
  }),
};

/** The same letters in English. */
export const renewalLettersEn: typeof renewalLettersId = {
  "renewal-due": ({ orderNumber, totalIdr, planName, host, endsAt, suspendsAt, url }) => ({
    subject: `Bill for ${host}: ${formatRupiah(totalIdr)}, ends ${formatDate(new Date(endsAt), "en")}`,
    paragraphs: [
      `${planName} for ${host} ends on ${formatMoment(new Date(endsAt), "en")}. Its renewal is ${formatRupiah(totalIdr)}, bill ${orderNumber}.`,
      `If it is not paid by ${formatMoment(new Date(suspendsAt), "en")}, the site is switched off for the time being. Paying at any time before that extends from the end date, so no day is lost.`,
    ],
    action: { label: "Pay the renewal", url },
    closing: [
      NO_SIGN_IN_EN,
      `You get this letter because what is paid for ${host} ends soon and its bill is unpaid. We never take money from your account or card.`,
    ],
  }),
  "past-due": ({ orderNumber, totalIdr, host, endsAt, suspendsAt, url }) => ({
    subject: `The bill for ${host} is overdue: ${formatRupiah(totalIdr)}`,
    paragraphs: [
      `${host} was paid until ${formatMoment(new Date(endsAt), "en")} and bill ${orderNumber} of ${formatRupiah(totalIdr)} is unpaid. Your site is still on.`,
      `If it is not paid by ${formatMoment(new Date(suspendsAt), "en")}, the site and its FTP access are switched off for the time being.`,
    ],
    action: { label: "Pay the renewal", url },
    closing: [
      NO_SIGN_IN_EN,
      `You get this letter because the bill for ${host} is past its date. If you have just paid, there is nothing to do.`,
    ],
  }),
  "site-suspended": ({ orderNumber, totalIdr, host, endsAt, terminatesAt, url }) => ({
    subject: `${host} is switched off for now`,
    paragraphs: [
      `${host} was paid until ${formatMoment(new Date(endsAt), "en")} and bill ${orderNumber} of ${formatRupiah(totalIdr)} is unpaid. That is why the site and its FTP access are switched off for now. Your files are not removed.`,
      `As soon as the bill is paid the site comes on again by itself. It can be paid until ${formatMoment(new Date(terminatesAt), "en")}.`,
    ],
    action: { label: "Pay and switch it on", url },
    closing: [
      NO_SIGN_IN_EN,
      "You get this letter because your site has just been switched off: its bill stayed unpaid until the grace was over.",
    ],
  }),
  "termination-soon": ({ orderNumber, totalIdr, host, terminatesAt, url }) => ({
    subject: `The subscription of ${host} ends soon`,
    paragraphs: [
      `Bill ${orderNumber} for ${host} of ${formatRupiah(totalIdr)} is still unpaid. On ${formatMoment(new Date(terminatesAt), "en")} the subscription ends, and after that we may remove its files.`,
      "Paying before then switches the site on again.",
    ],
    action: { label: "Pay and switch it on", url },
    closing: [
      NO_SIGN_IN_EN,
      "You get this letter because your site is off and its subscription ends if the bill stays unpaid.",
    ],
  }),
  "renewal-paid": ({ orderNumber, totalIdr, planName, endsAt, url }) => ({
    subject: `Renewal received: order ${orderNumber}`,
    paragraphs: [
      `${formatRupiah(totalIdr)} for the renewal of ${planName} has arrived. Thank you.`,
      `Your subscription runs until ${formatMoment(new Date(endsAt), "en")}.`,
    ],
    action: { label: "See the order and invoice", url },
  }),
  "plan-changed": ({ host, planName, cycle, paidIdr, givenBackIdr, endsAt, domains, planDomains, url }) => ({
    subject: `${host} is now on plan ${planName}`,
    paragraphs: [
      `${host} is now on plan ${planName}, paid by the ${cycle === "yearly" ? "year" : "month"}. Its limits apply at once.`,
      ...(paidIdr > 0 ? [`${formatRupiah(paidIdr)} for this change has arrived. Thank you.`] : []),
      ...(givenBackIdr > 0 ? [`${formatRupiah(givenBackIdr)} became your credit.`] : []),
      ...(domains > planDomains
        ? [
            `Your site has ${domains} domains of your own, and this plan holds ${planDomains}. All of them keep working; another can be added once some are let go.`,
          ]
        : []),
      `Your subscription runs until ${formatMoment(new Date(endsAt), "en")}.`,
    ],
    action: { label: "See the plan and the sums", url },
  }),
  "site-restored": ({ host, url }) => ({
    subject: `${host} is on again`,
    paragraphs: [`${host} and its FTP access are on again, with the same content as before.`],
    action: { label: "See the site", url },
  }),
};
