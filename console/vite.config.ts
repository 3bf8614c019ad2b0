import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '~': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: 'es2022',
    // The content security policy has no `data:` for fonts and scripts, so nothing is inlined.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
    // The module preload polyfill would be an inline script.
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/api': process.env.FAIRLEAD_URL ?? 'http://127.0.0.1:8080',
      '/contract_signing': process.env.FAIRLEAD_URL ?? 'http://127.0.0.1:8080',
    },
  },
  test: { environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'] },
});
