import { defineWords } from "./words.ts";

/** Texts of the shared components themselves. */
export const uiWords = defineWords({
  id: {
    errorSummary: "Ada yang perlu diperbaiki",
    pages: "Halaman",
    newer: "Lebih baru",
    older: "Lebih lama",
    pageOf: (page: number, pages: number) => `Halaman ${page} dari ${pages}`,
    refreshing: (seconds: number) => `Halaman ini menyegarkan diri setiap ${seconds} detik.`,
    refreshNow: "Segarkan sekarang",
    popular: "Saran kami",
    perMonth: "per bulan",
    perYear: "per tahun",
    aMonth: (amount: string) => `Setara ${amount} sebulan.`,
    saving: (amount: string) => `Hemat ${amount} setahun`,
    renewsAt: (amount: string) => `Perpanjangan ${amount}, harga yang sama.`,
    choose: (plan: string) => `Pilih paket ${plan}`,
  },
  en: {
    errorSummary: "Something needs fixing",
    pages: "Pages",
    newer: "Newer",
    older: "Older",
    pageOf: (page: number, pages: number) => `Page ${page} of ${pages}`,
    refreshing: (seconds: number) => `This page refreshes itself every ${seconds} seconds.`,
    refreshNow: "Refresh now",
    popular: "Our suggestion",
    perMonth: "per month",
    perYear: "per year",
    aMonth: (amount: string) => `That is ${amount} a month.`,
    saving: (amount: string) => `Save ${amount} a year`,
    renewsAt: (amount: string) => `Renews at ${amount}, the same price.`,
    choose: (plan: string) => `Choose ${plan}`,
  },
});
