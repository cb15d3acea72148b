/** Words of the Settings page. */
export const settingsText = {
  title: 'Settings',
  subtitle: 'What is changed here is kept at once.',
  saved: 'Saved',
  savedName: (setting: string) => `${setting}: saved`,
  notice: 'About the settings',
  folders: {
    title: 'Folders',
    imageFolder: {
      label: 'Images',
      hint: 'Where dialogs look for disk images.',
      none: 'The folder of the last time',
      choose: 'Choose the folder for images',
      clear: 'Clear the folder for images',
    },
    targetFolder: {
      label: 'Results',
      hint: 'Where conversions write new images.',
      none: 'The folder of the source',
      choose: 'Choose the folder for results',
      clear: 'Clear the folder for results',
    },
    choose: 'Choose…',
    clear: 'Clear',
  },
  jobs: {
    title: 'Jobs',
    parallelJobs: {
      label: 'Jobs at the same time',
      hint: 'Others wait for a place. One disk gains little from more than two.',
    },
  },
  conversion: {
    title: 'Conversion',
    verify: {
      label: 'Read every result back',
      hint: 'Compares it with its source before it gets its name. Can be chosen anew for each conversion.',
    },
    compressionLevel: {
      label: 'Compression',
      hint: 'For kinds of images that are stored compressed.',
      fast: 'Fast',
      small: 'Small',
      level: (level: number) => `Level ${String(level)}`,
    },
  },
  appearance: {
    title: 'Appearance',
    theme: {
      label: 'Theme',
      hint: 'Light or dark.',
      choices: { system: 'Like the system', light: 'Light', dark: 'Dark' },
    },
    language: {
      label: 'Language',
      hint: 'Of this window.',
      choices: { system: 'Like the system', en: 'English', de: 'Deutsch' },
    },
  },
  notifications: {
    title: 'Notifications',
    label: 'Tell when the last job has ended, and when one needs you',
    hint: 'Once each, and only while another window is in front.',
    browser:
      'The desktop program can tell when the last job has ended, and when one needs you. In a browser, the Jobs page shows it.',
  },
} as const;
