export const progress = {
  steps: (name: string) => `Steps of ${name}`,
  /** What a step or a task is in, for those who do not see its icon. */
  states: {
    waiting: "Waiting",
    running: "Running",
    done: "Done",
    failed: "Failed",
  },
  sent: "Asking the engine",
  someDone: (doing: string, done: number, all: number) => `${doing}: ${done} of ${all} done`,
  someFailed: (failed: string, n: number) => `${n} of ${failed}`,
  noReason: "The engine gives no reason; its events may.",
  showEvents: "Show events",
  showJob: "Show the job",
  seconds: (n: number) => `${n} s`,
};
