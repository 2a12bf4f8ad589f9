import { describe, expect, it } from "vitest";
import { cellsOf, groupHosts, type HostVerdict, type PfVerdict } from "./tree";

function host(name: string, reason: string, cost?: string): HostVerdict {
  return { id: name, name, reason, text: "", fits: String(reason === "fits"), cost };
}

const hosts = [
  host("h10", "host_vnic"),
  host("h2", "host_vnic"),
  host("h3", "fits", "36"),
  host("h4", "fits", "9"),
  host("h5", "host_memory"),
];

describe("hosts by their verdict", () => {
  it("fitting first and cheapest first, then what concerns most", () =>
    expect(
      groupHosts(hosts, "", false).map((group) => [group.reason, group.hosts.map(({ name }) => name)]),
    ).toEqual([
      ["fits", ["h4", "h3"]],
      ["host_vnic", ["h2", "h10"]],
      ["host_memory", ["h5"]],
    ]));
  it("only those that fit", () =>
    expect(groupHosts(hosts, "", true).map(({ reason }) => reason)).toEqual(["fits"]));
  it("by a part of the name", () => expect(groupHosts(hosts, "H1", false)[0]?.hosts.length).toBe(1));
  it("a thousand within a blink", () => {
    const many = Array.from({ length: 1000 }, (_, i) => host(`host-${i}`, i % 3 ? "host_vnic" : "fits", "1"));
    const begin = performance.now();
    groupHosts(many, "host", false);
    expect(performance.now() - begin).toBeLessThan(100);
  });
});

it("a cell stands for each VF, an unknown state counts as unusable", () =>
  expect(
    cellsOf({
      states: {
        state: [
          { name: "free", count: "2" },
          { name: "held_by_vm", count: "1" },
          { name: "upper_device", count: "1" },
          { name: "quarantined", count: "1" },
        ],
      },
    } as PfVerdict),
  ).toEqual(["used", "unusable", "quarantined", "free", "free"]));
