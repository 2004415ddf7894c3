import { defineWords } from "#app/ui/words.ts";

/** Texts of a site's own page. */
export const siteWords = defineWords({
  id: {
    dashboard: "Dasbor",
    upload: "Unggah situs",
    open: "Buka situs",
    address: "Alamat",
    plan: "Paket",
    changePlan: "Ganti paket atau masa bayar",
    paidUntil: "Dibayar sampai",
    lastDeployment: "Penerbitan terakhir",
    lock: "Kunci",
    deployments: "Riwayat penerbitan",
    archives: "Arsip yang diunggah",
    domains: "Domain sendiri dan HTTPS",
    ftp: "Akses FTP",
    backups: "Cadangan",
    logs: "Log",
    noDeployment: "Belum pernah",
    numbered: (number: number) => `Penerbitan #${number}`,
    more: "Kelola situs ini",
    disk: "Ruang disk",
    diskFillingTitle: (percent: number) => `Ruang disk terpakai ${percent}%`,
    diskFilling:
      "Kalau penuh, arsip baru tidak bisa diunggah. Hapus berkas yang tidak dipakai lewat FTP, atau pilih paket yang lebih besar.",
    diskFullTitle: "Ruang disk penuh",
    diskFull:
      "Situs tetap menyala, tetapi arsip baru tidak diterima. Hapus berkas lewat FTP, atau pilih paket yang lebih besar.",
    diskText: (used: string, limit: string) => `${used} dari ${limit}`,
    diskUnknown: (limit: string) => `Paket Anda memuat ${limit}. Pemakaian diukur setelah situs terisi.`,
    measured: (when: string) => `Diukur ${when}.`,
    emptyTitle: "Situs Anda siap diisi",
    empty: "Unggah berkas situs sebagai ZIP atau TAR.GZ. Kami memeriksa isinya, lalu menayangkannya.",
    provisioningTitle: "Situs Anda sedang disiapkan",
    provisioning:
      "Biasanya selesai dalam satu menit. Anda boleh menutup halaman ini; kami mengirim e-mail begitu siap.",
    delayedTitle: "Penyiapan situs tertunda",
    delayed:
      "Server sedang sulit dihubungi. Pembayaran Anda aman dan kami mencoba lagi terus-menerus; tidak ada yang perlu Anda lakukan.",
    noRoomTitle: "Kami sedang menambah ruang",
    noRoom:
      "Semua server sedang penuh. Pembayaran Anda aman; situs disiapkan begitu ada ruang, dan tim kami sudah diberi tahu.",
    failedTitle: "Situs ini perlu bantuan kami",
    failed:
      "Penyiapan otomatis tidak berhasil. Pembayaran Anda tercatat dan aman; tim kami sudah diberi tahu dan akan menghubungi Anda.",
    hostTaken:
      "Alamat ini ternyata sudah dipakai. Pembayaran Anda tercatat dan aman; tim kami akan menghubungi Anda untuk memilih alamat lain.",
    unpaidTitle: "Situs ini dimatikan sementara karena belum dibayar",
    unpaid: (amount: string, until: string) =>
      `Tagihan ${amount} bisa dibayar sampai ${until}. Begitu dibayar, situs dan akses FTP menyala lagi dengan sendirinya. Berkasnya masih tersimpan.`,
    billTitle: "Tagihan perpanjangan sudah ada",
    bill: (amount: string, end: string) =>
      `${amount} untuk masa berikutnya. Masa yang sudah dibayar berakhir ${end}.`,
    payBill: (amount: string) => `Bayar ${amount}`,
    endedTitle: "Langganan situs ini sudah berakhir",
    ended: "Situsnya mati. Berkasnya kami kemas untuk Anda unduh sebelum dihapus untuk selamanya.",
    lastExport: "Ekspor terakhir",
    suspendedTitle: "Situs ini sedang ditangguhkan",
    suspended: "Berkasnya masih tersimpan. Lihat pesanan Anda, atau hubungi kami bila ini tidak semestinya.",
    orders: "Lihat pesanan",
    contact: "Hubungi kami",
  },
  en: {
    dashboard: "Dashboard",
    upload: "Upload site",
    open: "Open site",
    address: "Address",
    plan: "Plan",
    changePlan: "Change plan or term",
    paidUntil: "Paid until",
    lastDeployment: "Last deployment",
    lock: "Lock",
    deployments: "Deployments",
    archives: "Uploaded archives",
    domains: "Your own domains and HTTPS",
    ftp: "FTP access",
    backups: "Backups",
    logs: "Logs",
    noDeployment: "Never yet",
    numbered: (number: number) => `Deployment #${number}`,
    more: "Look after this site",
    disk: "Disk space",
    diskFillingTitle: (percent: number) => `${percent}% of the disk space is used`,
    diskFilling:
      "Once it is full, no new archive can be uploaded. Delete files you do not need by FTP, or choose a larger plan.",
    diskFullTitle: "The disk space is full",
    diskFull: "The site stays on, but no new archive is taken. Delete files by FTP, or choose a larger plan.",
    diskText: (used: string, limit: string) => `${used} of ${limit}`,
    diskUnknown: (limit: string) => `Your plan holds ${limit}. Use is measured once the site has content.`,
    measured: (when: string) => `Measured ${when}.`,
    emptyTitle: "Your site is ready to be filled",
    empty: "Upload the files of your site as a ZIP or TAR.GZ. We check what is inside, then put it live.",
    provisioningTitle: "Your site is being prepared",
    provisioning:
      "It usually takes a minute. You may close this page; we send an e-mail as soon as it is ready.",
    delayedTitle: "Preparing the site is delayed",
    delayed:
      "The server is hard to reach right now. Your payment is safe and we keep trying; there is nothing you need to do.",
    noRoomTitle: "We are adding room",
    noRoom:
      "All servers are full right now. Your payment is safe; the site is prepared as soon as there is room, and our team knows.",
    failedTitle: "This site needs our help",
    failed:
      "Preparing it automatically did not work. Your payment is recorded and safe; our team knows and will contact you.",
    hostTaken:
      "This address turned out to be taken. Your payment is recorded and safe; our team will contact you to choose another.",
    unpaidTitle: "This site is switched off for now because it is unpaid",
    unpaid: (amount: string, until: string) =>
      `The bill of ${amount} can be paid until ${until}. Once paid, the site and its FTP access come on again by themselves. Its files are still kept.`,
    billTitle: "There is a renewal bill",
    bill: (amount: string, end: string) =>
      `${amount} for the next term. What you have paid for ends on ${end}.`,
    payBill: (amount: string) => `Pay ${amount}`,
    endedTitle: "The subscription of this site is over",
    ended: "The site is off. We pack its files for you to download before they are removed for good.",
    lastExport: "Last export",
    suspendedTitle: "This site is suspended",
    suspended: "Its files are still kept. Look at your orders, or contact us if this should not be so.",
    orders: "Look at orders",
    contact: "Contact us",
  },
});
