import icons from '@nuxt/ui/runtime/vue/plugins/icons.js';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { backendKey, createBackend } from './backend/client.ts';
import { findConnection } from './backend/connection.ts';
import { createAppRouter } from './shell/router.ts';
import { startTheme } from './shell/theme.ts';
import './theme.css';

startTheme();
// The token leaves the address before the router reads it.
const backend = createBackend(findConnection());

createApp(App)
  .provide(backendKey, backend)
  .use(createPinia())
  .use(createAppRouter())
  // Of Nuxt UI's plugin only the icons: the rest writes colours into style elements, which theme.css does without.
  .use(icons)
  .mount('#app');
