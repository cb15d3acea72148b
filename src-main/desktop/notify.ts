import { Notification } from 'electron';

/** When and how the person is told of jobs. */
export interface NotifyParts {
  /** Whether they are to be told: they wish it, and do not see the window. */
  readonly isWanted: () => boolean;
  /** They clicked on what they were told. */
  readonly onClick: () => void;
}

/** What a notification says. */
export interface NotificationWords {
  readonly title: string;
  readonly body: string;
}

/**
 * Tells the person something, if they are to be told and the system can. Whoever called holds on to the notification: one that
 * nobody holds is collected, and its click with it.
 */
export function notify(words: NotificationWords, { isWanted, onClick }: NotifyParts): Notification | undefined {
  if (!isWanted() || !Notification.isSupported()) return undefined;
  const shown = new Notification(words);
  shown.on('click', onClick);
  shown.show();
  return shown;
}
