import { defineWords } from "#app/ui/words.ts";

/** Texts of a site's logs. */
export const logsWords = defineWords({
  id: {
    title: "Log situs",
    lead: "Seribu baris terakhir dari server web, yang terbaru di atas.",
    kind: "Log",
    access: "Kunjungan",
    error: "Galat",
    filter: "Hanya baris yang memuat",
    size: "Baris per halaman",
    show: "Tampilkan",
    download: "Unduh teks",
    count: (total: number) => `${total} baris.`,
    empty: "Tidak ada baris",
    emptyHint: "Belum ada yang tercatat, atau tidak ada baris yang memuat kata itu.",
    private:
      "Log memuat alamat IP pengunjung. Hanya Anda yang melihatnya di sini, dan kami tidak menyimpan salinannya.",
    limited: (minutes: number) => `Terlalu sering dibuka. Coba lagi dalam ${minutes} menit.`,
    problems: {
      "not-on-server": "Log ada setelah situs siap.",
      silent: "Server belum memberikan lognya. Coba lagi sebentar lagi; situs Anda tidak terpengaruh.",
    },
  },
  en: {
    title: "Site logs",
    lead: "The last thousand lines of the web server, the newest on top.",
    kind: "Which log",
    access: "Visits",
    error: "Errors",
    filter: "Only lines that hold",
    size: "Lines on a page",
    show: "Show",
    download: "Download text",
    count: (total: number) => `${total} ${total === 1 ? "line" : "lines"}.`,
    empty: "No lines",
    emptyHint: "Nothing was written yet, or no line holds that word.",
    private: "Logs hold the IP addresses of visitors. Only you see them here, and we keep no copy.",
    limited: (minutes: number) => `Opened too often. Try again in ${minutes} minutes.`,
    problems: {
      "not-on-server": "There are logs once the site is ready.",
      silent: "The server did not give its log yet. Try again in a moment; your site is not affected.",
    },
  },
});
