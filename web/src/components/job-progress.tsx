/* What takes long, step by step while it is done.  Requests carry a correlation id of their own, by
 * which the job that the engine makes of them is found, also when the engine answers only at its end. */
import { Spinner } from "@patternfly/react-core";
import { CheckCircleIcon, ExclamationCircleIcon, PendingIcon } from "@patternfly/react-icons";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { type ActionReply, query, send } from "@/api/client";
import { useList, wordsOf } from "@/api/hooks";
import { num, time } from "@/api/json";
import type { Job, Step } from "@/api/types";
import { t } from "@/strings";
import "./job-progress.css";
import { useNotices } from "./notices";
import { Reason } from "./reason";

export interface JobWithSteps extends Job {
  steps?: { step?: Step[] };
}

type State = keyof typeof t.progress.states;

const states: Record<NonNullable<Step["status"]>, State> = {
  started: "running",
  finished: "done",
  failed: "failed",
  aborted: "failed",
  unknown: "waiting",
};

export function newCorrelation(): string {
  // Not randomUUID(): browsers have that only for addresses whose certificate they trust.
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return `web-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** The job that was made of a request with that correlation id; undefined while there is none. */
export function useJob(correlation: string | undefined) {
  const { data, refetch } = useList<JobWithSteps>(
    correlation && query("jobs", { search: `correlation_id=${correlation}`, follow: "steps", max: 1 }),
    { also: ["steps"] },
  );
  return { job: data?.[0], refetch };
}

function useNow(ticks: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!ticks) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [ticks]);
  return now;
}

const icons: Record<State, ReactNode> = {
  waiting: <PendingIcon />,
  running: <Spinner size="md" aria-hidden />,
  done: <CheckCircleIcon />,
  failed: <ExclamationCircleIcon />,
};

function Line({ state, text, children }: { state: State; text: string; children?: ReactNode }) {
  return (
    <li className={`berth-step berth-step-${state}`}>
      <span className="berth-step-icon" role="img" aria-label={t.progress.states[state]}>
        {icons[state]}
      </span>
      <span>
        {text} {children}
      </span>
    </li>
  );
}

function Duration({ step }: { step: Step }) {
  const runs = step.status === "started";
  const now = useNow(runs);
  const end = runs ? now : time(step.end_time);
  const seconds = Math.round((end - time(step.start_time)) / 1000);
  return seconds >= 1 ? <span className="berth-step-time">{t.progress.seconds(seconds)}</span> : null;
}

/** The steps of a job as they are now. */
export function Steps({ job }: { job: JobWithSteps }) {
  const steps = [...(job.steps?.step ?? [])].sort((a, b) => num(a.number) - num(b.number));
  return (
    <ol className="berth-steps" aria-label={t.progress.steps(job.description ?? "")}>
      {steps.map((step) => (
        <Line key={step.id} state={states[step.status ?? "unknown"]} text={step.description ?? ""}>
          <Duration step={step} />
          {step.failure && <span className="berth-reason">{step.failure}</span>}
        </Line>
      ))}
    </ol>
  );
}

/** For a dialog that waits for its request: the steps of its job, as soon as there is one. */
export function JobSteps({ correlation }: { correlation: string | undefined }) {
  const { job } = useJob(correlation);
  return job ? <Steps job={job} /> : null;
}

export interface Task {
  /** What it is done to: "web1". */
  name: string;
  /** The action: "vms/ID/start". */
  path: string;
  body?: object;
  /** Shown when it fails: what to do next. */
  remedy?: ReactNode;
}

export interface Tasks {
  /** "Starting web1" */
  doing: string;
  done: string;
  /** Of several it follows "2 of ": "3 VMs could not be started". */
  failed: string;
  tasks: Task[];
}

interface Begun extends Task {
  correlation: string;
  reply: Promise<ActionReply>;
}

interface End {
  failure?: string;
}

function begin(task: Task): Begun {
  const correlation = newCorrelation();
  const reply = send(`${task.path}?async=true`, {
    method: "POST",
    body: task.body ?? {},
    headers: { "Correlation-Id": correlation },
  }).then((answer) => answer.reply as ActionReply);
  reply.catch(() => undefined); // whoever shows it hears of it, too
  return { ...task, correlation, reply };
}

/** How it ended; undefined while it goes on. */
function useEnd({ correlation, reply }: Begun): { job?: JobWithSteps; end?: End } {
  const { job, refetch } = useJob(correlation);
  const [answer, setAnswer] = useState<End | "goes on">();
  useEffect(() => {
    let shown = true;
    const hear = (next: End | "goes on") => {
      if (!shown) return;
      setAnswer(next);
      void refetch();
    };
    reply.then(
      ({ status }) => hear(status === "complete" ? {} : "goes on"),
      (error) => hear({ failure: wordsOf(error) }),
    );
    return () => {
      shown = false;
    };
  }, [reply, refetch]);
  if (answer && answer !== "goes on") return { job, end: answer };
  const state = states[job?.status ?? "unknown"];
  if (state === "done") return { job, end: {} };
  if (state === "failed") return { job, end: { failure: job?.failure || t.progress.noReason } };
  return { job };
}

function TaskOf({ task, alone, onEnd }: { task: Begun; alone: boolean; onEnd: (end: End) => void }) {
  const { job, end } = useEnd(task);
  const told = useRef(false);
  useEffect(() => {
    if (!end || told.current) return;
    told.current = true;
    onEnd(end);
  }, [end, onEnd]);
  const state: State = !end ? "running" : end.failure ? "failed" : "done";
  const more = (
    <>
      {end?.failure && <Reason text={end.failure} />}
      {end?.failure && task.remedy}
    </>
  );
  if (!alone) return <Line state={state} text={task.name} children={more} />;
  return (
    <>
      {job && <Steps job={job} />}
      {!job && !end && t.progress.sent}
      {more}
    </>
  );
}

function Progress({ tasks, onEnds }: { tasks: Begun[]; onEnds: (ends: Map<string, End>) => void }) {
  const ends = useRef(new Map<string, End>());
  const onEnd = useCallback(
    (correlation: string, end: End) => {
      ends.current.set(correlation, end);
      onEnds(ends.current);
    },
    [onEnds],
  );
  const lines = tasks.map((task) => (
    <TaskOf
      key={task.correlation}
      task={task}
      alone={tasks.length === 1}
      onEnd={(end) => onEnd(task.correlation, end)}
    />
  ));
  return tasks.length === 1 ? lines : <ol className="berth-steps">{lines}</ol>;
}

export interface TaskRunner {
  /** Does it and shows how it goes in a notice; refusals, too. */
  run: (tasks: Tasks) => void;
  /** The same from a dialog: a refusal is thrown for the dialog to show. */
  submit: (tasks: Tasks) => Promise<void>;
}

export function useTask(): TaskRunner {
  const { notify, change } = useNotices();
  const show = useCallback(
    ({ doing, done, failed }: Tasks, tasks: Begun[]) => {
      let id = 0;
      const onEnds = (ends: Map<string, End>) => {
        const all = tasks.length;
        const n = [...ends.values()].filter(({ failure }) => failure).length;
        if (ends.size < all) change(id, { title: t.progress.someDone(doing, ends.size, all) });
        else if (n > 0)
          change(id, {
            variant: "danger",
            title: all === 1 ? failed : t.progress.someFailed(failed, n),
          });
        else change(id, { variant: "success", title: done, stays: false });
      };
      id = notify("info", doing, <Progress tasks={tasks} onEnds={onEnds} />, true);
    },
    [notify, change],
  );
  const run = useCallback((what: Tasks) => show(what, what.tasks.map(begin)), [show]);
  const submit = useCallback(
    async (what: Tasks) => {
      const begun = what.tasks.map(begin);
      await Promise.all(begun.map(({ reply }) => reply));
      show(what, begun);
    },
    [show],
  );
  return { run, submit };
}
