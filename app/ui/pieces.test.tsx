// @vitest-environment happy-dom
import { cleanup, screen } from "@testing-library/react";
import { afterEach, describe, expect, test } from "vitest";
import { renderIn } from "#app/test/render.tsx";
import { flashMessage } from "./flash.words.ts";
import { FlashNotice } from "./flash-notice.tsx";
import { Meter } from "./meter.tsx";
import { Pagination } from "./pagination.tsx";
import { PriceCard } from "./price-card.tsx";
import { refreshEvery } from "./refresh-hint.tsx";
import { StatusMark, type Tone } from "./status-mark.tsx";

afterEach(cleanup);

describe("pages of a list", () => {
  const hrefOf = (page: number) => `/orders?status=paid&page=${page}`;

  test("lead to the neighbours with the filter kept", () => {
    renderIn("id", <Pagination page={2} pages={3} hrefOf={hrefOf} />);
    expect(screen.getByRole("link", { name: "Lebih baru" }).getAttribute("href")).toBe(hrefOf(1));
    expect(screen.getByRole("link", { name: "Lebih lama" }).getAttribute("href")).toBe(hrefOf(3));
    expect(screen.getByRole("navigation").textContent).toContain("Halaman 2 dari 3");
  });

  test("have no link beyond either end", () => {
    renderIn("en", <Pagination page={1} pages={2} hrefOf={hrefOf} />);
    expect(screen.getAllByRole("link").map((link) => link.textContent)).toEqual(["Older"]);
    cleanup();
    renderIn("en", <Pagination page={2} pages={2} hrefOf={hrefOf} />);
    expect(screen.getAllByRole("link").map((link) => link.textContent)).toEqual(["Newer"]);
  });

  test("are absent when everything fits on one", () => {
    const { container } = renderIn("id", <Pagination page={1} pages={1} hrefOf={hrefOf} />);
    expect(container.textContent).toBe("");
  });
});

test("a status is told by its word and by a shape of its own, not by colour alone", () => {
  const tones: Tone[] = ["on", "good", "waiting", "trouble", "off"];
  const shapes = tones.map((tone) => {
    const { container } = renderIn("id", <StatusMark tone={tone} label={`kata ${tone}`} />);
    expect(container.textContent).toBe(`kata ${tone}`);
    const shape = container.querySelector("svg")!.innerHTML;
    cleanup();
    return shape;
  });
  expect(new Set(shapes).size).toBe(tones.length);
});

describe("a price card", () => {
  const plan = {
    id: "usaha",
    name: "Usaha",
    isPopular: true,
    prices: { monthly: { amountIdr: 49_000 }, yearly: { amountIdr: 490_000 } },
  };
  const card = (cycle: "monthly" | "yearly") => (
    <PriceCard plan={plan} cycle={cycle} pitch="" limits={["5 GB"]} taxNote="Tanpa pajak." />
  );

  test("shows the whole term's price, the renewal, the tax and the saving of a year in rupiah", () => {
    renderIn("id", card("yearly"));
    const text = screen.getByRole("article", { name: "Usaha" }).textContent;
    expect(text).toContain("Rp490.000");
    expect(text).toContain("Hemat Rp98.000 setahun");
    expect(text).toContain("Perpanjangan Rp490.000");
    expect(text).toContain("Tanpa pajak.");
    expect(screen.getByRole("link").getAttribute("href")).toBe("/checkout/usaha?cycle=yearly");
  });

  test("promises no saving on a monthly term", () => {
    renderIn("id", card("monthly"));
    expect(screen.getByRole("article").textContent).not.toContain("Hemat");
    expect(screen.getByRole("link").getAttribute("href")).toBe("/checkout/usaha?cycle=monthly");
  });
});

test("a meter is never drawn fuller than full, nor below nothing", () => {
  const widths = [
    [5, 10],
    [20, 10],
    [-1, 10],
    [1, 0],
  ].map(([used, limit]) => {
    const { container } = renderIn("id", <Meter label="Disk" used={used!} limit={limit!} text="" />);
    const width = container.querySelector("rect")!.getAttribute("width");
    cleanup();
    return width;
  });
  expect(widths).toEqual(["50%", "100%", "0%", "0%"]);
});

test("a one-time message with a name nobody wrote a text for shows nothing", () => {
  const { container } = renderIn("id", <FlashNotice message={flashMessage("toString", "id")} />);
  expect(container.textContent).toBe("");
  cleanup();
  renderIn("en", <FlashNotice message={flashMessage("logged-out", "en")} />);
  expect(screen.getByRole("status").textContent).toContain("logged out");
});

test("the refreshing of a page is a tag of its head", () => {
  expect(refreshEvery(5)).toEqual({ httpEquiv: "refresh", content: "5" });
});
