import { CompiledQuery, createQueryId, type RootOperationNode } from "kysely";
import type { Db } from "#db/client.ts";

/**
 * How PostgreSQL goes about each statement that `work` sends, in their order: the statements themselves with the values
 * they were sent with, so that a plan is of the real thing and not of a copy in a test.
 */
export async function plansOf(db: Db, work: (watched: Db) => Promise<unknown>): Promise<string[]> {
  const sent: RootOperationNode[] = [];
  await work(
    db.withPlugin({
      transformQuery({ node }) {
        sent.push(node);
        return node;
      },
      transformResult: async ({ result }) => result,
    }),
  );
  const plans: string[] = [];
  for (const node of sent) {
    const { sql, parameters } = db.getExecutor().compileQuery(node, createQueryId());
    const { rows } = await db.executeQuery<{ "QUERY PLAN": string }>(
      CompiledQuery.raw(`explain ${sql}`, [...parameters]),
    );
    plans.push(rows.map((row) => row["QUERY PLAN"]).join("\n"));
  }
  return plans;
}
