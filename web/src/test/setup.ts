import { cleanup } from "@testing-library/react";
import { afterEach, beforeEach, vi } from "vitest";

// What jsdom lacks and PatternFly asks for.
window.matchMedia ??= vi.fn().mockReturnValue({
  matches: false,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
});

beforeEach(() => localStorage.clear());
afterEach(cleanup);
