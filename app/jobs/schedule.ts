/** When the clock starts a job by itself (UTC; graphile-worker's crontab). */
export const schedule = `
* * * * * sweep-attempts ?max=3
*/10 * * * * billing-tick ?max=3
*/10 * * * * reconcile-payments ?max=3
7 19 * * * refresh-channels ?max=3
7 20 * * * compare-books ?max=3
17 19 * * * sweep-leftovers ?max=3
37 19 * * * measure-disks ?max=3
*/5 * * * * watch-servers ?max=2
*/10 * * * * sweep-domains ?max=3
47 18 * * * watch-certificates ?max=3
7 17 * * * schedule-backups ?max=3
7 20 * * * sweep-endings ?max=3
`;
