import { expect, test } from "vitest";
import { rangesFault, sizeOf } from "./ranges";

test("a range from an address to itself has one", () => {
  expect(sizeOf([{ from: "56:6f:1a:1b:00:00", to: "56:6f:1a:1b:00:00" }])).toBe(1);
  expect(sizeOf([{ from: "56:6f:1a:1b:00:00", to: "56:6f:1a:1b:ff:ff" }])).toBe(65536);
});

test.each([
  [[], /at least one range/],
  [[{ from: "", to: "" }], /at least one range/],
  [[{ from: "56:6f:1a:1b:00:00", to: "x" }], /"x" is not a MAC address/],
  [[{ from: "56:6f:1a:1b:00:01", to: "56:6f:1a:1b:00:00" }], /ends before it begins/],
])("%j is refused", (ranges, fault) => {
  expect(rangesFault(ranges)).toMatch(fault);
});

test("empty rows beside a good one are passed over", () => {
  const good = { from: "56:6f:1a:1b:00:00", to: "56:6F:1A:1B:00:01" };
  expect(rangesFault([good, { from: "", to: "" }])).toBeUndefined();
});
