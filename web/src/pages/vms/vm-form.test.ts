import { describe, expect, it } from "vitest";
import { bodyOf, type Settings, settingsFrom, settingsOf, validate } from "./vm-form";

const vm = {
  name: "web1",
  memory: "67108864",
  cpu: { topology: { sockets: "2", cores: "4", threads: "1" } },
  os: { boot: { devices: { device: ["network" as const, "hd" as const] } }, kernel: "/k" },
  delete_protected: "true" as const,
  placement_policy: { hosts: { host: [{ id: "h1" }] } },
};
const values: Settings = settingsOf(vm);

describe("settings of a VM", () => {
  it("are read from its representation", () =>
    expect(values).toMatchObject({
      memory: 64,
      sockets: 2,
      cores: 4,
      first: "network",
      second: "hd",
      kernel: "/k",
      protected: true,
      pinned: true,
      hosts: ["h1"],
    }));
  it("that were not changed are not sent", () =>
    expect(bodyOf(values, ["description", "cores"])).toEqual({
      description: "",
      cpu: { topology: { cores: "4" } },
    }));
  it("of one branch are joined", () =>
    expect(bodyOf(values, ["cores", "threads", "kernel", "first"])).toEqual({
      cpu: { topology: { cores: "4", threads: "1" } },
      os: { kernel: "/k", boot: { devices: { device: ["network", "hd"] } } },
    }));
  it("are written as they were read", () => expect(bodyOf(values)).toMatchObject({ memory: "67108864" }));
  it("boot from a device once, in order", () =>
    expect(bodyOf({ ...values, first: "network", second: "network" }, ["first"])).toMatchObject({
      os: { boot: { devices: { device: ["network"] } } },
    }));
  it("that are not pinned any more name no hosts", () =>
    expect(bodyOf({ ...values, pinned: false }, ["pinned"])).toEqual({
      placement_policy: { affinity: "migratable", hosts: {} },
    }));
  it("of a template without a disk start from the network", () =>
    expect(settingsFrom({ id: "", href: "", os: { boot: { devices: { device: ["hd"] } } } }).first).toBe(
      "network",
    ));
});

describe("faults are found before anything is sent", () => {
  it.each<[Partial<Settings>, keyof Settings]>([
    [{ name: "" }, "name"],
    [{ memory: 0 }, "memory"],
    [{ memory: 1.5 }, "memory"],
    [{ cores: Number.NaN }, "cores"],
    [{ kernel: "vmlinuz" }, "kernel"],
    [{ initrd: "i" }, "initrd"],
    [{ pinned: true, hosts: [] }, "hosts"],
  ])("%j", (change, key) => expect(validate({ ...values, ...change })[key]).toBeTruthy());
  it("and none where there is none", () =>
    expect(Object.values(validate(values)).filter(Boolean)).toEqual([]));
});
