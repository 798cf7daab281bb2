// Starts jobs, and shows their progress and their results.

import { ask, confirmed, follow, get } from "./api.js";
import { number } from "./chart.js";
import { el, put, table } from "./dom.js";
import { t, when } from "./words.js";

export const states = () => ({
  running: t("running"), done: t("done"), failed: t("failed"), cancelled: t("cancelled"), dead: t("dead"),
});

export const kinds = () => ({
  import: t("jobImport"), fold: t("jobFold"), rebuild: t("jobRebuild"), prune: t("jobPrune"), train: t("jobTrain"),
  tune: t("jobTune"), evaluate: t("jobEvaluate"),
});

/// Starts a job with parameters [[name, value], …], and a file if the job takes one.
export function start(kind, parameters = [], file) {
  const query = new URLSearchParams(parameters).toString();
  return ask("POST", `/api/admin/jobs/${kind}${query ? `?${query}` : ""}`, file);
}

/// Shows a running job in `home`, with a progress bar and a button to stop it. Resolves to the
/// finished job.
export async function watch(job, home, signal) {
  const bar = el("progress", {max: 1, "aria-label": kinds()[job.Kind] ?? job.Kind});
  const stage = el("p.soft.small");
  const stop = el("button.quiet", {type: "button", onclick: async () => {
    if (await confirmed(t("cancelQuestion", kinds()[job.Kind] ?? job.Kind), t("cancelJob"))) await ask("DELETE", `/api/admin/jobs/${job.Id}`);
  }}, t("cancelJob"));
  const node = el("div.job", {}, el("div.row", {}, el("b", {}, kinds()[job.Kind] ?? job.Kind), stop), bar, stage);
  home.append(node);
  let last = job;
  const see = (next) => {
    last = next;
    if (next.Fraction === null) bar.removeAttribute("value"); else bar.value = next.Fraction;
    stage.textContent = next.Stage;
  };
  see(job);
  try {
    while (last.State === "running" && !signal.aborted) {
      await follow(`/api/admin/jobs/${job.Id}/events`, see, signal);
      // The server may have stopped meanwhile: ask again after a pause.
      if (last.State === "running") await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  } finally {
    node.remove();
  }
  return last;
}

/// The outcome of a job, in one line.
export function outcome(job) {
  return el(job.State === "done" ? "p" : "p.trouble", {role: "status"},
    `${kinds()[job.Kind] ?? job.Kind}: ${states()[job.State]}${job.Message ? ` – ${job.Message}` : ""}`);
}

/// A table of the latest jobs of some kinds, below the running ones.
export async function history(home, wanted, signal, ended = () => {}) {
  const running = el("div");
  const list = el("div");
  put(home, running, list);
  const watched = new Set();
  const refresh = async () => {
    const jobs = (await get("/api/admin/jobs", {signal})).Jobs.filter((job) => !wanted || wanted.includes(job.Kind));
    put(list, jobs.length === 0 ? el("p.soft", {}, t("noJobs")) : table([
      [t("started"), (job) => when(job.Started)],
      [t("what"), (job) => kinds()[job.Kind] ?? job.Kind],
      [t("state"), (job) => job.State === "running" && job.Fraction !== null ? `${states()[job.State]} ${number(job.Fraction * 100, 0)} %` : states()[job.State] ?? job.State],
      [t("took"), (job) => job.Finished ? `${number((Date.parse(job.Finished) - Date.parse(job.Started)) / 1000, 1)} s` : null, "right"],
      [t("by"), (job) => job.StartedBy],
      [t("told"), (job) => job.Message ?? job.Stage],
    ], jobs));
    for (const job of jobs) {
      if (job.State !== "running" || watched.has(job.Id)) continue;
      watched.add(job.Id);
      watch(job, running, signal).then(async (done) => { await refresh(); ended(done); }).catch(() => {});
    }
  };
  await refresh();
  return refresh;
}
