import type { NoticeValues } from "../kinds.ts";
import type { Letter } from "./letter.ts";

type With<Kind extends "domain-active" | "domain-given-up" | "certificate-problem"> = NoticeValues<Kind> & {
  url: string;
};

/** Letters about a site's own domains and certificates, Indonesian. */
export const domainLettersId = {
  "domain-active": ({ host, url }: With<"domain-active">): Letter => ({
    subject: `${host} sudah membuka situs Anda`,
    paragraphs: [
      `DNS ${host} sudah mengarah ke server kami, dan situs Anda sekarang terbuka lewat nama itu.`,
      "Sertifikat HTTPS kami mintakan sekarang juga; biasanya terpasang dalam beberapa menit.",
    ],
    action: { label: "Lihat domain", url },
  }),
  "domain-given-up": ({ host, url }: With<"domain-given-up">): Letter => ({
    subject: `${host} belum mengarah ke situs Anda`,
    paragraphs: [
      `Selama tujuh hari kami mencari ${host} di DNS, dan namanya belum mengarah ke server kami. Kami berhenti mencari, dan nama itu kami lepaskan.`,
      "Situs Anda tidak berubah. Setelah catatan DNS-nya benar, tambahkan lagi domain ini; yang harus diisi tertulis di halamannya.",
    ],
    action: { label: "Buka halaman domain", url },
  }),
  "certificate-problem": ({ host, url }: With<"certificate-problem">): Letter => ({
    subject: `Sertifikat HTTPS ${host} bermasalah`,
    paragraphs: [
      `Sertifikat HTTPS untuk ${host} belum berhasil dipasang atau diperpanjang, sehingga pengunjung bisa melihat peringatan di peramban.`,
      "Kami terus mencoba dan tim kami sudah diberi tahu. Yang bisa Anda periksa: catatan DNS domain Anda. Keadaannya, dan apa yang perlu diubah, ada di halaman domain.",
    ],
    action: { label: "Lihat keadaannya", url },
  }),
};

/** The same letters in English. */
export const domainLettersEn: typeof domainLettersId = {
  "domain-active": ({ host, url }) => ({
    subject: `${host} now opens your site`,
    paragraphs: [
      `The DNS of ${host} leads to our server, and your site now opens under that name.`,
      "We are asking for its HTTPS certificate right now; it is usually in place within a few minutes.",
    ],
    action: { label: "See the domain", url },
  }),
  "domain-given-up": ({ host, url }) => ({
    subject: `${host} does not lead to your site`,
    paragraphs: [
      `For seven days we looked for ${host} in the DNS, and it does not lead to our server. We have stopped looking and let the name go.`,
      "Your site has not changed. Once the DNS record is right, add the domain again; its page says what to fill in.",
    ],
    action: { label: "Open the domains page", url },
  }),
  "certificate-problem": ({ host, url }) => ({
    subject: `The HTTPS certificate of ${host} is in trouble`,
    paragraphs: [
      `The HTTPS certificate of ${host} could not be installed or renewed yet, so visitors may see a warning in their browser.`,
      "We keep trying, and our team has been told. What you can look at: the DNS records of your domain. How it stands, and what to change, is on the domains page.",
    ],
    action: { label: "See how it stands", url },
  }),
};
