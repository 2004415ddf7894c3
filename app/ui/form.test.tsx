// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, test } from "vitest";
import { renderIn } from "#app/test/render.tsx";
import { ErrorSummary } from "./error-summary.tsx";
import { CheckboxField, PasswordField, SelectField, TextField } from "./form.tsx";

afterEach(cleanup);

function describedBy(control: HTMLElement): string[] {
  const ids = control.getAttribute("aria-describedby")?.split(" ") ?? [];
  return ids.map((id) => document.getElementById(id)?.textContent ?? `nothing has the id ${id}`);
}

describe("a field", () => {
  test("without a hint or an error is described by nothing and is not invalid", () => {
    render(<TextField name="email" label="E-mail" />);
    const input = screen.getByLabelText("E-mail");
    expect(input.hasAttribute("aria-describedby")).toBe(false);
    expect(input.hasAttribute("aria-invalid")).toBe(false);
  });

  test("is described by its hint, then by its errors, and is marked invalid", () => {
    render(
      <TextField
        name="email"
        label="E-mail"
        hint="Untuk masuk"
        errors={["Isi e-mail.", "Terlalu panjang."]}
      />,
    );
    const input = screen.getByLabelText("E-mail");
    expect(describedBy(input)).toEqual(["Untuk masuk", "Isi e-mail. Terlalu panjang."]);
    expect(input.getAttribute("aria-invalid")).toBe("true");
  });

  test("keeps what was typed and passes on what helps a phone's keyboard", () => {
    render(
      <TextField
        name="tel"
        label="Telepon"
        type="tel"
        inputMode="tel"
        autoComplete="tel"
        defaultValue="0812"
      />,
    );
    const input = screen.getByLabelText("Telepon") as HTMLInputElement;
    expect(input.value).toBe("0812");
    expect(input.getAttribute("inputmode")).toBe("tel");
    expect(input.getAttribute("autocomplete")).toBe("tel");
    expect(input.name).toBe("tel");
  });

  test("takes the id a form library gives it", () => {
    render(<TextField name="name" id="form-1-name" label="Nama" error="Isi nama." />);
    const input = screen.getByLabelText("Nama");
    expect(input.id).toBe("form-1-name");
    expect(describedBy(input)).toEqual(["Isi nama."]);
  });

  test("of a password is never filled in", () => {
    const pretended = { defaultValue: "rahasia" } as object;
    render(
      <PasswordField name="password" label="Kata sandi" autoComplete="current-password" {...pretended} />,
    );
    const input = screen.getByLabelText("Kata sandi") as HTMLInputElement;
    expect(input.type).toBe("password");
    expect(input.value).toBe("");
  });

  test("that is a choice or a tick is wired the same way", () => {
    render(
      <>
        <SelectField
          name="cycle"
          label="Masa"
          options={[{ value: "yearly", label: "Tahunan" }]}
          error="Pilih satu."
        />
        <CheckboxField name="agree" label="Setuju" error="Perlu disetujui." />
      </>,
    );
    expect(describedBy(screen.getByLabelText("Masa"))).toEqual(["Pilih satu."]);
    expect(describedBy(screen.getByLabelText("Setuju"))).toEqual(["Perlu disetujui."]);
  });
});

describe("the summary of errors", () => {
  test("leads to each field that is wrong and names the form's own errors without a link", () => {
    renderIn(
      "id",
      <>
        <ErrorSummary errors={{ "": ["Coba lagi nanti."], email: ["Isi e-mail."], name: null }} />
        <TextField name="email" label="E-mail" error="Isi e-mail." />
      </>,
    );
    const link = screen.getByRole("link", { name: "Isi e-mail." });
    expect(document.querySelector(link.getAttribute("href")!)).toBe(screen.getByLabelText("E-mail"));
    expect(screen.getByRole("alert").textContent).toContain("Coba lagi nanti.");
    expect(screen.getAllByRole("link")).toHaveLength(1);
  });

  test("is absent when nothing is wrong", () => {
    const { container } = renderIn("id", <ErrorSummary errors={{ email: [] }} />);
    expect(container.textContent).toBe("");
  });
});
