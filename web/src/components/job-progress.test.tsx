import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { newQueryClient } from "@/api/hooks";
import { Steps, useTask } from "./job-progress";
import { NoticesProvider } from "./notices";

afterEach(() => vi.unstubAllGlobals());

function answer(status: number, body: unknown) {
  return Promise.resolve(new Response(JSON.stringify(body), { status }));
}

/** An engine whose start answers 'reply', and whose jobs are what 'jobs' says then. */
function engine(reply: () => Promise<Response>, jobs: () => unknown[]) {
  const asked: { url: string; headers: Record<string, string> }[] = [];
  vi.stubGlobal("fetch", (url: string, init: { headers: Record<string, string> }) => {
    asked.push({ url, headers: init.headers });
    return url.includes("/jobs?") ? answer(200, { job: jobs() }) : reply();
  });
  return asked;
}

function Starter({ names }: { names: string[] }) {
  const { run } = useTask();
  const tasks = names.map((name) => ({ name, path: `vms/${name}/start`, remedy: `Why ${name}?` }));
  return (
    <button
      type="button"
      onClick={() => run({ doing: "Starting", done: "Runs", failed: "Not started", tasks })}
    >
      go
    </button>
  );
}

async function go(...names: string[]) {
  render(
    <QueryClientProvider client={newQueryClient()}>
      <NoticesProvider>
        <Starter names={names} />
      </NoticesProvider>
    </QueryClientProvider>,
  );
  await userEvent.click(screen.getByText("go"));
}

test("a job is found by the correlation id of the request and shown to its end", async () => {
  const step = { id: "s", number: "0", description: "Creating the domain", status: "finished" };
  const asked = engine(
    () => answer(202, { status: "in_progress" }),
    () => [{ id: "j", status: "finished", description: "Launching", steps: { step: [step] } }],
  );
  await go("web1");
  expect(await screen.findByText(/Creating the domain/)).toBeTruthy();
  expect(await screen.findByText("Runs")).toBeTruthy();
  const correlation = asked.find(({ url }) => url.includes("start?async=true"))?.headers["Correlation-Id"];
  expect(correlation).toMatch(/^web-[0-9a-f]{24}$/);
  expect(asked.some(({ url }) => url.includes(encodeURIComponent(`correlation_id=${correlation}`)))).toBe(
    true,
  );
});

test("an action without a job ends with its answer", async () => {
  engine(
    () => answer(200, { status: "complete" }),
    () => [],
  );
  await go("web1");
  expect(await screen.findByText("Runs")).toBeTruthy();
});

test("the reason of a job that failed is shown with what to do next", async () => {
  engine(
    () => answer(202, { status: "in_progress" }),
    () => [{ id: "j", status: "failed", failure: "host h1 is gone" }],
  );
  await go("web1");
  expect(await screen.findByText("Not started")).toBeTruthy();
  expect(screen.getByText("host h1 is gone")).toBeTruthy();
  expect(screen.getByText("Why web1?")).toBeTruthy();
});

test("of many the refused ones are counted and named; the tree of reasons is asked for", async () => {
  let n = 0;
  engine(
    () =>
      n++ ? answer(409, { detail: "[No host fits.\n h1: no free VF]" }) : answer(200, { status: "complete" }),
    () => [],
  );
  await go("web1", "web2");
  expect(await screen.findByText("1 of Not started")).toBeTruthy();
  expect(screen.getByText("No host fits.")).toBeTruthy();
  expect(screen.queryByText(/no free VF/)).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Show more" }));
  expect(screen.getByText(/no free VF/)).toBeTruthy();
});

test("steps are in their order, whatever order they come in", () => {
  const steps = ["second", "first"].map((description, i) => ({
    id: description,
    href: "",
    description,
    number: String(1 - i),
    status: "finished" as const,
  }));
  render(<Steps job={{ id: "j", href: "", steps: { step: steps } }} />);
  expect(screen.getAllByRole("listitem").map(({ textContent }) => textContent?.trim())).toEqual([
    "first",
    "second",
  ]);
});
