import { beforeEach, expect, it, vi } from "vitest";
import { loadOrReload } from "./load";

beforeEach(() => sessionStorage.clear());

const gone = () => Promise.reject(new TypeError("Failed to fetch dynamically imported module"));

it("gives what is there and leaves the page alone", async () => {
  const reload = vi.fn();
  await expect(loadOrReload(() => Promise.resolve("part"), reload)).resolves.toBe("part");
  expect(reload).not.toHaveBeenCalled();
});

it("loads the page anew for a part that is gone, and shows the failure when that did not help", async () => {
  const reload = vi.fn();
  void loadOrReload(gone, reload);
  await vi.waitFor(() => expect(reload).toHaveBeenCalledOnce());
  await expect(loadOrReload(gone, reload)).rejects.toThrow("Failed to fetch");
  expect(reload).toHaveBeenCalledOnce();
});

it("loads anew again for the next upgrade", async () => {
  const reload = vi.fn();
  void loadOrReload(gone, reload);
  await vi.waitFor(() => expect(reload).toHaveBeenCalledOnce());
  await loadOrReload(() => Promise.resolve("part"), reload);
  void loadOrReload(gone, reload);
  await vi.waitFor(() => expect(reload).toHaveBeenCalledTimes(2));
});
