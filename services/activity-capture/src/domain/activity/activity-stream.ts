// The stream of an activity: one for each, so that the log's primary key is the deduplication.

/** The stream's name, from the activity's keyed reference. */
export function activityStreamOf(activityRef: string): string {
  return `activity/${activityRef}`;
}
