import type { NoticeKind } from "#app/jobs/payloads.ts";
import { noticeValues } from "../kinds.ts";
import { accountLettersEn, accountLettersId } from "./account-letters.ts";
import { cancellationLettersEn, cancellationLettersId } from "./cancellation-letters.ts";
import { careLettersEn, careLettersId } from "./care-letters.ts";
import { domainLettersEn, domainLettersId } from "./domain-letters.ts";
import { endingLettersEn, endingLettersId } from "./ending-letters.ts";
import type { Letter } from "./letter.ts";
import { refundLettersEn, refundLettersId } from "./refund-letters.ts";
import { renewalLettersEn, renewalLettersId } from "./renewal-letters.ts";
import { shopLettersEn, shopLettersId } from "./shop-letters.ts";
import { trashLettersEn, trashLettersId } from "./trash-letters.ts";

/** To the business itself, which reads Indonesian. */
const staffLetter = ({ matter, subject, url }: { matter: string; subject: string; url: string }): Letter => ({
  subject: `Perlu ditangani: ${matter}`,
  paragraphs: [`Ada yang perlu dilihat orang: ${matter} (${subject}).`, "Rinciannya ada di kantor belakang."],
  action: { label: "Buka kantor belakang", url },
});

const letters = {
  id: {
    ...accountLettersId,
    ...shopLettersId,
    ...renewalLettersId,
    ...refundLettersId,
    ...cancellationLettersId,
    ...endingLettersId,
    ...careLettersId,
    ...domainLettersId,
    ...trashLettersId,
    "staff-attention": staffLetter,
  },
  en: {
    ...accountLettersEn,
    ...shopLettersEn,
    ...renewalLettersEn,
    ...refundLettersEn,
    ...cancellationLettersEn,
    ...endingLettersEn,
    ...careLettersEn,
    ...domainLettersEn,
    ...trashLettersEn,
    "staff-attention": staffLetter,
  },
};

type Telling = { kind: NoticeKind; values: unknown; language: "id" | "en"; appUrl: string; token: string };

/** The letter for one notice. Throws when the values are not those of its kind; `token` is the secret of its link, if it has one. */
export function composeLetter({ kind, values, language, appUrl, token }: Telling): Letter {
  const t = letters[language];
  const at = (path: string) => ({ url: `${appUrl}${path}` });
  switch (kind) {
    case "verify-email": {
      const { next } = noticeValues[kind].parse(values);
      return t[kind](at(`/verify/${token}${next ? `?${new URLSearchParams({ next })}` : ""}`));
    }
    case "reset-password":
      return t[kind](at(`/reset/${token}`));
    case "account-exists":
      return t[kind](at("/login"));
    case "password-changed":
      return t[kind](at("/forgot"));
    case "payment-received": {
      const told = noticeValues[kind].parse(values);
      return t[kind]({ ...told, ...at(`/orders/${told.orderNumber}`) });
    }
    case "payment-credited": {
      const told = noticeValues[kind].parse(values);
      return t[kind]({ ...told, ...at(`/orders/${told.orderNumber}`) });
    }
    case "payment-refused": {
      const told = noticeValues[kind].parse(values);
      return t[kind]({ ...told, ...at(`/orders/${told.orderNumber}`) });
    }
    case "renewal-due":
    case "past-due":
    case "site-suspended":
    case "termination-soon": {
      const told = noticeValues[kind].parse(values);
      return t[kind]({ ...told, ...at(token ? `/pay/${token}` : `/orders/${told.orderNumber}`) });
    }
    case "renewal-paid": {
      const told = noticeValues[kind].parse(values);
      return t[kind]({ ...told, ...at(`/orders/${told.orderNumber}`) });
    }
    case "plan-changed": {
      const told = noticeValues[kind].parse(values);
      return t[kind]({ ...told, ...at(`/sites/${told.websiteId}/plan`) });
    }
    case "site-restored": {
      const told = noticeValues[kind].parse(values);
      return t[kind]({ ...told, ...at(`/sites/${told.websiteId}`) });
    }
    case "site-stopped": {
      const told = noticeValues[kind].parse(values);
      return t[kind]({ ...told, ...at("/contact") });
    }
    case "export-ready": {
      const told = noticeValues[kind].parse(values);
      return t[kind]({ ...told, ...at(`/sites/${told.websiteId}/export`) });
    }
    case "removal-soon": {
      const told = noticeValues[kind].parse(values);
      return t[kind]({ ...told, ...at(`/sites/${told.websiteId}/export`) });
    }
    case "invoice-issued": {
      const told = noticeValues[kind].parse(values);
      return t[kind]({ ...told, ...at(`/orders/${told.orderNumber}/invoice`) });
    }
    case "refund-recorded": {
      const told = noticeValues[kind].parse(values);
      return t[kind]({ ...told, ...at(`/orders/${told.orderNumber}`) });
    }
    case "credit-note-issued": {
      const told = noticeValues[kind].parse(values);
      return t[kind]({ ...told, ...at(`/orders/${told.orderNumber}/credit-notes/${told.noteNumber}`) });
    }
    case "site-trashed":
    case "trash-ends-soon": {
      const told = noticeValues[kind].parse(values);
      return t[kind]({ ...told, ...at(`/sites/${told.websiteId}`) });
    }
    case "subscription-cancelled":
    case "cancellation-taken-back": {
      const told = noticeValues[kind].parse(values);
      return t[kind]({ ...told, ...at(`/sites/${told.websiteId}`) });
    }
    case "site-ready": {
      const told = noticeValues[kind].parse(values);
      return t[kind]({ ...told, ...at(`/sites/${told.websiteId}/uploads`) });
    }
    case "site-delayed":
      return t[kind]({ ...noticeValues[kind].parse(values), ...at("/dashboard") });
    case "disk-filling": {
      const told = noticeValues[kind].parse(values);
      return t[kind]({ ...told, ...at(`/sites/${told.websiteId}`) });
    }
    case "domain-active":
    case "domain-given-up": {
      const told = noticeValues[kind].parse(values);
      return t[kind]({ ...told, ...at(`/sites/${told.websiteId}/domains`) });
    }
    case "certificate-problem": {
      const told = noticeValues[kind].parse(values);
      return t[kind]({ ...told, ...at(`/sites/${told.websiteId}/domains`) });
    }
    case "deploy-live": {
      const told = noticeValues[kind].parse(values);
      return t[kind]({ ...told, ...at(`/sites/${told.websiteId}/deployments`) });
    }
    case "deploy-failed": {
      const told = noticeValues[kind].parse(values);
      return t[kind]({ ...told, ...at(`/sites/${told.websiteId}/deployments`) });
    }
    case "staff-attention":
      return t[kind]({ ...noticeValues[kind].parse(values), ...at("/staff") });
  }
}
