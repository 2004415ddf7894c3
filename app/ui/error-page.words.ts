import { defineWords } from "./words.ts";

export const errorWords = defineWords({
  id: {
    code: (status: number) => `Kode ${status}`,
    home: "Ke beranda",
    dashboard: "Ke dasbor",
    contact: "Hubungi kami",
    notFound: {
      title: "Halaman ini tidak ada",
      body: "Alamatnya mungkin salah ketik, sudah dipindah, atau milik akun lain. Situs dan pesanan Anda tidak terpengaruh.",
    },
    forbidden: {
      title: "Anda tidak punya akses ke sini",
      body: "Permintaan itu kami tolak dan tidak ada yang berubah. Kalau Anda mengirim formulir, buka lagi halamannya dan kirim ulang dari sana.",
    },
    tooMany: {
      title: "Terlalu banyak percobaan",
      body: "Demi keamanan akun, kami menahan percobaan berikutnya sebentar. Tidak ada yang hilang. Tunggu beberapa menit, lalu coba lagi.",
    },
    refused: {
      title: "Permintaan itu tidak bisa kami layani",
      body: "Ada bagian yang tidak sesuai, jadi tidak ada yang kami ubah. Kembali ke halaman sebelumnya dan coba sekali lagi.",
    },
    broken: {
      title: "Ada yang rusak di pihak kami",
      body: "Ini bukan kesalahan Anda. Kejadiannya sudah tercatat. Pesanan dan pembayaran yang sudah masuk tetap tersimpan. Muat ulang halaman ini sebentar lagi; kalau masih sama, kabari kami.",
    },
  },
  en: {
    code: (status: number) => `Code ${status}`,
    home: "Go home",
    dashboard: "Go to the dashboard",
    contact: "Contact us",
    notFound: {
      title: "There is no such page",
      body: "The address may be mistyped, moved, or belong to another account. Your sites and orders are not affected.",
    },
    forbidden: {
      title: "You have no access here",
      body: "We refused that request and nothing has changed. If you were sending a form, open its page again and send it from there.",
    },
    tooMany: {
      title: "Too many tries",
      body: "To keep accounts safe we hold further tries back for a while. Nothing is lost. Wait a few minutes, then try again.",
    },
    refused: {
      title: "We cannot handle that request",
      body: "Some part of it does not fit, so we have changed nothing. Go back to the previous page and try once more.",
    },
    broken: {
      title: "Something broke on our side",
      body: "This is not your fault, and it has been recorded. Orders and payments already made are safe. Reload this page in a moment; if it stays, tell us.",
    },
  },
});

/** Which text belongs to a status. */
export function errorKind(status: number): "notFound" | "forbidden" | "tooMany" | "refused" | "broken" {
  if (status === 404) return "notFound";
  if (status === 401 || status === 403) return "forbidden";
  if (status === 429) return "tooMany";
  return status >= 400 && status < 500 ? "refused" : "broken";
}
