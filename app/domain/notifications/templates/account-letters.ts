import { linkHours } from "#app/domain/accounts/email-tokens.server.ts";
import type { Letter } from "./letter.ts";

type Link = { url: string };

/** Letters about the account itself, Indonesian. */
export const accountLettersId = {
  "verify-email": ({ url }: Link): Letter => ({
    subject: "Konfirmasi alamat e-mail Anda",
    paragraphs: [
      "Terima kasih sudah mendaftar. Tinggal satu langkah: konfirmasi bahwa alamat e-mail ini milik Anda.",
    ],
    action: { label: "Konfirmasi alamat e-mail", url },
    closing: [
      `Tautan ini berlaku ${linkHours["verify-email"]} jam dan hanya bisa dipakai satu kali.`,
      "Bukan Anda yang mendaftar? Abaikan saja surat ini; tanpa konfirmasi, akun itu tidak bisa dipakai.",
    ],
  }),
  "reset-password": ({ url }: Link): Letter => ({
    subject: "Buat kata sandi baru",
    paragraphs: ["Ada permintaan untuk membuat kata sandi baru bagi akun Anda."],
    action: { label: "Buat kata sandi baru", url },
    closing: [
      `Tautan ini berlaku ${linkHours["reset-password"]} jam dan hanya bisa dipakai satu kali.`,
      "Bukan Anda yang meminta? Abaikan saja surat ini; kata sandi Anda tidak berubah.",
    ],
  }),
  "account-exists": ({ url }: Link): Letter => ({
    subject: "Anda sudah punya akun",
    paragraphs: [
      "Baru saja ada yang mendaftar dengan alamat e-mail ini, padahal alamat ini sudah punya akun. Tidak ada akun baru yang dibuat, dan tidak ada yang berubah.",
      "Kalau itu Anda, masuk saja dengan kata sandi Anda. Lupa kata sandinya? Di halaman masuk ada tautan untuk membuat yang baru.",
    ],
    action: { label: "Masuk", url },
    closing: ["Bukan Anda? Abaikan saja surat ini."],
  }),
  "password-changed": ({ url }: Link): Letter => ({
    subject: "Kata sandi Anda sudah diganti",
    paragraphs: [
      "Kata sandi akun Anda baru saja diganti, dan semua perangkat lain sudah dikeluarkan dari akun.",
      "Kalau itu Anda, tidak ada yang perlu dilakukan. Kalau bukan, segera buat kata sandi baru:",
    ],
    action: { label: "Buat kata sandi baru", url },
  }),
};

/** The same letters in English. */
export const accountLettersEn: typeof accountLettersId = {
  "verify-email": ({ url }) => ({
    subject: "Confirm your e-mail address",
    paragraphs: ["Thank you for registering. One step is left: confirm that this e-mail address is yours."],
    action: { label: "Confirm e-mail address", url },
    closing: [
      `This link works for ${linkHours["verify-email"]} hours and only once.`,
      "Was it not you who registered? Simply ignore this letter; without confirmation the account cannot be used.",
    ],
  }),
  "reset-password": ({ url }) => ({
    subject: "Choose a new password",
    paragraphs: ["Somebody asked for a new password for your account."],
    action: { label: "Choose a new password", url },
    closing: [
      `This link works for ${linkHours["reset-password"]} hour and only once.`,
      "Was it not you who asked? Simply ignore this letter; your password has not changed.",
    ],
  }),
  "account-exists": ({ url }) => ({
    subject: "You already have an account",
    paragraphs: [
      "Somebody just registered with this e-mail address, but it already has an account. No new account was made, and nothing has changed.",
      "If it was you, simply log in with your password. Forgotten it? The log-in page has a link to choose a new one.",
    ],
    action: { label: "Log in", url },
    closing: ["Was it not you? Simply ignore this letter."],
  }),
  "password-changed": ({ url }) => ({
    subject: "Your password was changed",
    paragraphs: [
      "The password of your account was just changed, and every other device was logged out.",
      "If it was you, there is nothing to do. If not, choose a new password at once:",
    ],
    action: { label: "Choose a new password", url },
  }),
};
