import { useRouteLoaderData } from "@remix-run/react";

export type Locale = "id" | "en";
export const locales: readonly Locale[] = ["id", "en"];

type Text = string | readonly Text[] | { readonly [key: string]: Text } | ((...values: never[]) => string);
/** The English must have every key of the Indonesian, with the same values put in. */
type SameShape<T> = T extends string
  ? string
  : T extends (...values: infer Values) => string
    ? (...values: Values) => string
    : T extends readonly (infer Item)[]
      ? readonly SameShape<Item>[]
      : { [Key in keyof T]: SameShape<T[Key]> };

/** A page's texts in both languages. Leaving one out of the English does not compile. */
export function defineWords<const T extends { readonly [key: string]: Text }>(words: {
  id: T;
  en: SameShape<T>;
}): { id: SameShape<T>; en: SameShape<T> } {
  // The literal types of the Indonesian are widened: nobody may rely on the letters of a text.
  return words as unknown as { id: SameShape<T>; en: SameShape<T> };
}

/** The language of the page being shown, as the root loader decided it. */
export function useLocale(): Locale {
  const root = useRouteLoaderData("root") as { locale?: Locale } | undefined;
  return root?.locale ?? "id";
}

/** The texts in the language of the page being shown. */
export function useWords<T>(words: { id: T; en: T }): T {
  return words[useLocale()];
}
