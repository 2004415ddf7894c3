import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { createMemoryRouter, RouterProvider } from "react-router-dom";
import type { Locale } from "#app/ui/words.ts";

/** Draws one component as a page of the given language would, in whatever DOM the test has. */
export function renderIn(locale: Locale, element: ReactNode, at = "/") {
  const router = createMemoryRouter([{ id: "root", path: "*", element, loader: () => null }], {
    initialEntries: [at],
    hydrationData: { loaderData: { root: { locale } } },
    future: {
      v7_relativeSplatPath: true,
      v7_fetcherPersist: true,
      v7_normalizeFormMethod: true,
      v7_partialHydration: true,
      v7_skipActionErrorRevalidation: true,
    },
  });
  return render(<RouterProvider router={router} future={{ v7_startTransition: true }} />);
}
