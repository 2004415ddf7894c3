import { type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { findPayable } from "#app/domain/billing/orders/payable-orders.server.ts";
import { channelName } from "#app/domain/billing/payments/channel-names.ts";
import { clientAddress } from "#app/http/client-address.ts";
import { services } from "#app/services.server.ts";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { refreshEvery } from "#app/ui/refresh-hint.tsx";
import { useWords } from "#app/ui/words.ts";
import { CodePage } from "../code-page.tsx";
import { payWayWords } from "../pay-ways.words.ts";
import { showCode } from "../shown-code.server.ts";
import { secretHeaders } from "./secret-address.server.ts";

export const headers = secretHeaders;

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => [
  ...pageMeta(
    payWayWords[localeIn(matches)].codeTitle(
      data ? (channelName(data.code.method, data.code.channel) ?? "") : "",
    ),
  ),
  { name: "robots", content: "noindex" },
  ...(data?.code.seconds ? [refreshEvery(data.code.seconds)] : []),
];

/** The code of a bill for whoever holds the link to pay it; a link that is not good any more says so on its own page. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { token = "", attempt: attemptId = "" } = params;
  const now = new Date();
  const found = await findPayable(services, token, now);
  if (found.outcome !== "found") throw redirect(`/pay/${encodeURIComponent(token)}`, 303);
  const wanted = { userId: found.userId, orderNumber: found.bill.number, attemptId };
  return { code: await showCode(wanted, clientAddress(request), now), link: `/pay/${token}` };
}

export default function LinkCode() {
  const { code, link } = useLoaderData<typeof loader>();
  const t = useWords(payWayWords);
  return (
    <CodePage
      code={code}
      lead={t.bill(code.orderNumber)}
      home={{ href: link, back: t.backToBill, see: t.seeBill }}
      waysHref={link}
    />
  );
}
