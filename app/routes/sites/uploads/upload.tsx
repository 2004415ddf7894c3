import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { requestDeployment } from "#app/domain/hosting/deployments/deployments.server.ts";
import { newPreviewHost } from "#app/domain/hosting/deployments/previews.server.ts";
import { chooseRoot, findUpload, removeUpload } from "#app/domain/hosting/uploads/uploads.server.ts";
import { flash } from "#app/http/flash.server.ts";
import { readForm, textOf } from "#app/http/form-data.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { notFound } from "#app/http/responses.ts";
import { services } from "#app/services.server.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { RefreshHint } from "#app/ui/refresh-hint.tsx";
import { useWords } from "#app/ui/words.ts";
import { requireSite } from "../own-site.server.ts";
import { useRefresh } from "../use-refresh.ts";
import RefusalText from "./refusal-text.tsx";
import { sitePrograms } from "./site-programs.server.ts";
import { uploadWords } from "./upload.words.ts";
import { PublishForm, RemoveForm } from "./upload-actions.tsx";
import { Dropped } from "./upload-findings.tsx";
import { Found } from "./upload-found.tsx";
import { Inspected } from "./upload-inspected.tsx";

export const handle = { script: true };
export const meta: MetaFunction = ({ matches }) => pageMeta(uploadWords[localeIn(matches)].title);

const REFRESH_SECONDS = 2;

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const which = { userId: user.id, websiteId: site.id, uploadId: params.upload ?? "" };
  const upload = (await findUpload(services.db, which)) ?? notFound();
  const refreshSeconds = upload.status === "received" ? REFRESH_SECONDS : null;
  const programs = await sitePrograms(user.id, site.id);
  return {
    site,
    ...programs,
    upload,
    refreshSeconds,
    isRemoving: new URL(request.url).searchParams.has("remove"),
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { user, site } = await requireSite(request, params);
  const which = { userId: user.id, websiteId: site.id, uploadId: params.upload ?? "", now: new Date() };
  const upload = (await findUpload(services.db, which)) ?? notFound();
  const form = await readForm(request);
  const t = uploadWords[await localeOf(request)];
  const refuse = (problem: string) => data({ problem }, { status: 400 });
  if (textOf(form, "intent") === "remove") {
    const { outcome } = await removeUpload(services, which);
    if (outcome === "in-use") return refuse(t.problems[outcome]);
    const headers = { "set-cookie": await flash("upload-removed") };
    throw redirect(`/sites/${site.id}/uploads`, { status: 303, headers });
  }
  if (!form.has("root") && upload.root === null) return refuse(t.chooseMissing);
  if (form.has("root")) {
    const { outcome } = await chooseRoot(services.db, { ...which, root: textOf(form, "root") });
    if (outcome !== "chosen")
      return refuse(t.problems[outcome === "not-a-root" ? outcome : "upload-not-ready"]);
  }
  const isDraft = textOf(form, "as") === "draft";
  const draft = isDraft ? { previewHost: newPreviewHost(services.settings.sitesDomain) } : {};
  const asked = await requestDeployment(services.db, { ...which, ...draft });
  if ("deploymentId" in asked) throw redirect(`/sites/${site.id}/deployments/${asked.deploymentId}`, 303);
  return asked.outcome === "not-found" ? notFound() : refuse(t.problems[asked.outcome]);
}

export default function Upload() {
  const { site, php, kept, upload, refreshSeconds, isRemoving } = useLoaderData<typeof loader>();
  const problem = useActionData<typeof action>()?.problem;
  const t = useWords(uploadWords);
  useRefresh(refreshSeconds);
  const base = `/sites/${site.id}/uploads`;
  return (
    <Page width="narrow">
      <PageHeader
        title={<span className="wrap-anywhere">{upload.fileName}</span>}
        back={{ href: base, label: t.back }}
      />
      <div className="grid gap-6">
        {problem && (
          <Notice tone="trouble" role="alert">
            {problem}
          </Notice>
        )}
        {isRemoving && upload.status !== "removed" ? (
          <RemoveForm upload={upload} back={`${base}/${upload.id}`} />
        ) : (
          <State site={site} php={php} kept={kept} upload={upload} refreshSeconds={refreshSeconds} />
        )}
      </div>
    </Page>
  );
}

type StateProps = Pick<
  ReturnType<typeof useLoaderData<typeof loader>>,
  "site" | "php" | "kept" | "upload" | "refreshSeconds"
>;

function State({ site, php, kept, upload, refreshSeconds }: StateProps) {
  const t = useWords(uploadWords);
  const base = `/sites/${site.id}/uploads`;
  if (upload.status === "removed") return <Notice title={t.removedTitle}>{t.removed}</Notice>;
  if (upload.status === "received") {
    return (
      <>
        <Notice role="status" title={t.checkingTitle}>
          {t.checking}
        </Notice>
        {refreshSeconds !== null && <RefreshHint seconds={refreshSeconds} />}
      </>
    );
  }
  const remove = (
    <ButtonLink look="quiet" href={`${base}/${upload.id}?remove`}>
      {t.remove}
    </ButtonLink>
  );
  if (!upload.findings) {
    return (
      <>
        <Notice
          tone="trouble"
          role="status"
          title={t.refusedTitle}
          actions={<ButtonLink href={base}>{t.again}</ButtonLink>}
        >
          {upload.refusal && <RefusalText refusal={upload.refusal} />} {t.refusedCalm}
        </Notice>
        <div>{remove}</div>
      </>
    );
  }
  return (
    <>
      <Inspected findings={upload.findings} php={php} kept={kept} />
      <Found upload={upload} findings={upload.findings} />
      {site.status === "active" && <PublishForm upload={upload} roots={upload.findings.roots} />}
      <Dropped findings={upload.findings} />
      <div>{remove}</div>
    </>
  );
}
