import type { Settings } from "#app/domain/settings.ts";

const words = {
  id: {
    hello: (name: string) => (name ? `Halo ${name},` : "Halo,"),
    linkHint: "Tombolnya tidak bisa ditekan? Salin alamat ini ke peramban Anda:",
    help: (email: string) => `Ada pertanyaan? Balas surat ini atau tulis ke ${email}.`,
  },
  en: {
    hello: (name: string) => (name ? `Hello ${name},` : "Hello,"),
    linkHint: "The button does not work? Copy this address into your browser:",
    help: (email: string) => `Any questions? Reply to this letter or write to ${email}.`,
  },
};

/** What stands around every letter: the greeting, who writes, and how to answer. */
export function frameOf(
  language: "id" | "en",
  name: string,
  { name: business, address, email }: Settings["business"],
) {
  const t = words[language];
  return {
    language,
    greeting: t.hello(name),
    linkHint: t.linkHint,
    signature: [business, address, t.help(email)],
  };
}
