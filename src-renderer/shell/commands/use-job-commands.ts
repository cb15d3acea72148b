import { useRoute } from 'vue-router';
import { useConvert } from '../../modules/convert/use-convert.ts';
import { useJobs } from '../../modules/jobs/use-jobs.ts';
import { commandsText } from '../../text/commands.ts';
import { defineAction, type Action } from '../action.ts';

/** What is done with all jobs at once. */
export function useJobCommands() {
  const route = useRoute();
  const { convert } = useConvert();
  const { pauseAll, resumeAll, dismissEnded } = useJobs();
  const reasons = commandsText.reasons;

  /** The page shows no button for what there is nothing for; here it is shown, and needs a reason. */
  const worded = (action: Action, reason: () => string) =>
    defineAction({
      validate: () => (action.reason.value === undefined ? undefined : reason()),
      run: () => action.run(),
    });

  return {
    'start-conversion': defineAction({
      // Its choices are on that page: nothing is started that the person does not see.
      validate: () => (route.name === 'convert' ? convert.reason.value : reasons.elsewhere),
      run: () => convert.run(),
    }),
    'pause-jobs': worded(pauseAll, () => reasons.noneRunning),
    'resume-jobs': worded(resumeAll, () => reasons.nonePaused),
    'clear-jobs': worded(dismissEnded, () => reasons.noneEnded),
  } as const;
}
