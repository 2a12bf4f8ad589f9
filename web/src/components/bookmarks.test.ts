import { expect, test } from "vitest";
import { bookmarkValue, searchOf } from "./bookmarks";

test.each([
  ["Vms: name=web*", "vms", "name=web*"],
  ["vm:status=up", "vms", "status=up"],
  ["Host: status=up", "hosts", "status=up"],
  ["data_center: name=a", "datacenters", "name=a"],
  ["DataCenters: name=a", "datacenters", "name=a"],
  ["Host: status=up", "vms", undefined],
  ["nonsense", "vms", undefined],
])("the bookmark %j over %s searches for %j", (value, path, search) => {
  expect(searchOf({ value }, path)).toBe(search);
});

test("what is kept is found again", () => {
  for (const path of ["vms", "hosts", "datacenters", "clusters", "networks", "templates", "events", "jobs"])
    expect(searchOf({ value: bookmarkValue("name=a:b", path) }, path)).toBe("name=a:b");
});
