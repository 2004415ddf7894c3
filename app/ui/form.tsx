import type { InputHTMLAttributes, ReactNode, SelectHTMLAttributes } from "react";
import { Button } from "./button.tsx";

/** What every field takes. `errors` is what Conform and `flattenError` give; `id` is the name unless told. */
export type FieldProps = {
  name: string;
  label: ReactNode;
  id?: string;
  hint?: ReactNode;
  errors?: readonly string[] | null;
  error?: string | null;
};

type Passed<T> = Omit<T, "id" | "name" | "className" | "style" | "children">;

const BOX =
  "block w-full min-h-11 rounded-card border bg-paper px-3 py-2 text-ink placeholder:text-faint disabled:bg-sunk disabled:text-faint";
const border = (isWrong: boolean) => (isWrong ? "border-2 border-trouble" : "border-edge hover:border-ink");

function messagesOf({ errors, error }: FieldProps): readonly string[] {
  return errors?.length ? errors : error ? [error] : [];
}

/** The attributes that tie a control to its hint and its errors. */
function wiring(field: FieldProps) {
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

function Around({ field, children }: { field: FieldProps; children: ReactNode }) {
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

function FieldErrors({ id, messages }: { id: string; messages: readonly string[] }) {
  if (messages.length === 0) return null;
  return (
    <p id={`${id}-error`} className="text-small font-semibold text-trouble">
      {messages.join(" ")}
    </p>
  );
}

/** One line of text, a number, an e-mail, a file: whatever `type` says. */
export function TextField({
  name,
  label,
  id,
  hint,
  errors,
  error,
  ...input
}: FieldProps & Passed<InputHTMLAttributes<HTMLInputElement>>) {
  const field = { name, label, id, hint, errors, error };
  return (
    <Around field={field}>
      <input
        type="text"
        {...input}
        {...wiring(field)}
        className={`${BOX} ${border(messagesOf(field).length > 0)}`}
      />
    </Around>
  );
}

type PasswordProps = FieldProps & {
  autoComplete: "current-password" | "new-password";
  required?: boolean;
  autoFocus?: boolean;
  minLength?: number;
};

/** Never filled in by the server: what was typed is not sent back. */
export function PasswordField(props: PasswordProps) {
  return (
    <TextField {...props} type="password" autoCapitalize="none" spellCheck={false} defaultValue={undefined} />
  );
}

type SelectProps = FieldProps &
  Passed<SelectHTMLAttributes<HTMLSelectElement>> & { options: readonly { value: string; label: string }[] };

export function SelectField({ name, label, id, hint, errors, error, options, ...select }: SelectProps) {
  const field = { name, label, id, hint, errors, error };
  return (
    <Around field={field}>
      <select {...select} {...wiring(field)} className={`${BOX} ${border(messagesOf(field).length > 0)}`}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Around>
  );
}

/** The whole line is the target. */
export function CheckboxField({
  name,
  label,
  id,
  hint,
  errors,
  error,
  ...input
}: FieldProps & Passed<InputHTMLAttributes<HTMLInputElement>>) {
  const field = { name, label, id, hint, errors, error };
  const wired = wiring(field);
  return (
    <div className="grid gap-1">
      <label htmlFor={wired.id} className="flex min-h-11 items-start gap-3 py-2.5">
        <input type="checkbox" {...input} {...wired} className="mt-0.5 size-5 shrink-0 accent-ink" />
        <span>{label}</span>
      </label>
      {hint && (
        <div id={`${wired.id}-hint`} className="pl-8 text-small text-soft">
          {hint}
        </div>
      )}
      <FieldErrors id={wired.id} messages={messagesOf(field)} />
    </div>
  );
}

export function HiddenField({ name, value }: { name: string; value: string }) {
  return <input type="hidden" name={name} value={value} />;
}

/** Sends the form it stands in. Doubles are prevented by the server, not here. */
export function SubmitButton(props: Parameters<typeof Button>[0]) {
  return <Button size="full" {...props} type="submit" />;
}
