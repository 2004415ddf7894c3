import { defineWords } from "#app/ui/words.ts";

/** Texts of an ending that was asked for, on the site's page: apart, since that page sends its texts as script. */
export const cancelStandingWords = defineWords({
  id: {
    pending: (end: string) => `Langganan ini berhenti pada ${end}.`,
    pendingBody: "Sampai saat itu situs tetap menyala, dan tidak ada tagihan lagi.",
    takeBack: "Tarik kembali, jalan terus",
    link: "Hentikan langganan",
    endNow: "Hentikan sekarang saja",
  },
  en: {
    pending: (end: string) => `This subscription ends on ${end}.`,
    pendingBody: "Until then the site stays on, and there are no more bills.",
    takeBack: "Take it back, keep going",
    link: "End the subscription",
    endNow: "End it now instead",
  },
});
