import { defineWords } from "#app/ui/words.ts";

/** What is said about an archive only once it was read through here, for this site. */
export const inspectedWords = defineWords({
  id: {
    localTitle: "Tautan ke komputer Anda sendiri",
    local:
      "Berkas ini memuat alamat seperti localhost atau file:///, yang hanya bekerja di komputer tempat situs dibuat. Ganti dengan alamat situs Anda, atau cukup dengan jalur seperti /gambar/foto.jpg.",
    keptTitle: "Folder tetap tidak diambil dari arsip",
    kept: "Situs ini menyimpan folder bernama sama di luar rilis. Isinya di arsip tidak ikut tayang; yang ada di server tetap.",
    phpOff:
      "Situs ini statis: berkas ini tidak dijalankan, dan isinya bisa dibaca pengunjung. Nyalakan PHP dulu kalau situs Anda membutuhkannya.",
    phpNever:
      "Server situs ini hanya menjalankan situs statis: berkas ini tidak dijalankan, dan isinya bisa dibaca pengunjung. Kalau ada kata sandi di dalamnya, jangan tayangkan.",
    phpChoose: "Atur PHP",
  },
  en: {
    localTitle: "Links to your own computer",
    local:
      "These files hold addresses like localhost or file:///, which only work on the computer the site was made on. Use your site's address instead, or only a path such as /images/photo.jpg.",
    keptTitle: "Kept folders are not taken from the archive",
    kept: "This site keeps folders of the same name outside its releases. What the archive holds of them does not go live; what is on the server stays.",
    phpOff:
      "This site is static: these files are not run, and visitors can read what is in them. Switch PHP on first if your site needs it.",
    phpNever:
      "This site's server runs static sites only: these files are not run, and visitors can read what is in them. If there are passwords in them, do not put them live.",
    phpChoose: "PHP settings",
  },
});
