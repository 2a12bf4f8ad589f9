import { expect, test } from "vitest";
import { bodyOf } from "@/api/changes";
import {
  clusterChange,
  initialNetwork,
  parts,
  profileNameOf,
  profileRefusal,
  validateNetwork,
} from "./network-form";

const network = {
  id: "n1",
  href: "/networks/n1",
  name: "red",
  vlan: { id: "100" },
  mtu: "9000",
  usages: { usage: ["vm" as const] },
  data_center: { id: "d1" },
  network_labels: { network_label: [{ id: "fast", href: "" }] },
};

test("what was not changed is not sent", () => {
  const values = initialNetwork(network, []);
  expect(bodyOf(parts, {}, values)).toBeUndefined();
  expect(bodyOf(parts, { comment: "x" }, { ...values, comment: "x" })).toEqual({ comment: "x" });
});

test("a tag and an MTU that are taken away are sent as none", () => {
  const values = { ...initialNetwork(network, []), tagged: false, customMtu: false };
  expect(bodyOf(parts, { tagged: false, customMtu: false }, values)).toEqual({ vlan: {}, mtu: 0 });
});

test("a network that is no longer for VMs no longer isolates their ports", () => {
  const values = { ...initialNetwork(network, []), portIsolation: true, vmNetwork: false };
  expect(bodyOf(parts, { vmNetwork: false }, values)).toEqual({
    usages: { usage: [] },
    port_isolation: false,
  });
});

test("ranges and missing fields are found before anything is sent", () => {
  const values = initialNetwork(undefined, []);
  expect(validateNetwork(values)).toMatchObject({ name: expect.any(String), dataCenter: expect.any(String) });
  const wrong = { ...initialNetwork(network, []), vlan: "4095", mtu: "67", label: "a b" };
  expect(validateNetwork(wrong)).toMatchObject({
    vlan: expect.any(String),
    mtu: expect.any(String),
    label: expect.any(String),
  });
  const right = Object.values(validateNetwork({ ...initialNetwork(network, []), vlan: "0", mtu: "68" }));
  expect(right.filter(Boolean)).toEqual([]);
});

test("the passthrough profile is named after the network until somebody names it", () => {
  const values = { ...initialNetwork(undefined, []), name: "green" };
  expect(profileNameOf(values)).toBe("green-vf");
  expect(profileNameOf({ ...values, profileName: "fast" })).toBe("fast");
  expect(profileRefusal(values)).toBeUndefined();
  expect(profileRefusal({ ...values, portIsolation: true })).toMatch(/port isolation/);
});

test.each([
  [{ attached: false, required: false }, { attached: true, required: true }, "attach"],
  [{ attached: true, required: true }, { attached: false, required: false }, "detach"],
  [{ attached: true, required: true }, { attached: true, required: false }, "require"],
  [{ attached: true, required: true }, { attached: true, required: true }, undefined],
])("a cluster from %j to %j: %s", (before, now, change) => {
  expect(clusterChange(before, now)).toBe(change);
});
