import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where `npm run dev` finds a hub. */
const HUB = "http://127.0.0.1:8484";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    target: "es2023",
    // From these on browsers know `light-dark()`: written out for older ones it does not hear of Mantine's scheme.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
  },
  server: {
    port: 5173,
    // The hub believes a session's request to be its own page's by its origin.
    proxy: { "/v1": { target: HUB, changeOrigin: true, headers: { origin: HUB } } },
  },
});
