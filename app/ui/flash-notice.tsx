import type { FlashMessage } from "./flash.words.ts";
import { Notice } from "./notice.tsx";

/** The one-time message above a page. */
export function FlashNotice({ message }: { message: FlashMessage | null }) {
  if (!message) return null;
  return (
    <div className="mx-auto w-full max-w-page px-4 pt-4 sm:px-6 print:hidden">
      <Notice tone={message.tone} role="status">
        {message.text}
      </Notice>
    </div>
  );
}
