import react from '@vitejs/plugin-react';
import { join } from 'node:path';
import { defineConfig } from 'vite';

/** The screens are files beside the programs: the controller serves `dist/screens` to its own window. */
export default defineConfig({
  plugins: [react()],
  publicDir: '../../look/public',
  build: {
    outDir: '../../../dist/screens',
    emptyOutDir: true,
    target: 'es2023',
    // Fonts and pictures stay files, so that the page needs no `data:` source in its content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    // On a busy machine it would tell a newcomer which plugin was slow.
    rolldownOptions: {
      // Two pages: the customer's, and that of the people who look after the machine.
      input: ['index.html', 'maintenance.html'].map((page) => join(import.meta.dirname, page)),
      checks: { pluginTimings: false },
    },
  },
});
