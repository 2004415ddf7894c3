import { channelName } from "#app/domain/billing/payments/channel-names.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { useWords } from "#app/ui/words.ts";
import { payWayWords } from "./pay-ways.words.ts";

/** That a code is open already, before another way is chosen. */
export function OpenCodeNotice({ code, href }: { code: { method: string; channel: string }; href: string }) {
  const t = useWords(payWayWords);
  return (
    <Notice
      title={t.openTitle(channelName(code.method, code.channel) ?? "")}
      actions={<ButtonLink href={href}>{t.showCode}</ButtonLink>}
    >
      {t.openBody}
    </Notice>
  );
}
