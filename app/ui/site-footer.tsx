import { useLocation } from "@remix-run/react";
import { frameWords } from "./frame.words.ts";
import { Logo } from "./logo.tsx";
import { type Locale, useLocale, useWords } from "./words.ts";

export type FooterBusiness = { name: string; email: string; phone: string };

/** Legal pages, a way to reach a person, and the language. */
export function SiteFooter({ business }: { business: FooterBusiness | null }) {
  const t = useWords(frameWords);
  return (
    <footer className="night mt-auto print:hidden">
      <div className="mx-auto grid max-w-page grid-cols-[4fr_5fr] gap-x-4 gap-y-8 px-4 py-12 sm:px-6 md:gap-10 md:grid-cols-[1.6fr_1fr_1fr_1.2fr]">
        <div className="col-span-2 grid content-start gap-3 md:col-span-1">
          <Logo />
          <p className="max-w-64 text-night-soft">{t.tagline}</p>
        </div>
        <Links
          title={t.product}
          links={[
            ["/pricing", t.pricing],
            ["/faq", t.faq],
          ]}
        />
        <Links
          title={t.legal}
          links={[
            ["/terms", t.terms],
            ["/refunds", t.refunds],
          ]}
        />
        <div className="col-span-2 md:col-span-1">
          <Links title={t.help} links={[["/contact", t.contact]]} />
          {business && (
            <address className="mt-1 grid text-night-soft not-italic">
              <a href={`mailto:${business.email}`} className="link flex min-h-11 items-center">
                {business.email}
              </a>
              <span>{business.phone}</span>
            </address>
          )}
        </div>
      </div>
      <div className="mx-auto max-w-page px-4 text-small text-night-soft sm:px-6">
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-night-line py-4">
          <p>{t.payments}</p>
          <LanguageSwitch />
        </div>
      </div>
    </footer>
  );
}

function Links({
  title,
  links,
}: {
  title: string;
  links: readonly (readonly [href: string, label: string])[];
}) {
  return (
    <nav aria-label={title}>
      <p className="text-small font-semibold text-night-soft">{title}</p>
      <ul>
        {links.map(([href, label]) => (
          <li key={href}>
            <a href={href} className="flex min-h-11 items-center hover:underline hover:underline-offset-4">
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const LANGUAGES: readonly { locale: Locale; name: string }[] = [
  { locale: "id", name: "Bahasa Indonesia" },
  { locale: "en", name: "English" },
];

function LanguageSwitch() {
  const t = useWords(frameWords);
  const current = useLocale();
  const { pathname, search } = useLocation();
  return (
    <form method="post" action="/language" aria-label={t.language} className="-mx-3 flex gap-1">
      <input type="hidden" name="next" value={pathname + search} />
      {LANGUAGES.map(({ locale, name }) => (
        <button
          key={locale}
          type="submit"
          name="locale"
          value={locale}
          lang={locale}
          aria-pressed={locale === current}
          className="min-h-11 rounded-card px-3 hover:text-night-ink aria-pressed:font-semibold aria-pressed:text-night-ink aria-pressed:underline aria-pressed:decoration-lumi aria-pressed:decoration-2 aria-pressed:underline-offset-8"
        >
          {name}
        </button>
      ))}
    </form>
  );
}
