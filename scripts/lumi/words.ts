const id = {
  help: `Menerbitkan situs dari terminal.

  npx lumi deploy <folder atau arsip> --site toko.example [--url https://…] [--root folder] [--draft]
  npx lumi publish <penerbitan>       menayangkan draf
  npx lumi login --url https://…      menyimpan token (dibaca dari masukan)

Token dibuat di halaman Akun. LUMI_TOKEN dan LUMI_URL mendahului yang disimpan.
Dengan --draft situsnya tidak berubah: hasilnya menunggu di alamat rahasia selama tujuh hari.
Kode keluar: 0 situs menyala (atau drafnya menunggu), 1 gagal, 2 perintahnya keliru.
`,
  unknownCommand: (name: string) => `Perintah “${name}” tidak dikenal.`,
  unknownOption: (text: string) => `Pilihan tidak dimengerti: ${text}`,
  whatMissing: "Sebutkan folder atau arsip yang diterbitkan.",
  siteMissing: "Sebutkan situsnya: --site toko.example",
  urlMissing: "Sebutkan alamat LumiCloud: --url https://…",
  urlWrong: (url: string) => `Bukan alamat web: ${url}`,
  tokenMissing: "Belum ada token. Jalankan `npx lumi login`, atau isi LUMI_TOKEN.",
  notThere: (path: string) => `Tidak ada di sini: ${path}`,
  notAnArchive: (path: string) => `Bukan folder, ZIP, atau TAR.GZ: ${path}`,
  nothing: (path: string) => `Tidak ada berkas untuk diterbitkan di ${path}`,
  askToken: "Token (dari halaman Akun): ",
  tokenWrong: "Token ini tidak diterima.",
  loggedIn: (file: string) => `Token disimpan di ${file}`,
  leftOut: "Tidak ikut dikirim:",
  more: (count: number) => `  … dan ${count} lagi`,
  reasons: { junk: "bukan bagian situs", secret: "rahasia", link: "tautan" },
  packing: (files: number, size: string) => `${files} berkas, ${size}`,
  sent: (size: string) => `Terkirim ${size}`,
  sending: (size: string) => `Mengirim ${size} …`,
  number: (number: number, page: string) => `Penerbitan #${number}: ${page}`,
  live: (site: string) => `Situs menyala: ${site}`,
  replaced: (site: string) => `Situs sempat menyala, lalu digantikan rilis yang lebih baru: ${site}`,
  deploymentMissing: "Sebutkan penerbitan draf itu: nomor panjangnya, atau alamat halamannya.",
  draft: (preview: string, id: string) => `Draf menunggu di ${preview}\nTayangkan: npx lumi publish ${id}`,
  failed: (message: string) => `Gagal: ${message}`,
  notLive: (label: string) => `Tidak ditayangkan: ${label}`,
  cut: (page: string) => `Hubungan ke LumiCloud terputus. Penerbitan mungkin masih berjalan; lihat ${page}`,
  unreachable: (url: string, reason: string) => `LumiCloud di ${url} tidak menjawab (${reason}).`,
  strange: (status: number) => `Jawaban server tidak dimengerti (${status}).`,
};

const en: typeof id = {
  help: `Puts a site live from the terminal.

  npx lumi deploy <folder or archive> --site shop.example [--url https://…] [--root folder] [--draft]
  npx lumi publish <deployment>       puts a draft live
  npx lumi login --url https://…      keeps a token (read from the input)

Tokens are made on the Account page. LUMI_TOKEN and LUMI_URL come before what is kept.
With --draft the site stays as it is: what was sent waits at a private address for seven days.
Exit codes: 0 the site is on (or the draft waits), 1 it failed, 2 the command is wrong.
`,
  unknownCommand: (name) => `There is no command “${name}”.`,
  unknownOption: (text) => `Option not understood: ${text}`,
  whatMissing: "Name the folder or archive to put live.",
  siteMissing: "Name the site: --site shop.example",
  urlMissing: "Name LumiCloud's address: --url https://…",
  urlWrong: (url) => `Not a web address: ${url}`,
  tokenMissing: "There is no token yet. Run `npx lumi login`, or set LUMI_TOKEN.",
  notThere: (path) => `Not here: ${path}`,
  notAnArchive: (path) => `Neither a folder nor a ZIP or TAR.GZ: ${path}`,
  nothing: (path) => `There are no files to put live in ${path}`,
  askToken: "Token (from the Account page): ",
  tokenWrong: "This token was not accepted.",
  loggedIn: (file) => `The token is kept in ${file}`,
  leftOut: "Left out:",
  more: (count) => `  … and ${count} more`,
  reasons: { junk: "not part of a site", secret: "secret", link: "a link" },
  packing: (files, size) => `${files} files, ${size}`,
  sent: (size) => `Sent ${size}`,
  sending: (size) => `Sending ${size} …`,
  number: (number, page) => `Deployment #${number}: ${page}`,
  live: (site) => `The site is on: ${site}`,
  replaced: (site) => `The site was on, then a newer release took its place: ${site}`,
  deploymentMissing: "Name the draft's deployment: its long id, or the address of its page.",
  draft: (preview, id) => `The draft waits at ${preview}\nPut it live: npx lumi publish ${id}`,
  failed: (message) => `Failed: ${message}`,
  notLive: (label) => `Not put live: ${label}`,
  cut: (page) => `The connection to LumiCloud was lost. The deployment may still be running; see ${page}`,
  unreachable: (url, reason) => `LumiCloud at ${url} does not answer (${reason}).`,
  strange: (status) => `The server's answer was not understood (${status}).`,
};

export type Words = typeof id;

/** English where the terminal asks for it; Indonesian everywhere else, as on the pages. */
export function wordsFor(env: NodeJS.ProcessEnv): { locale: "id" | "en"; t: Words } {
  const wanted = env.LC_ALL || env.LC_MESSAGES || env.LANG || "";
  return /^en/i.test(wanted) ? { locale: "en", t: en } : { locale: "id", t: id };
}
