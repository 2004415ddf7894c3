type StopPage = {
  host: string;
  business: string;
  contactUrl: string;
  /** What the owner pays to have the site back; null when money is not why it is off. */
  pay: { amount: string; url: string } | null;
  /** Where the owner, who deleted the site, takes it back; null when that is not why it is off. */
  takeBackUrl: string | null;
};

const texts = {
  id: {
    title: (host: string) => `${host} sedang tidak aktif`,
    visitor: "Situs ini dimatikan sementara. Silakan kembali lagi nanti.",
    trashedTitle: (host: string) => `${host} tidak ditayangkan`,
    trashed: "Pemiliknya sedang tidak menayangkan situs ini.",
    takeBack: "Pemilik situs: selama waktunya belum lewat, situs ini bisa Anda ambil kembali.",
    takeBackLink: "Ambil kembali",
    unpaid: (amount: string) =>
      `Pemilik situs: ada tagihan ${amount} yang belum dibayar. Begitu dibayar, situs menyala lagi dengan sendirinya.`,
    pay: (amount: string) => `Bayar ${amount}`,
    contact: "Pemilik situs: hubungi kami untuk keterangan.",
    contactLink: (business: string) => `Hubungi ${business}`,
  },
  en: {
    title: (host: string) => `${host} is off for now`,
    visitor: "This site is switched off for the time being. Please come back later.",
    trashedTitle: (host: string) => `${host} is not shown at present`,
    trashed: "Its owner does not show this site at present.",
    takeBack: "Site owner: while its time has not passed, you can take this site back.",
    takeBackLink: "Take it back",
    unpaid: (amount: string) =>
      `Site owner: a bill of ${amount} is unpaid. Once it is paid, the site comes on again by itself.`,
    pay: (amount: string) => `Pay ${amount}`,
    contact: "Site owner: contact us to learn more.",
    contactLink: (business: string) => `Contact ${business}`,
  },
};

const STYLE = `body{margin:0;background:#f6f4ef;color:#111b38;font:16px/1.6 system-ui,sans-serif}
main{max-width:34rem;margin:0 auto;padding:3rem 1.25rem}section+section{margin-top:2.5rem;padding-top:2rem;border-top:1px solid #e3dfd6}
h1,h2{font-size:1.5rem;line-height:1.25;margin:0 0 1rem;overflow-wrap:anywhere}a{color:inherit}
.pay{display:inline-block;padding:.75rem 1.5rem;border-radius:8px;background:#ffb81f;font-weight:700;text-decoration:none}
@media (prefers-color-scheme:dark){body{background:#0d1428;color:#eceef5}section+section{border-color:#2a3350}.pay{color:#111b38}}`;

/**
 * The page of a stopped website, complete in itself: no script, no picture, nothing from elsewhere, in both languages.
 * Names are escaped. Search engines are asked not to keep it.
 */
export function stopPageHtml(page: StopPage): string {
  const title = titleOf("id", page);
  return `<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex, noarchive">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${part("id", "h1", page)}
${part("en", "h2", page)}
</main>
</body>
</html>
`;
}

function titleOf(language: "id" | "en", { host, takeBackUrl }: StopPage): string {
  const t = texts[language];
  return takeBackUrl ? t.trashedTitle(host) : t.title(host);
}

function part(language: "id" | "en", heading: "h1" | "h2", page: StopPage) {
  const t = texts[language];
  const link = (url: string, label: string, look = "") =>
    `<p><a${look} href="${escapeHtml(url)}">${escapeHtml(label)}</a></p>`;
  const { business, contactUrl, pay, takeBackUrl } = page;
  const contact = `<p>${escapeHtml(t.contact)}</p>\n${link(contactUrl, t.contactLink(business))}`;
  const unpaid =
    pay &&
    `<p>${escapeHtml(t.unpaid(pay.amount))}</p>\n${link(pay.url, t.pay(pay.amount), ' class="pay" rel="nofollow"')}`;
  const trashed =
    takeBackUrl &&
    `<p>${escapeHtml(t.takeBack)}</p>\n${link(takeBackUrl, t.takeBackLink, ' rel="nofollow"')}`;
  return `<section lang="${language}">
<${heading}>${escapeHtml(titleOf(language, page))}</${heading}>
<p>${escapeHtml(takeBackUrl ? t.trashed : t.visitor)}</p>
${trashed ?? unpaid ?? contact}
</section>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
