import type { Tone } from "./status-mark.tsx";
import { defineWords } from "./words.ts";

/** What happened just now, told once on the next page. The key is what `flash(kind)` is called with. */
export const flashWords = defineWords({
  id: {
    "logged-out": "Anda sudah keluar. Sampai jumpa lagi.",
    "language-changed": "Bahasa diganti ke Bahasa Indonesia.",
  },
  en: {
    "logged-out": "You are logged out. See you soon.",
    "language-changed": "The language is now English.",
  },
});

export type FlashKind = keyof (typeof flashWords)["id"];

/** Kinds that are not good news; all others are. */
export const flashTones: Partial<Record<FlashKind, Tone>> = {};
