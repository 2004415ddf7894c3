import type { Tone } from "./status-mark.tsx";
import { defineWords, type Locale } from "./words.ts";

/** What happened just now, told once on the next page. The key is what `flash(kind)` is called with. */
const flashWords = defineWords({
  id: {
    "token-revoked": "Token sudah dicabut dan tidak bisa dipakai lagi.",
    "email-verified": "Alamat e-mail Anda sudah dikonfirmasi.",
    "verification-sent":
      "Kalau alamat itu menunggu konfirmasi, tautannya sudah kami kirim. Periksa juga folder spam.",
    "password-reset": "Kata sandi baru sudah disimpan, dan semua perangkat dikeluarkan. Silakan masuk.",
    "password-changed": "Kata sandi sudah diganti, dan perangkat lain sudah dikeluarkan.",
    "profile-saved": "Perubahan sudah disimpan.",
    "ftp-reset": "Kata sandi FTP baru sedang dipasang. Tampilkan untuk melihatnya.",
    "backup-asked": "Cadangan sedang dibuat. Muat ulang halaman ini sebentar lagi.",
    "php-changing": "Pilihan PHP disimpan. Server sedang diatur.",
    "folder-keeping": "Folder tetap ditambahkan. Server sedang diatur.",
    "folder-forgotten": "Nama folder dilepas. Berkasnya tetap ada di server.",
    "ftp-on": "FTP sedang dinyalakan.",
    "ftp-off": "FTP sedang dimatikan.",
    "session-ended": "Perangkat itu sudah dikeluarkan.",
    "sessions-ended": "Semua perangkat lain sudah dikeluarkan.",
    "payment-page-failed":
      "Halaman pembayaran belum bisa dibuka. Pesanan Anda tersimpan dan tidak ada uang yang diambil. Coba lagi sebentar lagi.",
    "payment-too-many": "Terlalu banyak percobaan membuka pembayaran. Tunggu beberapa menit, lalu coba lagi.",
    "code-failed":
      "Kode bayar belum bisa dibuat. Pesanan Anda tersimpan dan tidak ada uang yang diambil. Coba lagi, pilih cara lain, atau bayar lewat halaman iPaymu.",
    "channel-unavailable":
      "Cara bayar itu sedang tidak bisa dipakai. Pilih yang lain, atau bayar lewat halaman iPaymu.",
    "direct-refused":
      "iPaymu belum mengizinkan pembayaran langsung untuk pesanan ini. Bayar lewat halaman iPaymu; semua cara ada di sana.",
    "phone-missing":
      "iPaymu meminta nomor telepon. Isi dulu di halaman Akun, atau bayar lewat halaman iPaymu.",
    "order-paid": "Pesanan ini sudah dibayar. Anda tidak perlu membayar lagi.",
    "order-closed": "Pesanan ini sudah ditutup dan tidak bisa dibayar lagi. Silakan buat pesanan baru.",
    "order-cancelled": "Pesanan sudah dibatalkan.",
    "cancel-too-late": "Ternyata pesanan ini sudah dibayar, jadi tidak dibatalkan. Terima kasih.",
    "cancel-later":
      "iPaymu sedang tidak menjawab, jadi kami belum bisa memastikan pesanan ini belum dibayar. Coba lagi sebentar lagi.",
    "cancel-renewal":
      "Tagihan perpanjangan tidak perlu dibatalkan. Kalau Anda tidak ingin memperpanjang, biarkan saja tidak dibayar.",
    "subscription-ended": "Langganan sudah dihentikan, dan situsnya sedang dimatikan.",
    "subscription-over": "Langganan ini sudah berakhir.",
    "subscription-cancelling":
      "Langganan berhenti pada akhir masanya. Sampai saat itu bisa ditarik kembali di sini.",
    "subscription-renewed-cancelling":
      "Ternyata tagihan Anda sudah dibayar, jadi langganan sudah diperpanjang. Penghentiannya berlaku pada akhir masa yang baru.",
    "cancellation-taken-back": "Penghentian sudah ditarik kembali. Langganan jalan terus.",
    "refund-recorded": "Pengembalian sudah dicatat, dan pelanggan diberi tahu.",
    "order-missing": "Tidak ada pesanan dengan nomor itu.",
    "plan-changed": "Paket sudah diganti dan langsung berlaku.",
    "plan-unavailable": "Paket itu tidak dijual lagi. Tidak ada yang diganti; pilih yang lain di bawah ini.",
    "matter-resolved": "Perkara itu sudah ditandai selesai.",
    "suspension-allowed": "Diizinkan untuk hari ini. Yang menunggu sedang diperiksa lagi.",
    "time-believed": "Jam dan basis data dipercaya lagi. Penagihan berjalan.",
    "coupon-created": "Kupon sudah dibuat.",
    "coupon-stopped": "Kupon sudah dihentikan. Yang sudah dijanjikan tetap berlaku.",
    "comparison-asked": "Perbandingan dimulai. Muat ulang halaman ini sebentar lagi.",
    "difference-cured": "Perbaikan dijalankan.",
    "difference-dealt-with": "Selisih itu sudah ditandai selesai.",
    "server-added": "Server sudah ditambahkan, dan situs yang menunggu tempat dilanjutkan.",
    "server-saved": "Server sudah disimpan.",
    "server-healthy": "Panelnya menjawab, dan semuanya beres.",
    "server-unwell": "Panelnya sudah diperiksa, dan ada yang tidak beres. Lihat di bawah.",
    "server-removed": "Server sudah dikeluarkan dan kuncinya dilupakan.",
    "removals-allowed": "Diizinkan untuk hari ini. Penghapusannya sedang dijalankan.",
    "site-stopped": "Situs dan FTP-nya sedang dimatikan, dan pemiliknya diberi tahu.",
    "site-let-run": "Situs dan FTP-nya sedang dinyalakan lagi.",
    "site-trashed": "Situs ini sudah dihapus. Anda masih bisa mengambilnya kembali di sini.",
    "site-taken-back": "Situs ini sudah Anda ambil kembali. Sebentar lagi menyala.",
    "site-held": "Situs ini kami hentikan, jadi tidak ada yang berubah. Hubungi kami.",
    "site-still-trash": "Tidak lagi dihentikan oleh kita. Pemiliknya sudah menghapusnya, jadi tetap mati.",
    "site-still-unpaid": "Tidak lagi dihentikan oleh kita, tetapi tetap mati sampai tagihannya dibayar.",
    "site-changed-meanwhile": "Keadaan situs ini sudah berubah. Periksa lagi di bawah.",
    "export-waived": "Ekspornya dilepas. Pemilik diperingatkan sebelum berkasnya dihapus.",
    "plan-saved": "Paket sudah disimpan.",
    "upload-removed": "Arsip sudah dihapus. Situs Anda tidak berubah.",
    "domain-added":
      "Domain sudah ditambahkan. Isi catatan DNS-nya seperti di bawah; kami terus memeriksanya.",
    "domain-check-asked": "DNS-nya sedang diperiksa. Muat ulang halaman ini sebentar lagi.",
    "address-chosen": "Alamat utama situs sudah diganti.",
    "domain-removed": "Domain sedang dilepaskan dari situs ini.",
    "redirect-asked": "Dicatat. Perubahannya berlaku sebentar lagi.",
    "logged-out": "Anda sudah keluar. Sampai jumpa lagi.",
  },
  en: {
    "token-revoked": "The token was revoked and no longer works.",
    "email-verified": "Your e-mail address is confirmed.",
    "verification-sent":
      "If that address is waiting for confirmation, the link is on its way. Look in the spam folder too.",
    "password-reset": "The new password is saved, and every device was logged out. Please log in.",
    "password-changed": "The password is changed, and other devices were logged out.",
    "profile-saved": "Your changes are saved.",
    "ftp-reset": "The new FTP password is being set. Show it to see it.",
    "backup-asked": "The backup is being made. Load this page again shortly.",
    "php-changing": "Your choice of PHP is saved. The server is being set.",
    "folder-keeping": "The folder is kept from now on. The server is being set.",
    "folder-forgotten": "The folder's name was let go. Its files stay on the server.",
    "ftp-on": "FTP is being switched on.",
    "ftp-off": "FTP is being switched off.",
    "session-ended": "That device was logged out.",
    "sessions-ended": "All other devices were logged out.",
    "payment-page-failed":
      "The payment page could not be opened yet. Your order is saved and no money was taken. Try again in a moment.",
    "payment-too-many": "Too many tries to open a payment. Wait a few minutes and try again.",
    "code-failed":
      "The payment code could not be made yet. Your order is saved and no money was taken. Try again, choose another way, or pay on iPaymu's page.",
    "channel-unavailable":
      "That way to pay cannot be used at the moment. Choose another, or pay on iPaymu's page.",
    "direct-refused":
      "iPaymu does not allow direct payments for this order yet. Pay on iPaymu's page; every way is there.",
    "phone-missing":
      "iPaymu asks for a phone number. Fill it in on your account page, or pay on iPaymu's page.",
    "order-paid": "This order is paid already. You need not pay again.",
    "order-closed": "This order is closed and cannot be paid any more. Please place a new one.",
    "order-cancelled": "The order is cancelled.",
    "cancel-too-late": "This order turned out to be paid, so it was not cancelled. Thank you.",
    "cancel-later":
      "iPaymu is not answering, so we cannot be sure yet that this order is unpaid. Try again in a moment.",
    "cancel-renewal":
      "A renewal bill need not be cancelled. If you do not want to renew, simply leave it unpaid.",
    "subscription-ended": "The subscription has ended, and its site is being switched off.",
    "subscription-over": "This subscription is over.",
    "subscription-cancelling": "The subscription ends with its term. Until then it can be taken back here.",
    "subscription-renewed-cancelling":
      "Your bill turned out to be paid, so the subscription was renewed. It ends with the new term.",
    "cancellation-taken-back": "The cancellation was taken back. The subscription goes on.",
    "refund-recorded": "The refund is recorded, and the customer is told.",
    "order-missing": "There is no order of that number.",
    "plan-changed": "The plan is changed and applies at once.",
    "plan-unavailable": "That plan is no longer on sale. Nothing was changed; choose another one below.",
    "matter-resolved": "The matter is marked as dealt with.",
    "suspension-allowed": "Allowed for today. Those that wait are being looked at again.",
    "time-believed": "Clock and database are believed again. Billing goes on.",
    "coupon-created": "The coupon is made.",
    "coupon-stopped": "The coupon is stopped. What was promised with it stays.",
    "comparison-asked": "The comparison has begun. Load this page again shortly.",
    "difference-cured": "It is being put right.",
    "difference-dealt-with": "The difference is marked as dealt with.",
    "server-added": "The server is added, and sites that waited for room go on.",
    "server-saved": "The server is saved.",
    "server-healthy": "The panel answers, and all is well.",
    "server-unwell": "The panel was looked at, and something is wrong. See below.",
    "server-removed": "The server is removed and its key forgotten.",
    "removals-allowed": "Allowed for today. The removals are under way.",
    "site-stopped": "The site and its FTP are being switched off, and its owner is told.",
    "site-let-run": "The site and its FTP are being switched on again.",
    "site-trashed": "This site is deleted. You can still take it back here.",
    "site-taken-back": "You have taken this site back. It comes on shortly.",
    "site-held": "We have stopped this site, so nothing has changed. Contact us.",
    "site-still-trash": "No longer stopped by us. Its owner has deleted it, so it stays off.",
    "site-still-unpaid": "No longer stopped by us, but off until its bill is paid.",
    "site-changed-meanwhile": "This site's state has changed. Look at it again below.",
    "export-waived": "The export is given up. The owner is warned before the files are removed.",
    "plan-saved": "The plan is saved.",
    "upload-removed": "The archive is removed. Your site has not changed.",
    "domain-added": "The domain is added. Set its DNS record as shown below; we keep looking for it.",
    "domain-check-asked": "Its DNS is being looked at. Load this page again shortly.",
    "address-chosen": "The main address of the site is changed.",
    "domain-removed": "The domain is being let go from this site.",
    "redirect-asked": "Noted. The change takes effect shortly.",
    "logged-out": "You are logged out. See you soon.",
  },
});

export type FlashKind = keyof (typeof flashWords)["id"];

/** Kinds that are not good news; all others are. */
const flashTones: Partial<Record<FlashKind, Tone>> = {
  "payment-page-failed": "trouble",
  "payment-too-many": "trouble",
  "code-failed": "trouble",
  "channel-unavailable": "trouble",
  "direct-refused": "trouble",
  "phone-missing": "waiting",
  "site-held": "trouble",
  "order-closed": "waiting",
  "cancel-later": "trouble",
  "cancel-renewal": "waiting",
  "server-unwell": "trouble",
};

/** One message as the page shows it. */
export type FlashMessage = { tone: Tone; text: string };

/** The message of a kind, or null for a kind without a text. Asked by the server, so that no page carries all of them. */
export function flashMessage(kind: string, locale: Locale): FlashMessage | null {
  const t = flashWords[locale];
  if (!Object.hasOwn(t, kind)) return null;
  const known = kind as FlashKind;
  return { tone: flashTones[known] ?? "good", text: t[known] };
}
