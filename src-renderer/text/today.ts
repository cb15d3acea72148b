import { ref } from 'vue';

/** A computer that is asleep does not count the time until midnight, so that the clock is looked at more often. */
const longestMilliseconds = 60_000;

const day = ref(new Date().toDateString());
let isWatched = false;

/** The present day, as `Date.toDateString` writes it. What was computed from it is computed again when the day changes. */
export function today(): string {
  if (!isWatched) watchDay();
  return day.value;
}

function watchDay(): void {
  isWatched = true;
  const now = new Date();
  day.value = now.toDateString();
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime();
  setTimeout(watchDay, Math.min(longestMilliseconds, midnight - now.getTime()));
}
