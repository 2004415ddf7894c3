import { ButtonLink } from "./button.tsx";
import { errorKind, errorWords } from "./error-page.words.ts";
import { Page } from "./page.tsx";
import { useWords } from "./words.ts";

/** What happened, that nothing was lost, and where to go. Never the reason itself: that is in the log. */
export function ErrorPage({ status, isSignedIn }: { status: number; isSignedIn: boolean }) {
  const t = useWords(errorWords);
  const { title, body } = t[errorKind(status)];
  return (
    <Page width="narrow">
      <LightOff />
      <p className="mt-6 text-small font-semibold text-soft">{t.code(status)}</p>
      <h1 className="mt-1 text-heading font-extrabold">{title}</h1>
      <p className="mt-4 text-lead text-soft">{body}</p>
      <p className="mt-8 flex flex-wrap gap-3">
        <ButtonLink href={isSignedIn ? "/dashboard" : "/"}>{isSignedIn ? t.dashboard : t.home}</ButtonLink>
        <ButtonLink look="secondary" href="/contact">
          {t.contact}
        </ButtonLink>
      </p>
    </Page>
  );
}

/** The motif, switched off. */
function LightOff() {
  return (
    <svg viewBox="0 0 24 24" className="size-14 text-edge" fill="none" aria-hidden="true" focusable="false">
      <circle cx="12" cy="12" r="9" stroke="currentColor" strokeWidth="1" strokeDasharray="2 2.7" />
      <circle cx="12" cy="12" r="5" stroke="currentColor" strokeWidth="1" />
    </svg>
  );
}
