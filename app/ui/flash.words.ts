import type { Tone } from "./status-mark.tsx";
import { defineWords } from "./words.ts";

/** What happened just now, told once on the next page. The key is what `flash(kind)` is called with. */
export const flashWords = defineWords({
  id: {
    "email-verified": "Alamat e-mail Anda sudah dikonfirmasi.",
    "verification-sent":
      "Kalau alamat itu menunggu konfirmasi, tautannya sudah kami kirim. Periksa juga folder spam.",
    "password-reset": "Kata sandi baru sudah disimpan, dan semua perangkat dikeluarkan. Silakan masuk.",
    "password-changed": "Kata sandi sudah diganti, dan perangkat lain sudah dikeluarkan.",
    "profile-saved": "Perubahan sudah disimpan.",
    "session-ended": "Perangkat itu sudah dikeluarkan.",
    "sessions-ended": "Semua perangkat lain sudah dikeluarkan.",
    "logged-out": "Anda sudah keluar. Sampai jumpa lagi.",
  },
  en: {
    "email-verified": "Your e-mail address is confirmed.",
    "verification-sent":
      "If that address is waiting for confirmation, the link is on its way. Look in the spam folder too.",
    "password-reset": "The new password is saved, and every device was logged out. Please log in.",
    "password-changed": "The password is changed, and other devices were logged out.",
    "profile-saved": "Your changes are saved.",
    "session-ended": "That device was logged out.",
    "sessions-ended": "All other devices were logged out.",
    "logged-out": "You are logged out. See you soon.",
  },
});

export type FlashKind = keyof (typeof flashWords)["id"];

/** Kinds that are not good news; all others are. */
export const flashTones: Partial<Record<FlashKind, Tone>> = {};
