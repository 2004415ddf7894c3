import { defineWords } from "#app/ui/words.ts";

export const staffWords = defineWords({
  id: {
    title: "Perlu perhatian",
    office: "Kantor",
    differences: "Selisih",
    sites: "Situs pelanggan",
    servers: "Server",
    openServer: "Lihat servernya",
    plans: "Paket dan harga",
    safety: "Rem dan jam",
    coupons: "Kupon",
    preview: "Penagihan nanti",
    lead: "Hal yang hanya bisa diputuskan orang. Yang paling lama menunggu ada di atas.",
    none: "Tidak ada yang menunggu",
    noneBody:
      "Kalau uang datang dengan jumlah yang aneh atau situs gagal disiapkan, perkaranya tampil di sini dan dikirim lewat e-mail.",
    matter: "Perkara",
    about: "Tentang",
    since: "Sejak",
    action: "Tindakan",
    resolve: "Tandai selesai",
    order: "Pesanan",
    customer: "Pelanggan",
    kinds: {
      "wrong-amount": "Uang datang dengan jumlah yang salah. Kembalikan, atau catat sebagai saldo.",
      "unknown-reference": "Ada transaksi iPaymu yang bukan dari pesanan kita.",
      "unknown-status": "iPaymu menyebut status yang belum kita kenal. Periksa di dasbornya.",
      "gateway-error": "iPaymu mencatat galat pada sebuah pembayaran.",
      "direct-refused":
        "iPaymu menolak pembayaran langsung. Minta iPaymu menyetujui akun, atau matikan IPAYMU_DIRECT.",
      refunded: "iPaymu mengembalikan uang. Putuskan nasib langganannya.",
      "notice-untrue": "Ada pemberitahuan yang mengaku lunas, tetapi iPaymu menyangkal. Mungkin palsu.",
      "files-to-remove":
        "Langganan berakhir karena tidak dibayar. Situsnya mati; berkasnya masih di server dan boleh dihapus.",
      "backup-failed": "Cadangan sebuah situs gagal tiga kali; besok malam dicoba lagi",
      "export-failed":
        "Berkas sebuah situs yang sudah berakhir belum berhasil dikemas. Masih dicoba; sebelum itu tidak ada yang dihapus.",
      "removal-not-ours":
        "Situs yang harus dihapus di server ternyata bukan buatan kita. Periksa di panelnya; tidak ada yang dihapus.",
      "mass-removal":
        "Hari ini terlalu banyak situs yang akan dihapus, jadi semuanya ditahan. Periksa, lalu izinkan di halaman situs.",
      "domain-refused":
        "Server menolak domain pelanggan yang DNS-nya sudah benar. Mungkin dipakai situs lain di sana.",
      "certificate-failed":
        "Let's Encrypt atau server sudah tiga kali menolak sebuah sertifikat. Masih dicoba.",
      "certificate-expiring": "Sebuah sertifikat habis dalam dua minggu dan belum diperpanjang.",
      "certificate-broken": "Pengunjung sebuah situs melihat sertifikat yang salah, habis, atau tidak ada.",
      "folders-not-served":
        "Folder tetap sebuah situs tidak terbuka sebagaimana mestinya. Periksa apakah server memakai nginx dan membaca berkas rewrite situsnya.",
      "php-unguarded":
        "Di folder sebuah situs PHP tidak ada .user.ini dari panel. Buka situsnya di panel, nyalakan lagi anti-XSS (open_basedir), lalu terbitkan ulang.",
      "website-failed": "Situs yang sudah dibayar tidak berhasil disiapkan.",
      "website-delayed":
        "Situs yang sudah dibayar belum berhasil disiapkan setelah tiga kali. Masih dicoba terus.",
      "deploy-failed":
        "Penerbitan gagal karena keadaan server. Perbaiki servernya, lalu pelanggan bisa mencoba lagi.",
      "deploy-switch-unknown":
        "Server tidak menjawab saat situs harus kembali. Periksa rilis yang ditampilkannya.",
      "mass-suspension":
        "Terlalu banyak situs akan dimatikan dalam sehari. Rem menahannya; lihat Rem dan jam.",
      "clock-back": "Jam server mundur. Penagihan berhenti sampai jamnya benar.",
      "clock-leap": "Jam server melompat jauh. Penagihan menunggu kepastian; lihat Rem dan jam.",
      "database-back": "Basis data lebih lama daripada catatan kita. Penagihan menunggu; lihat Rem dan jam.",
      "server-key-refused": "Panel menolak kunci API atau alamat kita. Periksa kunci dan daftar IP-nya.",
      "server-down": "Panel sebuah server sudah tiga kali tidak menjawab. Situs baru tidak ditaruh di sana.",
      "server-certificate":
        "Sertifikat panel bukan yang dipatok. Tidak ada yang dikirim ke sana sampai diperiksa orang.",
      "servers-full":
        "Tidak ada server yang bisa menerima situs baru. Situsnya menunggu dan jalan sendiri begitu ada tempat.",
    },
    otherKind: (kind: string) => `Perkara: ${kind}`,
    events: "Pemberitahuan terakhir dari iPaymu",
    eventsNone: "Belum ada pemberitahuan yang datang.",
    received: "Diterima",
    transaction: "Transaksi",
    reference: "Rujukan",
    signature: "Tanda tangan",
    signed: "Cocok",
    unsigned: "Tidak cocok",
    times: "Kali",
    outcome: "Hasil",
    outcomes: {
      settled: "Melunasi pesanan",
      "already-settled": "Sudah lunas sebelumnya",
      "second-payment": "Bayar dua kali, jadi saldo",
      "late-payment": "Terlambat, jadi saldo",
      "wrong-amount": "Jumlah salah",
      refunded: "Dikembalikan",
      open: "Menunggu dibayar",
      closed: "Berakhir tanpa dibayar",
      "unknown-status": "Status tidak dikenal",
      "unknown-reference": "Bukan pesanan kita",
      "unknown-transaction": "Transaksi tidak dikenal iPaymu",
      unreadable: "Tidak terbaca",
    },
    pending: "Belum diperiksa",
    invoices: "Faktur sebulan",
    invoicesLead: "Semua faktur yang terbit dalam satu bulan (WIB) sebagai berkas CSV untuk pembukuan.",
    month: "Bulan",
    monthWrong: "Tulis bulannya seperti 2026-11.",
    downloadCsv: "Unduh CSV",
  },
  en: {
    title: "Needs attention",
    office: "Office",
    differences: "Differences",
    sites: "Customers' sites",
    servers: "Servers",
    openServer: "See the server",
    plans: "Plans and prices",
    safety: "Brake and clock",
    coupons: "Coupons",
    preview: "Billing to come",
    lead: "What only a person can decide. The one that has waited longest is on top.",
    none: "Nothing is waiting",
    noneBody:
      "When money arrives in a strange amount or a site cannot be made, the matter is shown here and sent by e-mail.",
    matter: "Matter",
    about: "About",
    since: "Since",
    action: "Action",
    resolve: "Mark as dealt with",
    order: "Order",
    customer: "Customer",
    kinds: {
      "wrong-amount": "Money arrived in the wrong amount. Give it back, or record it as credit.",
      "unknown-reference": "iPaymu has a transaction that is of no order of ours.",
      "unknown-status": "iPaymu names a status we do not know. Look at its dashboard.",
      "gateway-error": "iPaymu recorded an error on a payment.",
      "direct-refused":
        "iPaymu refuses direct payments. Ask iPaymu to approve the account, or switch IPAYMU_DIRECT off.",
      refunded: "iPaymu gave money back. Decide what becomes of the subscription.",
      "notice-untrue": "A notice claims a payment that iPaymu denies. It may be forged.",
      "files-to-remove":
        "A subscription ended unpaid. Its site is off; its files are still on the server and may be removed.",
      "backup-failed": "The backup of a site failed three times; it is tried again tomorrow night",
      "export-failed":
        "The files of a site that has ended could not be packed yet. We keep trying; nothing is removed before.",
      "removal-not-ours":
        "A site to be removed on the server is not one we made. Look at its panel; nothing was removed.",
      "mass-removal":
        "Too many sites would be removed today, so all of them are held. Look at them, then allow it on the page of sites.",
      "domain-refused":
        "The server refused a customer's domain whose DNS is right. Another site there may hold it.",
      "certificate-failed": "Let's Encrypt or the server refused a certificate three times. We keep trying.",
      "certificate-expiring": "A certificate ends within two weeks and has not been renewed.",
      "certificate-broken": "Visitors of a site meet a certificate that is wrong, expired or missing.",
      "folders-not-served":
        "Kept folders of a site do not answer as they should. See whether the server runs nginx and reads the site's rewrite file.",
      "php-unguarded":
        "The panel's .user.ini is missing in the folder of a PHP site. Open the site in the panel, switch anti-XSS (open_basedir) on again, then deploy once more.",
      "website-failed": "A site that is paid for could not be made.",
      "website-delayed": "A site that is paid for could not be made in three tries. We keep trying.",
      "deploy-failed":
        "A deployment failed because of the server. Put it right, then the customer can try again.",
      "deploy-switch-unknown":
        "The server did not answer when a site had to go back. Check which release it shows.",
      "mass-suspension": "Too many sites would go off in a day. The brake holds them; see Brake and clock.",
      "clock-back": "The server's clock went back. Billing has stopped until it is right.",
      "clock-leap": "The server's clock leapt far ahead. Billing waits for a person; see Brake and clock.",
      "database-back":
        "The database is older than our mark. Billing waits for a person; see Brake and clock.",
      "server-key-refused":
        "The panel refused our API key or address. Check the key and its list of addresses.",
      "server-down": "A server's panel has not answered three times. No new site is put there.",
      "server-certificate":
        "The panel's certificate is not the pinned one. Nothing is sent there until somebody has looked.",
      "servers-full":
        "No server can take a new site. The site waits and goes on by itself as soon as there is room.",
    },
    otherKind: (kind: string) => `Matter: ${kind}`,
    events: "The last notices from iPaymu",
    eventsNone: "No notice has come yet.",
    received: "Received",
    transaction: "Transaction",
    reference: "Reference",
    signature: "Signature",
    signed: "Matches",
    unsigned: "Does not match",
    times: "Times",
    outcome: "Outcome",
    outcomes: {
      settled: "Settled an order",
      "already-settled": "Settled before",
      "second-payment": "Paid twice, now credit",
      "late-payment": "Late, now credit",
      "wrong-amount": "Wrong amount",
      refunded: "Given back",
      open: "Awaits payment",
      closed: "Ended unpaid",
      "unknown-status": "Unknown status",
      "unknown-reference": "No order of ours",
      "unknown-transaction": "Unknown to iPaymu",
      unreadable: "Unreadable",
    },
    pending: "Not looked into yet",
    invoices: "Invoices of a month",
    invoicesLead: "All invoices issued in one month (WIB) as a CSV file for the accountant.",
    month: "Month",
    monthWrong: "Write the month like 2026-11.",
    downloadCsv: "Download CSV",
  },
});

/** The words for a kind or outcome as it stands in the books; undefined when we have none. */
export function wordOf(words: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(words, key) ? words[key] : undefined;
}
