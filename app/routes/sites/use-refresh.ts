import { useRevalidator } from "@remix-run/react";
import { useEffect } from "react";

/** Asks for the page's data again every few seconds while there is something to wait for; null stops it. */
export function useRefresh(seconds: number | null): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (seconds === null) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") revalidate();
    }, seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds, revalidate]);
}

/** Asks for the page's data again whenever the server says that something happened; ends by itself when all is done. */
export function useEvents(url: string | null): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (url === null) return;
    const source = new EventSource(url);
    source.addEventListener("change", () => revalidate());
    source.addEventListener("end", () => {
      source.close();
      revalidate();
    });
    return () => source.close();
  }, [url, revalidate]);
}
