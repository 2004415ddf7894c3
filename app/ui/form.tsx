import type { InputHTMLAttributes, SelectHTMLAttributes } from "react";
import { Button } from "./button.tsx";
import {
  Around,
  BOX,
  border,
  FieldErrors,
  type FieldProps,
  messagesOf,
  type Passed,
  wiring,
} from "./field.tsx";

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
