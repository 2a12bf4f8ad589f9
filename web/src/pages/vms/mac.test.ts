import { expect, it } from "vitest";
import { t } from "@/strings";
import { macFault } from "./mac";

it.each([
  ["56:6f:1a:1b:00:00", undefined],
  ["56-6F-1A-1B-00-00", undefined],
  ["", t.vms.nic.macForm],
  ["56:6f:1a:1b:00", t.vms.nic.macForm],
  ["56:6f:1a:1b:00:0g", t.vms.nic.macForm],
  ["57:6f:1a:1b:00:00", t.vms.nic.macGroup],
  ["00:00:00:00:00:00", t.vms.nic.macZero],
])("macFault(%s) is %s", (text, fault) => expect(macFault(text)).toBe(fault));
