import type { ReactNode } from "react";

/** What every field takes. `errors` is what Conform and `flattenError` give; `id` is the name unless told. */
export type FieldProps = {
  name: string;
  label: ReactNode;
  id?: string;
  hint?: ReactNode;
  errors?: readonly string[] | null;
  error?: string | null;
};

export type Passed<T> = Omit<T, "id" | "name" | "className" | "style" | "children">;

export const BOX =
  "block w-full min-h-11 rounded-card border bg-paper px-3 py-2 text-ink placeholder:text-faint disabled:bg-sunk disabled:text-faint file:mr-3 file:rounded-card file:border-0 file:bg-sunk file:px-3 file:py-1 file:font-semibold file:text-ink";
export const border = (isWrong: boolean) =>
  isWrong ? "border-2 border-trouble" : "border-edge hover:border-ink";

export function messagesOf({ errors, error }: FieldProps): readonly string[] {
  return errors?.length ? errors : error ? [error] : [];
}

/** The attributes that tie a control to its hint and its errors. */
export function wiring(field: FieldProps) {
  const id = field.id ?? field.name;
  const isWrong = messagesOf(field).length > 0;
  const describedBy = [field.hint ? `${id}-hint` : "", isWrong ? `${id}-error` : ""]
    .filter(Boolean)
    .join(" ");
  return {
    id,
    name: field.name,
    "aria-invalid": isWrong || undefined,
    "aria-describedby": describedBy || undefined,
  };
}

export function Around({ field, children }: { field: FieldProps; children: ReactNode }) {
  const id = field.id ?? field.name;
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-semibold">
        {field.label}
      </label>
      {field.hint && (
        <div id={`${id}-hint`} className="text-small text-soft">
          {field.hint}
        </div>
      )}
      {children}
      <FieldErrors id={id} messages={messagesOf(field)} />
    </div>
  );
}

export function FieldErrors({ id, messages }: { id: string; messages: readonly string[] }) {
  if (messages.length === 0) return null;
  return (
    <p id={`${id}-error`} className="text-small font-semibold text-trouble">
      {messages.join(" ")}
    </p>
  );
}
