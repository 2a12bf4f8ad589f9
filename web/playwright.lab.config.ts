import { defineConfig } from "@playwright/test";
import config from "./playwright.config";

// Run by tests/lab/scenarios/20-web-flow, which has booted hosts with emulated SR-IOV cards.
export default defineConfig({ ...config, testDir: "e2e-lab", timeout: 240_000, expect: { timeout: 60_000 } });
