/** No answer came. What was asked for may have happened all the same: look before asking again. */
export class PanelUnreachable extends Error {
  override name = "PanelUnreachable";
}

/** The certificate that was shown is not the pinned one, or no authority that is believed made it: nothing was sent. */
export class PanelCertificateRefused extends PanelUnreachable {
  override name = "PanelCertificateRefused";
  readonly isPinned: boolean;
  constructor(message: string, options: { cause?: unknown; isPinned: boolean }) {
    super(message, options);
    this.isPinned = options.isPinned;
  }
}

/** A page instead of an answer: wrong address, API off, or a crash half-way, after the work was done. */
export class PanelHtmlAnswer extends Error {
  override name = "PanelHtmlAnswer";
  /** The HTTP status of the page. */
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** An answer whose shape is not in the contract: another version of the panel, or a proxy between. */
export class PanelAnswerUnknown extends Error {
  override name = "PanelAnswerUnknown";
}

/** The panel understood and said no. The message is its own text, cleaned, for the log and for staff. */
export class PanelRefused extends Error {
  override name = "PanelRefused";
}

/** Why a panel lets nobody in: the key, the list of addresses, or too many wrong tries from our address. */
export type AuthRefusal = "key" | "address" | "locked-out";

/** Wrong key or address not allowed. Never repeat: 20 of these lock our address out for an hour. */
export class PanelAuthFailed extends Error {
  override name = "PanelAuthFailed";
  /** Guessed from a translated text: for people to read, never to decide by. */
  readonly reason: AuthRefusal;
  /** The panel's own sentence. */
  readonly says: string;
  constructor(message: string, { reason, says }: { reason: AuthRefusal; says: string }) {
    super(message);
    this.reason = reason;
    this.says = says;
  }
}

/** Whether waiting and looking again may help. */
export function isPassing(error: unknown): boolean {
  return error instanceof PanelUnreachable || error instanceof PanelHtmlAnswer;
}
