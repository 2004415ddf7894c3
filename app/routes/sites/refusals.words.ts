import { defineWords } from "#app/ui/words.ts";

/** One sentence for each reason not to take an archive; `entry` is the name inside it, quoted, or "" for the whole. */
export const refusalWords = defineWords({
  id: {
    broken: (entry: string) =>
      `Arsip ini rusak${entry && ` pada ${entry}`}. Buat arsipnya sekali lagi dari berkas aslinya, lalu unggah lagi.`,
    truncated: (entry: string) =>
      `Arsip ini terpotong${entry && ` pada ${entry}`}; sebagian isinya tidak ada. Unggah lagi berkas yang lengkap.`,
    ambiguous: (entry: string) =>
      `Isi arsip ini tidak cocok dengan daftar isinya sendiri${entry && ` pada ${entry}`}. Buat arsipnya sekali lagi dengan program lain.`,
    "wrong-checksum": (entry: string) =>
      `Isi ${entry} tidak cocok dengan tanda periksanya: arsip ini rusak di jalan. Unggah lagi.`,
    encrypted: (entry: string) => `${entry} terkunci dengan kata sandi. Buat arsip tanpa kata sandi.`,
    "unsupported-method": (entry: string) =>
      `${entry} dimampatkan dengan cara yang tidak kami baca. Buat arsip ZIP biasa (Deflate).`,
    "unsupported-type": (entry: string) =>
      `Arsip ini memuat jenis isi yang tidak kami baca: ${entry}. Buat arsip ZIP biasa.`,
    overlapping: (entry: string) =>
      `Bagian-bagian arsip ini saling menindih pada ${entry}. Buat arsipnya sekali lagi.`,
    link: (entry: string) =>
      `${entry} adalah tautan ke berkas lain, dan itu tidak bisa ditayangkan. Ganti dengan berkas aslinya.`,
    device: (entry: string) => `${entry} bukan berkas biasa. Keluarkan dari arsip.`,
    "absolute-path": (entry: string) =>
      `Nama ${entry} menunjuk tempat tetap di komputer. Buat arsip dari dalam folder situs.`,
    traversal: (entry: string) =>
      `Nama ${entry} keluar dari folder situs. Buat arsip dari dalam folder situs.`,
    backslash: (entry: string) =>
      `Nama ${entry} memakai garis miring terbalik. Buat arsipnya sekali lagi dengan program ZIP yang lebih baru.`,
    "control-character": (entry: string) =>
      `Nama ${entry} memuat karakter yang tidak terlihat. Ganti nama berkas itu.`,
    "name-too-long": (entry: string) =>
      `Nama ${entry} terlalu panjang. Perpendek nama berkas atau foldernya.`,
    duplicate: (entry: string) => `${entry} ada dua kali dalam arsip ini. Sisakan satu saja.`,
    "name-conflict": (entry: string) =>
      `${entry} menjadi berkas dan folder sekaligus. Ganti nama salah satunya.`,
    "too-many-files": () =>
      "Berkas dalam arsip ini lebih banyak daripada batas paket Anda. Keluarkan yang tidak dipakai situs.",
    "too-big-unpacked": (entry: string) =>
      `Setelah dibuka, isi arsip ini melebihi batas paket Anda${entry && ` (sampai ${entry})`}. Kecilkan gambar atau video.`,
    ratio: (entry: string) =>
      `${entry} mengembang terlalu besar saat dibuka; arsip seperti ini tidak kami terima.`,
    empty: () => "Arsip ini tidak memuat berkas yang bisa ditayangkan.",
    "no-index": (entry: string) =>
      entry
        ? `Halaman depan harus bernama index.html dengan huruf kecil; dalam arsip ini namanya ${entry}. Ganti namanya, lalu unggah lagi.`
        : "Arsip ini tidak memuat halaman depan: index.html atau index.php. Tambahkan, lalu unggah lagi.",
  },
  en: {
    broken: (entry: string) =>
      `This archive is damaged${entry && ` at ${entry}`}. Make it once more from the original files and upload it again.`,
    truncated: (entry: string) =>
      `This archive was cut off${entry && ` at ${entry}`}; part of it is missing. Upload the complete file again.`,
    ambiguous: (entry: string) =>
      `The content of this archive does not match its own table of contents${entry && ` at ${entry}`}. Make it once more with another programme.`,
    "wrong-checksum": (entry: string) =>
      `The content of ${entry} does not match its checksum: the archive was damaged on its way. Upload it again.`,
    encrypted: (entry: string) => `${entry} is locked with a password. Make an archive without a password.`,
    "unsupported-method": (entry: string) =>
      `${entry} is compressed in a way we do not read. Make an ordinary ZIP archive (Deflate).`,
    "unsupported-type": (entry: string) =>
      `This archive holds a kind of content we do not read: ${entry}. Make an ordinary ZIP archive.`,
    overlapping: (entry: string) =>
      `Parts of this archive lie over each other at ${entry}. Make the archive once more.`,
    link: (entry: string) =>
      `${entry} is a link to another file, and that cannot go live. Replace it with the file itself.`,
    device: (entry: string) => `${entry} is not an ordinary file. Take it out of the archive.`,
    "absolute-path": (entry: string) =>
      `The name ${entry} points at a fixed place on a computer. Make the archive from inside the site's folder.`,
    traversal: (entry: string) =>
      `The name ${entry} leads out of the site's folder. Make the archive from inside that folder.`,
    backslash: (entry: string) =>
      `The name ${entry} uses backslashes. Make the archive once more with a newer ZIP programme.`,
    "control-character": (entry: string) => `The name ${entry} holds invisible characters. Rename that file.`,
    "name-too-long": (entry: string) =>
      `The name ${entry} is too long. Shorten the file's or its folder's name.`,
    duplicate: (entry: string) => `${entry} is in this archive twice. Leave only one.`,
    "name-conflict": (entry: string) => `${entry} is a file and a folder at once. Rename one of them.`,
    "too-many-files": () =>
      "There are more files in this archive than your plan allows. Take out what the site does not use.",
    "too-big-unpacked": (entry: string) =>
      `Unpacked, this archive goes over your plan's limit${entry && ` (at ${entry})`}. Make images or videos smaller.`,
    ratio: (entry: string) => `${entry} grows too large when unpacked; we do not take archives like this.`,
    empty: () => "This archive holds no file that can go live.",
    "no-index": (entry: string) =>
      entry
        ? `The start page must be called index.html in small letters; in this archive it is ${entry}. Rename it and upload again.`
        : "This archive has no start page: index.html or index.php. Add one and upload again.",
  },
});
