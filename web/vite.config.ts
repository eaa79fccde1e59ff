import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  build: {
    // The server's Content-Security-Policy allows no inline script and no data: font, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    proxy: { "/api": { target: process.env["CONVLOG_URL"] ?? "http://127.0.0.1:8484" } },
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
