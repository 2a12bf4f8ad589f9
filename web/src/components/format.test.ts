import { describe, expect, it } from "vitest";
import { bytes, speed, uptime, words } from "./format";

describe("values as people read them", () => {
  it.each([
    ["0", "0 B"],
    ["1023", "1023 B"],
    ["1073741824", "1 GiB"],
    ["1610612736", "1.5 GiB"],
    [undefined, "–"],
  ])("bytes(%s) is %s", (value, text) => expect(bytes(value)).toBe(text));
  it.each([
    ["1000000000", "1 Gbit/s"],
    ["25000000000", "25 Gbit/s"],
    ["100000000", "100 Mbit/s"],
    ["0", "–"],
  ])("speed(%s) is %s", (value, text) => expect(speed(value)).toBe(text));
  it.each([
    [0, "0 s"],
    [59_999, "59 s"],
    [3_600_000, "1 h"],
    [97_200_000, "1 d 3 h"],
    [Number.NaN, "–"],
  ])("uptime(%s) is %s", (value, text) => expect(uptime(value)).toBe(text));
  it("words", () => expect(words("powering_up")).toBe("Powering up"));
});
