import { Window } from "happy-dom";

type Element = { getAttribute(name: string): string | null; textContent: string | null };
export type Page = {
  url: string;
  status: number;
  html: string;
  title: string;
  text: string;
  refreshSeconds: number | null;
};
export type File = { name: string; bytes: Uint8Array<ArrayBuffer> };
export type Filled = { fields?: Record<string, string>; files?: Record<string, File> };

/** A browser without script: cookies, redirects, links and forms, nothing more. */
export function createBrowser() {
  const jars = new Map<string, Map<string, string>>();

  async function request(address: string, init: RequestInit = {}): Promise<Page> {
    let url = address;
    let current = init;
    for (let hops = 0; hops < 10; hops++) {
      const origin = new URL(url).origin;
      const jar = jars.get(origin) ?? new Map<string, string>();
      jars.set(origin, jar);
      const headers = new Headers(current.headers);
      headers.set("cookie", [...jar].map(([name, value]) => `${name}=${value}`).join("; "));
      headers.set("accept-language", "id");
      if (current.method === "POST") headers.set("origin", origin);
      const response = await fetch(url, { ...current, headers, redirect: "manual" });
      for (const cookie of response.headers.getSetCookie()) keep(jar, cookie);
      const location = response.headers.get("location");
      if (response.status < 300 || response.status >= 400 || !location) return page(url, response);
      await response.body?.cancel();
      url = new URL(location, url).href;
      current = {};
    }
    throw new Error(`Too many redirects from ${address}`);
  }

  return {
    go: (url: string) => request(url),
    /** Presses the button with this text, its form filled as given; other fields keep what the page put there. */
    async press(from: Page, button: RegExp, { fields = {}, files = {} }: Filled = {}): Promise<Page> {
      const { form, pressed } = findForm(from, button);
      const data = new FormData();
      for (const [name, value] of defaults(form))
        if (!(name in fields) && !(name in files)) data.append(name, value);
      for (const [name, value] of Object.entries(fields)) data.append(name, value);
      for (const [name, file] of Object.entries(files)) data.append(name, new Blob([file.bytes]), file.name);
      const name = pressed.getAttribute("name");
      if (name) data.append(name, pressed.getAttribute("value") ?? "");
      const target = new URL(
        pressed.getAttribute("formaction") ?? form.getAttribute("action") ?? from.url,
        from.url,
      );
      if ((form.getAttribute("method") ?? "get").toLowerCase() === "get") {
        target.search = new URLSearchParams(data as never).toString();
        return request(target.href);
      }
      const isMultipart = form.getAttribute("enctype") === "multipart/form-data";
      const body = isMultipart
        ? data
        : new URLSearchParams([...data].map(([key, value]) => [key, String(value)]));
      return request(target.href, { method: "POST", body });
    },
    /** The address of the link with this text. */
    link(from: Page, text: RegExp): string {
      const found = [...parse(from.html).querySelectorAll("a")].find((link) =>
        text.test(link.textContent ?? ""),
      );
      if (!found) throw new Error(`No link ${text} on ${from.url}`);
      return new URL(found.getAttribute("href") ?? "", from.url).href;
    },
    /** Follows the page's own refreshing until it shows what is waited for, as a person would who just looks. */
    async watch(from: Page, until: (page: Page) => boolean, timeoutMs = 60_000): Promise<Page> {
      const deadline = Date.now() + timeoutMs;
      let current = from;
      while (!until(current)) {
        if (Date.now() > deadline)
          throw new Error(`${current.url} still says: ${current.text.slice(0, 400)}`);
        if (current.refreshSeconds === null)
          throw new Error(`${current.url} does not refresh itself: ${current.text.slice(0, 400)}`);
        await new Promise((resolve) => setTimeout(resolve, Math.min(current.refreshSeconds ?? 1, 1) * 250));
        current = await request(current.url);
      }
      return current;
    },
  };
}

export type Browser = ReturnType<typeof createBrowser>;

async function page(url: string, response: Response): Promise<Page> {
  const html = await response.text();
  const document = parse(html);
  const refresh = document.querySelector('meta[http-equiv="refresh"]')?.getAttribute("content");
  const text = (document.querySelector("main") ?? document.body)?.textContent ?? "";
  return {
    url,
    status: response.status,
    html,
    title: document.querySelector("title")?.textContent ?? "",
    text: text.replace(/\s+/g, " ").trim(),
    refreshSeconds: refresh ? Number.parseInt(refresh, 10) : null,
  };
}

function parse(html: string) {
  return new new Window().DOMParser().parseFromString(html, "text/html");
}

function findForm(from: Page, button: RegExp) {
  const document = parse(from.html);
  const buttons = [...document.querySelectorAll("button, input[type=submit]")];
  const pressed = buttons.find((one) => button.test(one.textContent || (one.getAttribute("value") ?? "")));
  const form = pressed?.closest("form");
  if (!pressed || !form)
    throw new Error(`No button ${button} on ${from.url} (${from.status}): ${from.text.slice(0, 300)}`);
  return { form, pressed: pressed as Element };
}

function defaults(form: ReturnType<typeof findForm>["form"]): [string, string][] {
  return [...form.querySelectorAll("input, select, textarea")].flatMap((field): [string, string][] => {
    const name = field.getAttribute("name");
    const type = field.getAttribute("type");
    if (!name || field.hasAttribute("disabled") || type === "submit" || type === "file") return [];
    if ((type === "radio" || type === "checkbox") && !field.hasAttribute("checked")) return [];
    if (field.tagName === "SELECT") {
      const option = field.querySelector("option[selected]") ?? field.querySelector("option");
      return [[name, option?.getAttribute("value") ?? option?.textContent ?? ""]];
    }
    if (field.tagName === "TEXTAREA") return [[name, field.textContent ?? ""]];
    return [[name, field.getAttribute("value") ?? (type === "checkbox" ? "on" : "")]];
  });
}

function keep(jar: Map<string, string>, cookie: string): void {
  const [pair = "", ...attributes] = cookie.split(";");
  const [name = "", ...value] = pair.split("=");
  const ended = attributes.some((attribute) => /max-age=0|expires=Thu, 01 Jan 1970/i.test(attribute));
  if (ended) jar.delete(name.trim());
  else jar.set(name.trim(), value.join("="));
}
