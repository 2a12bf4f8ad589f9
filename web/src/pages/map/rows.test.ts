import { expect, test } from "vitest";
import type { Pf, PfVf } from "@/api/pfs";
import { hostsOf, nextPf, usableFor } from "./rows";

function vf(index: number, vm?: string): PfVf {
  return {
    id: `vf${index}`,
    index: String(index),
    state: vm ? "held_by_vm" : "free",
    class: vm ? "used" : "free",
    ...(vm && { vm: { id: vm, name: vm } }),
  };
}

function pf(host: string, name: string, vfs: PfVf[], networks?: string[]): Pf {
  const free = vfs.filter((one) => one.class === "free").length;
  return {
    id: `${host}-${name}`,
    href: "",
    name,
    host: { id: host, name: host, status: "up" },
    all_networks_allowed: String(!networks),
    networks: { network: networks?.map((id) => ({ id, name: id })) },
    free: String(free),
    used: String(vfs.length - free),
    number_of_virtual_functions: String(vfs.length),
    max_number_of_virtual_functions: "63",
    virtual_functions: { virtual_function: vfs },
  };
}

const pfs = [
  pf("h1", "a", [vf(0, "web10"), vf(1, "web9")]),
  pf("h1", "b", [vf(0, "web9"), vf(1)], ["red"]),
  pf("h2", "a", []),
  pf("h3", "a", [vf(0), vf(1)], []),
];

test("hosts have their cards, counts and VMs", () => {
  const hosts = hostsOf(pfs);
  expect(hosts.map(({ name, pfs: own }) => [name, own.length])).toEqual([
    ["h1", 2],
    ["h2", 1],
    ["h3", 1],
  ]);
  expect(hosts[0]?.counts).toMatchObject({ free: 1, used: 3 });
  expect(hosts[0]?.vms.map(({ name }) => name)).toEqual(["web9", "web10"]);
});

test("only cards that may serve a network count for it", () => {
  expect(usableFor(pfs, "red")).toBe(1);
  expect(usableFor(pfs, "blue")).toBe(0);
});

test("the keys skip cards without VFs and end at the ends", () => {
  const hosts = hostsOf(pfs);
  expect(nextPf(hosts, "h1-a", 1)).toEqual({ host: 0, pf: "h1-b" });
  expect(nextPf(hosts, "h1-b", 1)).toEqual({ host: 2, pf: "h3-a" });
  expect(nextPf(hosts, "h3-a", 1)).toBeUndefined();
  expect(nextPf(hosts, "h1-a", -1)).toBeUndefined();
});
