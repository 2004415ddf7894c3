import type { LoaderFunctionArgs } from "@remix-run/node";
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { channelName } from "#app/domain/billing/payments/channel-names.ts";
import { requireUser } from "#app/http/session.server.ts";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { refreshEvery } from "#app/ui/refresh-hint.tsx";
import { useWords } from "#app/ui/words.ts";
import { CodePage } from "../code-page.tsx";
import { payWayWords } from "../pay-ways.words.ts";
import { showCode } from "../shown-code.server.ts";

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => [
  ...pageMeta(
    payWayWords[localeIn(matches)].codeTitle(data ? (channelName(data.method, data.channel) ?? "") : ""),
  ),
  ...(data?.seconds ? [refreshEvery(data.seconds)] : []),
];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const wanted = { userId: user.id, orderNumber: params.number ?? "", attemptId: params.attempt ?? "" };
  return showCode(wanted, user.id, new Date());
}

export default function PayCode() {
  const code = useLoaderData<typeof loader>();
  const t = useWords(payWayWords);
  const order = `/orders/${code.orderNumber}`;
  return (
    <CodePage
      code={code}
      lead={t.order(code.orderNumber)}
      home={{ href: order, back: t.back, see: t.see }}
      waysHref={`${order}/pay`}
    />
  );
}
