import { defineWords } from "#app/ui/words.ts";

/** Texts about the folders that stay when releases change. */
export const foldersWords = defineWords({
  id: {
    title: "Folder tetap",
    lead: "Untuk berkas yang ditulis situs sendiri, seperti unggahan pengunjung. Folder ini ada di luar rilis: menerbitkan dan kembali ke rilis lama tidak menyentuhnya. Isi folder bernama sama di dalam arsip tidak ikut tayang.",
    changing: "Server sedang diatur untuk folder ini. Biasanya selesai dalam beberapa detik.",
    problems: {
      refused:
        "Server menolak pengaturan folder ini, jadi yang lama dikembalikan. Foldernya ada, tetapi belum terbuka untuk pengunjung. Tim kami sudah diberi tahu.",
      "not-served":
        "Folder ini tidak terbuka sebagaimana mestinya, jadi pengaturan yang lama dikembalikan. Tim kami sudah diberi tahu.",
    },
    public: (url: string) => `Pengunjung membukanya di ${url}. Program di dalamnya tidak pernah dijalankan.`,
    private: "Hanya program situs yang membacanya; pengunjung tidak bisa membukanya.",
    fromPhp: "Dari berkas PHP di folder teratas situs:",
    fromFtp: (path: string) => `Lewat FTP: ${path}`,
    forget: "Berhenti menyimpan nama ini",
    forgetNamed: (name: string) => `Berhenti menyimpan ${name}; berkasnya tetap ada`,
    name: "Nama folder",
    nameHint: "Huruf kecil, angka, - dan _, misalnya uploads.",
    who: "Siapa yang bisa membukanya",
    everybody: "Pengunjung lewat alamat situs",
    nobody: "Hanya program situs",
    add: "Tambah folder tetap",
    full: "Sudah ada sepuluh folder tetap, dan itu yang paling banyak.",
    refusals: {
      "bad-name":
        "Nama ini tidak bisa dipakai: huruf kecil, angka, - dan _ saja, diawali huruf atau angka, paling banyak 40.",
      taken: "Folder dengan nama ini sudah ada.",
      "too-many": "Sudah ada sepuluh folder tetap. Berhenti menyimpan salah satunya dulu.",
      "not-active": "Folder tetap bisa ditambah setelah situs aktif.",
      "nothing-live": "Terbitkan situs Anda dulu: folder tetap ada di samping rilis.",
      unknown: "Folder itu sudah tidak ada di daftar.",
    },
  },
  en: {
    title: "Kept folders",
    lead: "For files that the site writes itself, such as visitors' uploads. These folders lie outside the releases: deploying and going back to an earlier release do not touch them. What an archive holds in a folder of the same name does not go live.",
    changing: "The server is being set for these folders. It usually takes a few seconds.",
    problems: {
      refused:
        "The server refused the settings of these folders, so the former ones were put back. The folders are there but not open to visitors yet. Our team knows.",
      "not-served":
        "These folders did not answer as they should, so the former settings were put back. Our team knows.",
    },
    public: (url: string) => `Visitors open it at ${url}. Programs in it are never run.`,
    private: "Only the site's programs read it; visitors cannot open it.",
    fromPhp: "From a PHP file in the site's top folder:",
    fromFtp: (path: string) => `By FTP: ${path}`,
    forget: "Stop keeping this name",
    forgetNamed: (name: string) => `Stop keeping ${name}; its files stay`,
    name: "Folder name",
    nameHint: "Small letters, digits, - and _, for example uploads.",
    who: "Who can open it",
    everybody: "Visitors, at the site's address",
    nobody: "Only the site's programs",
    add: "Add a kept folder",
    full: "There are ten kept folders already, and that is the most.",
    refusals: {
      "bad-name":
        "This name cannot be used: only small letters, digits, - and _, beginning with a letter or digit, at most 40.",
      taken: "There is a folder of this name already.",
      "too-many": "There are ten kept folders already. Stop keeping one of them first.",
      "not-active": "Folders can be kept once the site is active.",
      "nothing-live": "Put your site live first: kept folders lie beside its releases.",
      unknown: "That folder is no longer in the list.",
    },
  },
});
