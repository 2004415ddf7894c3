import { formatRupiah } from "#app/domain/catalog/money.ts";
import { formatMoment } from "#app/ui/dates.ts";
import type { NoticeValues } from "../kinds.ts";
import type { Letter } from "./letter.ts";

type Told = NoticeValues<"subscription-cancelled"> & { url: string };

/** Letters about a subscription that its owner ends, Indonesian. */
export const cancellationLettersId = {
  "subscription-cancelled": ({ mode, host, endsAt, creditIdr, url }: Told): Letter => {
    if (mode === "at-term") {
      const end = formatMoment(new Date(endsAt), "id");
      return {
        subject: `Langganan ${host} akan berhenti`,
        paragraphs: [
          `Seperti yang Anda minta, langganan ${host} berhenti pada ${end}. Sampai saat itu situs tetap menyala, dan tidak ada tagihan lagi.`,
          "Berubah pikiran? Sampai saat itu penghentian bisa Anda tarik kembali di halaman situs.",
        ],
        action: { label: "Buka halaman situs", url },
      };
    }
    const credit = creditIdr > 0 ? [`${formatRupiah(creditIdr)} menjadi saldo akun Anda.`] : [];
    return {
      subject: `Langganan ${host} sudah berhenti`,
      paragraphs: [
        `Langganan ${host} sudah berhenti dan situsnya dimatikan. Tidak ada tagihan lagi.`,
        ...credit,
      ],
      action: { label: "Buka halaman situs", url },
      closing: ["Terima kasih sudah memercayakan situs Anda kepada kami."],
    };
  },
  "cancellation-taken-back": ({ host, endsAt, url }: Told): Letter => ({
    subject: `Langganan ${host} jalan terus`,
    paragraphs: [
      `Penghentian langganan ${host} sudah ditarik kembali. Masa yang sudah dibayar berakhir ${formatMoment(new Date(endsAt), "id")}; tagihan perpanjangannya kami kirim sebelum itu, seperti biasa.`,
    ],
    action: { label: "Buka halaman situs", url },
  }),
};

/** The same letters in English. */
export const cancellationLettersEn: typeof cancellationLettersId = {
  "subscription-cancelled": ({ mode, host, endsAt, creditIdr, url }) => {
    if (mode === "at-term") {
      const end = formatMoment(new Date(endsAt), "en");
      return {
        subject: `The subscription of ${host} will end`,
        paragraphs: [
          `As you asked, the subscription of ${host} ends on ${end}. Until then the site stays on, and there are no more bills.`,
          "Changed your mind? Until then you can take the cancellation back on the site's page.",
        ],
        action: { label: "Open the site's page", url },
      };
    }
    const credit = creditIdr > 0 ? [`${formatRupiah(creditIdr)} became your account's credit.`] : [];
    return {
      subject: `The subscription of ${host} has ended`,
      paragraphs: [
        `The subscription of ${host} has ended and its site is off. There are no more bills.`,
        ...credit,
      ],
      action: { label: "Open the site's page", url },
      closing: ["Thank you for trusting us with your site."],
    };
  },
  "cancellation-taken-back": ({ host, endsAt, url }) => ({
    subject: `The subscription of ${host} goes on`,
    paragraphs: [
      `The cancellation of ${host} was taken back. What is paid for ends on ${formatMoment(new Date(endsAt), "en")}; the renewal bill comes before that, as usual.`,
    ],
    action: { label: "Open the site's page", url },
  }),
};
