import type { Review } from "#app/domain/catalog/reviews.server.ts";
import { useWords } from "#app/ui/words.ts";
import { homeWords } from "./home.words.ts";

/** Reviews that customers wrote and the operator approved. Without any there is no section. */
export function Testimonials({ reviews }: { reviews: readonly Review[] }) {
  const t = useWords(homeWords);
  if (reviews.length === 0) return null;
  return (
    <section className="mx-auto max-w-page px-4 pb-16 sm:px-6 sm:pb-24">
      <h2 className="text-heading font-extrabold">{t.reviews}</h2>
      <div className="mt-8 grid gap-x-10 gap-y-8 md:grid-cols-2">
        {reviews.map((review) => (
          <figure key={review.id} className="border-l-2 border-lumi pl-5">
            <blockquote className="text-lead whitespace-pre-line">{review.body}</blockquote>
            <figcaption className="mt-3 text-small text-soft">
              <span className="font-semibold text-ink">{review.shownName}</span>
              {review.siteHost && <span className="ml-2 font-mono">{review.siteHost}</span>}
            </figcaption>
          </figure>
        ))}
      </div>
    </section>
  );
}
