import { defineWords } from "./words.ts";

/** Labels and complaints of the fields that ask who somebody is. */
export const accountFieldWords = defineWords({
  id: {
    name: "Nama Anda",
    nameMissing: "Tulis nama Anda.",
    nameTooLong: "Nama paling panjang 100 huruf.",
    email: "Alamat e-mail",
    emailWrong: "Tulis alamat e-mail yang lengkap, misalnya sari@contoh.id.",
    phone: "Nomor telepon (boleh kosong)",
    phoneHint: "Hanya untuk menghubungi Anda tentang pesanan.",
    phoneWrong: "Tulis nomor telepon dengan 8 sampai 15 angka, misalnya 0812 3456 7890.",
    password: "Kata sandi",
    newPassword: "Kata sandi baru",
    currentPassword: "Kata sandi sekarang",
    passwordHint: "Paling sedikit 8 huruf. Kalimat pendek yang mudah Anda ingat paling aman.",
    passwordMissing: "Tulis kata sandi.",
    passwordProblems: {
      "too-short": "Kata sandi paling sedikit 8 huruf.",
      "too-long": "Kata sandi ini terlalu panjang; pakai paling banyak 72 huruf.",
      common: "Kata sandi ini termasuk yang pertama kali ditebak orang. Pilih yang lain.",
      "is-email": "Kata sandi tidak boleh sama dengan alamat e-mail Anda.",
    },
    tooMany: (minutes: number) =>
      `Terlalu banyak percobaan. Tunggu ${minutes} menit, lalu coba lagi. Tidak ada yang hilang.`,
    busy: "Kami sedang sangat sibuk. Tunggu sebentar, lalu coba lagi. Tidak ada yang hilang.",
  },
  en: {
    name: "Your name",
    nameMissing: "Write your name.",
    nameTooLong: "A name has 100 letters at most.",
    email: "E-mail address",
    emailWrong: "Write a whole e-mail address, such as sari@example.id.",
    phone: "Phone number (may stay empty)",
    phoneHint: "Only to contact you about an order.",
    phoneWrong: "Write a phone number of 8 to 15 digits, such as 0812 3456 7890.",
    password: "Password",
    newPassword: "New password",
    currentPassword: "Present password",
    passwordHint: "At least 8 letters. A short sentence that you remember easily is safest.",
    passwordMissing: "Write a password.",
    passwordProblems: {
      "too-short": "A password has at least 8 letters.",
      "too-long": "This password is too long; use at most 72 letters.",
      common: "This password is among the first that people guess. Choose another.",
      "is-email": "The password may not be your e-mail address.",
    },
    tooMany: (minutes: number) => `Too many tries. Wait ${minutes} minutes and try again. Nothing is lost.`,
    busy: "We are very busy right now. Wait a moment and try again. Nothing is lost.",
  },
});

export type AccountFieldWords = (typeof accountFieldWords)["id"];
