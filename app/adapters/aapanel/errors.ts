/** No answer came. What was asked for may have happened all the same: look before asking again. */
export class PanelUnreachable extends Error {
  override name = "PanelUnreachable";
}

/** A page instead of an answer: wrong address, API off, or a crash half-way, after the work was done. */
export class PanelHtmlAnswer extends Error {
  override name = "PanelHtmlAnswer";
}

/** An answer whose shape is not in the contract: another version of the panel, or a proxy between. */
export class PanelAnswerUnknown extends Error {
  override name = "PanelAnswerUnknown";
}

/** The panel understood and said no. The message is its own text, cleaned, for the log and for staff. */
export class PanelRefused extends Error {
  override name = "PanelRefused";
}

/** Wrong key or address not allowed. Never repeat: 20 of these lock our address out for an hour. */
export class PanelAuthFailed extends Error {
  override name = "PanelAuthFailed";
}

/** Whether waiting and looking again may help. */
export function isPassing(error: unknown): boolean {
  return error instanceof PanelUnreachable || error instanceof PanelHtmlAnswer;
}
