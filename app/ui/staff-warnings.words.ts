import { defineWords } from "./words.ts";

/** What is wrong with the run of the business itself: on every page of the staff, until it is right. */
export const staffWarningWords = defineWords({
  id: {
    look: "Lihat keadaannya",
    kinds: {
      late: "Penjadwal terlambat: sudah lebih dari 30 menit tidak ada pekerjaan berkala yang jalan. Periksa proses worker.",
      brake:
        "Rem penangguhan menahan langganan: terlalu banyak situs akan mati dalam sehari. Periksa dulu apakah itu benar.",
      "clock-back":
        "Jam server mundur. Penagihan dan penangguhan dihentikan, dan jalan lagi sendiri begitu jamnya benar.",
      "clock-leap":
        "Jam server melompat lebih dari 45 hari. Penagihan dan penangguhan menunggu sampai orang memastikan jamnya benar.",
      "database-back":
        "Basis data lebih lama daripada catatan kita, seperti cadangan yang dipulihkan. Penagihan dan penangguhan menunggu orang.",
    },
  },
  en: {
    look: "See how things stand",
    kinds: {
      late: "The scheduler is late: no recurring job has run for more than 30 minutes. Look at the worker processes.",
      brake:
        "The brake on mass suspension is holding subscriptions: too many sites would go off in a day. See first whether that is right.",
      "clock-back":
        "The server's clock went back. Billing and suspending have stopped, and go on by themselves once it is right.",
      "clock-leap":
        "The server's clock leapt by more than 45 days. Billing and suspending wait until a person says that it is right.",
      "database-back":
        "The database is older than our mark, as a restored backup is. Billing and suspending wait for a person.",
    },
  },
});

export type StaffWarning = keyof (typeof staffWarningWords)["id"]["kinds"];
