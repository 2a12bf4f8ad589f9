import { expect, test } from "vitest";
import { bodyOf, wholeBody } from "@/api/changes";
import { newProfile, parts, profileValues } from "./profile-form";

const filters = [{ id: "f1", href: "", name: "vdsm-no-mac-spoofing" }];

test("a passthrough profile has nothing that the host would do", () => {
  const values = { ...newProfile("n1", true, filters), name: "vf", qos: "q1", portMirroring: true };
  expect(wholeBody(parts, values)).toMatchObject({
    pass_through: { mode: "enabled" },
    qos: {},
    network_filter: {},
    port_mirroring: false,
    migratable: true,
  });
});

test("an ordinary one has the usual filter, and nothing that only passthrough has", () => {
  const values = { ...newProfile("n1", false, filters), name: "plain", migratable: true, failover: "p2" };
  const body = wholeBody(parts, values);
  expect(body).toMatchObject({ network_filter: { id: "f1" }, failover: {} });
  expect(body).not.toHaveProperty("migratable");
});

test("turning passthrough on clears in the same request what does not go with it", () => {
  const now = profileValues({ id: "p1", href: "", name: "x", network: { id: "n1" }, qos: { id: "q1" } });
  expect(bodyOf(parts, { passthrough: true }, { ...now, passthrough: true })).toEqual({
    pass_through: { mode: "enabled" },
    qos: {},
    network_filter: {},
    port_mirroring: false,
    migratable: false,
    failover: {},
  });
});
