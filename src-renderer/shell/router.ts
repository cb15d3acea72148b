import { createRouter, createWebHashHistory, type Router } from 'vue-router';
import ConvertPage from '../modules/convert/ConvertPage.vue';
import CreatePage from '../modules/create/CreatePage.vue';
import ImagesPage from '../modules/images/ImagesPage.vue';
import JobsPage from '../modules/jobs/JobsPage.vue';
import SettingsPage from '../modules/settings/SettingsPage.vue';

/** The pages, in the order of the navigation. */
export const pageNames = ['images', 'create', 'convert', 'jobs', 'settings'] as const;
export type PageName = (typeof pageNames)[number];

const components = {
  images: ImagesPage,
  create: CreatePage,
  convert: ConvertPage,
  jobs: JobsPage,
  settings: SettingsPage,
} satisfies Record<PageName, unknown>;

/** Pages of the window. The address is a fragment, so that the same files work from a server and from a package. */
export function createAppRouter(): Router {
  return createRouter({
    history: createWebHashHistory(),
    routes: [
      ...pageNames.map((name) => ({ path: `/${name}`, name, component: components[name] })),
      { path: '/:rest(.*)*', redirect: { name: 'images' } },
    ],
  });
}
