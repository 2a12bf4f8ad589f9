import { expect, inspect, test } from "./fixture";

test("the search is completed by the keyboard from what the engine describes", async ({ app }) => {
  const asked: string[] = [];
  app.on("request", (sent) => asked.push(sent.url()));
  await app.goto("/vms");
  await expect(app.getByRole("link", { name: "web4" })).toBeVisible();
  expect(asked.filter((url) => url.includes("openapi.json"))).toEqual([]); // it is large

  const search = app.getByRole("combobox", { name: "Search" });
  const options = app.getByRole("option");
  await search.focus();
  await expect(options.first()).toHaveText(/^name/);
  await search.pressSequentially("stat");
  await expect(options.first()).toHaveText(/^status/);
  await inspect(app, "search-completion");
  await search.press("Tab");
  await expect(search).toHaveValue("status");
  await expect(options.first()).toHaveText(/^status =/);
  await search.press("ArrowDown");
  await expect(options.first()).toHaveAttribute("aria-selected", "true");
  await expect(search).toHaveAttribute(
    "aria-activedescendant",
    (await options.first().getAttribute("id")) ?? "",
  );
  await search.press("Enter");
  await expect(search).toHaveValue("status=");
  await search.pressSequentially("do");
  await expect(options).toHaveText([/^down/]);
  await search.press("Tab");
  await expect(search).toHaveValue("status=down ");
  await expect(app.getByRole("link", { name: "web1" })).toHaveCount(0);
  await expect(app.getByRole("link", { name: "web4" })).toBeVisible();
  await expect(app).toHaveURL(/search=status%3Ddown/);

  await search.press("Escape");
  await expect(options).toHaveCount(0);
  await search.pressSequentially("sortby name desc");
  await search.press("Enter");
  await expect(app.getByRole("row").nth(1)).toContainText("web4");
  expect(asked.filter((url) => url.includes("openapi.json"))).toHaveLength(1);
});

test("a suggestion can be clicked", async ({ app }) => {
  await app.goto("/hosts");
  const search = app.getByRole("combobox", { name: "Search" });
  await search.click();
  await app.getByRole("option", { name: "status field" }).click();
  await app.getByRole("option", { name: "status = compare" }).click();
  await app.getByRole("option", { name: /^up/ }).click();
  await expect(search).toHaveValue("status=up ");
  await expect(search).toBeFocused();
  await expect(app.getByRole("link", { name: "h2" })).toBeVisible();
});

test("a wrong search is refused in the engine's words and the rows stay", async ({ app }) => {
  await app.goto("/vms");
  await expect(app.getByRole("link", { name: "web4" })).toBeVisible();
  const search = app.getByRole("combobox", { name: "Search" });
  await search.fill("colour=red");
  await search.press("Enter");
  await expect(app.getByRole("alert")).toContainText("colour");
  await expect(search).toHaveAttribute("aria-invalid", "true");
  await expect(app.getByRole("link", { name: "web4" })).toBeVisible();
  await inspect(app, "search-refused");
  await search.fill("web1");
  await expect(app.getByRole("alert")).toHaveCount(0);
  await expect(app.getByRole("link", { name: "web4" })).toHaveCount(0);
  await expect(app.getByRole("link", { name: "web1" })).toBeVisible();
  await app.getByRole("button", { name: "Clear the search" }).click();
  await expect(app.getByRole("link", { name: "web4" })).toBeVisible();
});

test("a search is kept as a bookmark for everybody, renamed and removed", async ({ app, fleet }) => {
  await app.goto("/vms?search=name%3Dweb1");
  await expect(app.getByRole("link", { name: "web1" })).toBeVisible();
  const menu = app.getByRole("button", { name: "Bookmarks" });
  await menu.click();
  await expect(app.getByText("No bookmarks yet")).toBeVisible();
  await app.getByRole("menuitem", { name: /Save this search/ }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText("This must be filled in")).toBeVisible();
  await inspect(app, "bookmark-dialog");
  await dialog.getByLabel("Name").fill("first");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
  const { bookmark } = await fleet.api("GET", "bookmarks");
  expect(bookmark).toMatchObject([{ name: "first", value: "Vms: name=web1" }]);

  // The name is taken: the engine says so at its field.
  await menu.click();
  await app.getByRole("menuitem", { name: /Save this search/ }).click();
  await dialog.getByLabel("Name").fill("first");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toContainText(/already/i);
  await dialog.getByRole("button", { name: "Cancel" }).click();

  // Another page has none of it; this one goes there by it.
  await app.goto("/hosts");
  await menu.click();
  await expect(app.getByText("No bookmarks yet")).toBeVisible();
  await app.goto("/vms");
  await expect(app.getByRole("link", { name: "web4" })).toBeVisible();
  await menu.click();
  await app.getByRole("menuitem", { name: /^first/ }).click();
  await expect(app.getByRole("link", { name: "web4" })).toHaveCount(0);
  await expect(app.getByRole("combobox", { name: "Search" })).toHaveValue("name=web1");

  await menu.click();
  await app.getByRole("menuitem", { name: /Edit bookmarks/ }).click();
  await inspect(app, "bookmarks");
  await dialog.getByRole("button", { name: "Edit first" }).click();
  await dialog.getByLabel("Name").fill("the first");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByRole("gridcell", { name: "the first", exact: true })).toBeVisible();
  await dialog.getByRole("button", { name: "Remove the first" }).click();
  await app.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect.poll(async () => (await fleet.api("GET", "bookmarks")).bookmark ?? []).toEqual([]);
});
