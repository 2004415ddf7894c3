import { Form } from "@remix-run/react";
import { KEPT_FOLDERS, mostKeptFolders } from "#app/domain/hosting/websites/kept-folder-names.ts";
import type { KeptFolder } from "#app/domain/hosting/websites/kept-folder-rules.ts";
import { Button } from "#app/ui/button.tsx";
import { HiddenField, SelectField, SubmitButton, TextField } from "#app/ui/form.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Panel, Section } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { foldersWords } from "./folders.words.ts";

type Standing = { folders: KeptFolder[]; isChanging: boolean; problem: "refused" | "not-served" | null };
export type Typed = { name: string; visibility: string; error: string };

/** The folders that stay when releases change, how to reach them, and one more. */
export function KeptFolders({ standing, url, typed }: { standing: Standing; url: string; typed?: Typed }) {
  const t = useWords(foldersWords);
  const { folders, isChanging, problem } = standing;
  return (
    <Section title={t.title} id="folders">
      <p className="mb-4 max-w-measure text-soft">{t.lead}</p>
      <div className="grid gap-6">
        {isChanging && <Notice tone="waiting">{t.changing}</Notice>}
        {problem && <Notice tone="trouble">{t.problems[problem]}</Notice>}
        {folders.map((folder) => (
          <Folder key={folder.name} folder={folder} url={url} />
        ))}
        {folders.length < mostKeptFolders ? <Adding typed={typed} /> : <p>{t.full}</p>}
      </div>
    </Section>
  );
}

function Folder({ folder: { name, isPublic }, url }: { folder: KeptFolder; url: string }) {
  const t = useWords(foldersWords);
  return (
    <Panel>
      <div className="grid gap-3">
        <h3 className="font-mono font-semibold break-all">{name}</h3>
        <p>{isPublic ? t.public(new URL(`/${name}/`, url).href) : t.private}</p>
        <p>{t.fromPhp}</p>
        <Code>{`$folder = __DIR__ . '/../..${KEPT_FOLDERS}/${name}';`}</Code>
        <p className="text-small text-soft">{t.fromFtp(`${KEPT_FOLDERS}/${name}`)}</p>
        <Form method="post">
          <HiddenField name="intent" value="forget" />
          <HiddenField name="name" value={name} />
          <Button type="submit" look="quiet" aria-label={t.forgetNamed(name)}>
            {t.forget}
          </Button>
        </Form>
      </div>
    </Panel>
  );
}

function Adding({ typed }: { typed?: Typed }) {
  const t = useWords(foldersWords);
  return (
    <Panel>
      <Form method="post" className="grid gap-5">
        <HiddenField name="intent" value="keep" />
        <TextField
          name="name"
          label={t.name}
          hint={t.nameHint}
          defaultValue={typed?.name}
          error={typed?.error}
          maxLength={40}
          autoCapitalize="none"
          spellCheck={false}
          required
        />
        <SelectField
          name="visibility"
          label={t.who}
          defaultValue={typed?.visibility ?? "public"}
          options={[
            { value: "public", label: t.everybody },
            { value: "private", label: t.nobody },
          ]}
        />
        <SubmitButton look="secondary">{t.add}</SubmitButton>
      </Form>
    </Panel>
  );
}

function Code({ children }: { children: string }) {
  return (
    <code className="block overflow-x-auto rounded-card border border-line bg-sunk p-3 font-mono text-small whitespace-pre select-all">
      {children}
    </code>
  );
}
