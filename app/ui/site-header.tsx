import { useLocation } from "@remix-run/react";
import { frameWords } from "./frame.words.ts";
import { MenuIcon } from "./icons.tsx";
import { Logo } from "./logo.tsx";
import { useWords } from "./words.ts";

export type HeaderUser = { role: "customer" | "staff" | "owner" };

/** The way around. On a phone the same links stand behind a `<details>`, which needs no script. */
export function SiteHeader({ user }: { user: HeaderUser | null }) {
  const t = useWords(frameWords);
  return (
    <header className="night print:hidden">
      <div className="relative mx-auto flex min-h-16 max-w-page items-center justify-between gap-4 px-4 sm:px-6">
        <a href="/" aria-label={t.home} className="inline-flex min-h-11 items-center">
          <Logo />
        </a>
        <nav aria-label={t.mainMenu} className="hidden md:block">
          <MenuLinks user={user} className="flex items-center gap-1" />
        </nav>
        <details className="group md:hidden">
          <summary className="flex min-h-11 list-none items-center gap-2 rounded-card border border-night-line px-4 font-semibold">
            <MenuIcon />
            {t.menu}
          </summary>
          <nav
            aria-label={t.menu}
            className="absolute inset-x-0 top-full z-10 border-t border-night-line bg-night px-1 py-3 shadow-lift sm:px-3"
          >
            <MenuLinks user={user} className="grid" />
          </nav>
        </details>
      </div>
    </header>
  );
}

function MenuLinks({ user, className }: { user: HeaderUser | null; className: string }) {
  const t = useWords(frameWords);
  if (!user) {
    return (
      <ul className={className}>
        <MenuLink href="/pricing">{t.pricing}</MenuLink>
        <MenuLink href="/faq">{t.faq}</MenuLink>
        <MenuLink href="/login">{t.login}</MenuLink>
        <MenuLink href="/register" isOutlined>
          {t.register}
        </MenuLink>
      </ul>
    );
  }
  return (
    <ul className={className}>
      <MenuLink href="/dashboard">{t.dashboard}</MenuLink>
      <MenuLink href="/orders">{t.orders}</MenuLink>
      <MenuLink href="/pricing">{t.pricing}</MenuLink>
      <MenuLink href="/account">{t.account}</MenuLink>
      {user.role !== "customer" && <MenuLink href="/staff">{t.staff}</MenuLink>}
      <li>
        <form method="post" action="/logout">
          <button type="submit" className={ITEM}>
            {t.logout}
          </button>
        </form>
      </li>
    </ul>
  );
}

const ITEM =
  "flex min-h-11 w-full items-center rounded-card px-3 font-medium text-night-soft hover:text-night-ink";

function MenuLink({ href, isOutlined, children }: { href: string; isOutlined?: boolean; children: string }) {
  const { pathname } = useLocation();
  const isHere = pathname === href || pathname.startsWith(`${href}/`);
  const outline = isOutlined
    ? "md:ml-2 md:w-auto md:border md:border-night-line md:px-4 md:text-night-ink"
    : "";
  return (
    <li>
      <a
        href={href}
        aria-current={isHere ? "page" : undefined}
        className={`${ITEM} ${outline} aria-[current=page]:text-night-ink aria-[current=page]:underline aria-[current=page]:decoration-lumi aria-[current=page]:decoration-2 aria-[current=page]:underline-offset-8`}
      >
        {children}
      </a>
    </li>
  );
}
