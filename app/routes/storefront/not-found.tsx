import { notFound } from "#app/http/responses.ts";

/** Whatever no other address answers. A reader gets the page of the root's error boundary. */
export function loader() {
  return notFound();
}

export function action() {
  return notFound();
}

export default function NotFound() {
  return null;
}
