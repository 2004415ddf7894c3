/** Why a deployment failed; the old site stayed as it was. The sentence for each is beside the page that shows it. */
export const failureCodes = [
  "site-not-active",
  /** The owner has locked what is published. */
  "site-locked",
  "upload-gone",
  "upload-not-accepted",
  /** Several folders could be the site, and none was named. Detail: `entry`, the folders. */
  "root-unclear",
  /** The archive breaks a limit of the plan or a rule after all. Detail: `refusal`, `entry`. */
  "archive-refused",
  /** With it the site needs more room than the plan has. Detail: `needs` in all, `adds`, `allowed`, in bytes. */
  "disk-full",
  "ftp-login-refused",
  "transfer-failed",
  "server-unreachable",
  "server-refused",
  "server-key-refused",
  /** The server's queue did not get to it in time. */
  "extraction-stuck",
  "extraction-incomplete",
  /** Detail: `expected` and `found` in bytes. */
  "wrong-size",
  /** A file on the server is not what was sent. Detail: `entry`. */
  "wrong-content",
  "not-readable",
  "switch-ignored",
  /** What shuts the site's programs into its own folder is not there. */
  "php-unguarded",
  /** A folder where the server's root would have to work is a link: programs of the site may have put it there. */
  "link-in-the-way",
  /** PHP was switched on while the draft was on its way. */
  "no-draft-with-php",
  /** The folder of a kept release is no longer on the server. */
  "release-gone",
  "probe-unreachable",
  /** The public name answers something else. Detail: `entry`, `status`. */
  "probe-mismatch",
  /** The same step was cut off again and again. */
  "interrupted",
] as const;
export type FailureCode = (typeof failureCodes)[number];

export type FailureDetail = Record<string, string | number>;

/** Ends a deployment: thrown by a step, written to its row, told to the customer. */
export class DeployFailed extends Error {
  override name = "DeployFailed";
  readonly code: FailureCode;
  readonly detail: FailureDetail;

  constructor(code: FailureCode, detail: FailureDetail = {}, options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(detail)}`, options);
    this.code = code;
    this.detail = detail;
  }
}
