// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { renderIn } from "#app/test/render.tsx";
import { CopyButton } from "./copy-button.tsx";

afterEach(cleanup);

test("copies the text and says so", async () => {
  const copied: string[] = [];
  Object.defineProperty(navigator, "clipboard", {
    configurable: true,
    value: { writeText: async (text: string) => void copied.push(text) },
  });
  renderIn("id", <CopyButton text="s3cret" label="kata sandi" />);
  fireEvent.click(screen.getByRole("button", { name: "Salin kata sandi" }));
  await screen.findByText("Tersalin");
  expect(copied).toEqual(["s3cret"]);
});

test("is no button at all where the browser has no clipboard to offer", () => {
  Object.defineProperty(navigator, "clipboard", { configurable: true, value: undefined });
  renderIn("en", <CopyButton text="s3cret" label="password" />);
  expect(screen.queryByRole("button")).toBeNull();
});
