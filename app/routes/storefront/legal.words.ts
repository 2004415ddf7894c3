import { defineWords } from "#app/ui/words.ts";

/** Texts the two legal pages share. */
export const legalWords = defineWords({
  id: {
    since: (date: string) => `Berlaku sejak ${date}.`,
    seller: (name: string, address: string) => `Penyelenggara layanan ini adalah ${name}, ${address}.`,
    npwp: (number: string) => `NPWP ${number}.`,
    questions: "Pertanyaan tentang halaman ini:",
  },
  en: {
    since: (date: string) => `In force since ${date}.`,
    seller: (name: string, address: string) => `This service is run by ${name}, ${address}.`,
    npwp: (number: string) => `Tax number (NPWP) ${number}.`,
    questions: "Questions about this page:",
  },
});
