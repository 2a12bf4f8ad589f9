import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// In development "npm run dev" shows the sources and asks a running engine for the rest:
//   BERTH_ENGINE=https://127.0.0.1:8443 npm run dev
const engine = process.env.BERTH_ENGINE ?? "https://127.0.0.1:8443";

const proxy = { "/ovirt-engine": { target: engine, secure: false } };

// The engine's own policy, so that what breaks it shows before it is embedded.
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("src", import.meta.url)) } },
  build: {
    target: "es2022",
    // Data in addresses would need a looser Content-Security-Policy for fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    rollupOptions: {
      output: {
        manualChunks: {
          react: ["react", "react-dom", "react-router-dom", "@tanstack/react-query"],
        },
      },
    },
  },
  server: { proxy },
  preview: { proxy, headers: { "Content-Security-Policy": POLICY } },
});
