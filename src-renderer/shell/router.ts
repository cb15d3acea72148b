import { createRouter, createWebHashHistory, type Router } from 'vue-router';
import ConvertPage from '../modules/convert/ConvertPage.vue';
import ImagesPage from '../modules/images/ImagesPage.vue';
import JobsPage from '../modules/jobs/JobsPage.vue';

/** Pages of the window. The address is a fragment, so that the same files work from a server and from a package. */
export function createAppRouter(): Router {
  return createRouter({
    history: createWebHashHistory(),
    routes: [
      { path: '/images', name: 'images', component: ImagesPage },
      { path: '/convert', name: 'convert', component: ConvertPage },
      { path: '/jobs', name: 'jobs', component: JobsPage },
      { path: '/:rest(.*)*', redirect: { name: 'images' } },
    ],
  });
}
