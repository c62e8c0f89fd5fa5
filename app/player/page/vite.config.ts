import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The viewer's page is files beside the programs: `diptych play --web` serves `dist/player` on the loopback. */
export default defineConfig({
  plugins: [react()],
  publicDir: '../../look/public',
  build: {
    outDir: '../../../dist/player',
    emptyOutDir: true,
    target: 'es2023',
    // Fonts stay files, so that the page needs no `data:` source in its content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
});
