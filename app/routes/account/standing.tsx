import { formatDate } from "#app/ui/dates.ts";
import { Facts } from "#app/ui/facts.tsx";
import { StatusMark } from "#app/ui/status-mark.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { accountWords } from "./words.ts";

type StandingProps = { email: string; isVerified: boolean; createdAt: Date };

/** The address of the account, whether it is confirmed, and since when there is one. */
export function Standing({ email, isVerified, createdAt }: StandingProps) {
  const locale = useLocale();
  const t = useWords(accountWords);
  const standing = isVerified ? (
    <StatusMark tone="good" label={t.verified} />
  ) : (
    <>
      <StatusMark tone="waiting" label={t.unverified} />{" "}
      <a href="/verify?next=/account" className="link">
        {t.confirmNow}
      </a>
    </>
  );
  const address = (
    <span className="flex flex-wrap gap-x-4 gap-y-1">
      <span className="wrap-anywhere">{email}</span>
      <span>{standing}</span>
    </span>
  );
  return (
    <Facts
      items={[
        { label: t.email, value: address },
        { label: t.since, value: formatDate(createdAt, locale) },
      ]}
    />
  );
}
