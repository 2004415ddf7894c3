import { Form } from "@remix-run/react";
import { Button } from "#app/ui/button.tsx";
import { HiddenField } from "#app/ui/form.tsx";
import { Panel } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { ftpWords } from "./ftp.words.ts";

/** A new password, and FTP on or off. */
export function FtpSwitches({ isOn }: { isOn: boolean }) {
  const t = useWords(ftpWords);
  return (
    <Panel>
      <div className="grid gap-6">
        {isOn && (
          <Form method="post" className="grid justify-items-start gap-3">
            <p>{t.resetHint}</p>
            <HiddenField name="intent" value="reset" />
            <Button type="submit" look="secondary">
              {t.reset}
            </Button>
          </Form>
        )}
        <Form method="post" className="grid justify-items-start gap-3">
          <p>{isOn ? t.offHint : t.onHint}</p>
          <HiddenField name="intent" value={isOn ? "off" : "on"} />
          <Button type="submit" look={isOn ? "danger" : "secondary"}>
            {isOn ? t.off : t.on}
          </Button>
        </Form>
      </div>
    </Panel>
  );
}
