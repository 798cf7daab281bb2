// The view of evaluations: how well each recommender predicts what users do next.

import { get } from "./api.js";
import { barChart, number } from "./chart.js";
import { el, field, put, table } from "./dom.js";
import { history, outcome, start, watch } from "./jobs.js";
import { t, when } from "./words.js";

const names = ["popularity", "trending", "item-neighbors", "linear", "blend"];

export async function evaluation(home, rest, signal) {
  const boxes = names.map((name) => [name, el("input", {type: "checkbox", id: `evaluate-${name}`, checked: name !== "linear"})]);
  const laws = el("textarea", {id: "evaluate-laws", rows: 3, spellcheck: false, value: "none\nexponential 5b\nexponential 7d"});
  const repeats = el("input", {type: "checkbox", id: "evaluate-repeats"});
  const budget = el("input", {id: "tune-budget", value: "2min", size: 6});
  const apply = el("input", {type: "checkbox", id: "tune-apply"});
  const running = el("div");
  const result = el("div", {id: "evaluation-result"});
  const tuned = el("div", {id: "tuning-result"});
  const list = el("div");
  const run = async (kind, parameters, place, button) => {
    button.disabled = true;
    try {
      const done = await watch(await start(kind, parameters), running, signal);
      await show(place, done.Id, signal);
    } catch (error) {
      if (error.name !== "AbortError") put(place, el("p.trouble", {}, error.message));
    } finally {
      button.disabled = false;
    }
    await history(list, ["evaluate", "tune"], signal);
  };
  const evaluate = el("button", {type: "button", id: "evaluate-start", onclick: () => run("evaluate", [
    ...boxes.filter(([, box]) => box.checked).map(([name]) => ["recommender", name]),
    ...laws.value.split("\n").map((law) => law.trim()).filter(Boolean).map((law) => ["law", law]),
    ["repeats", String(repeats.checked)],
  ], result, evaluate)}, t("evaluateStart"));
  const tune = el("button", {type: "button", id: "tune-start", onclick: () => run("tune", [
    ["budget", budget.value.trim()], ["apply", String(apply.checked)], ["repeats", String(repeats.checked)],
  ], tuned, tune)}, t("tuneStart"));
  put(home, el("h1", {}, t("evaluation")), el("p.soft", {}, t("evaluationHelp")),
    el("div.row", {}, boxes.map(([name, box]) => el("label.check", {}, box, name))),
    el("div.row", {}, field(t("lawsOneALine"), laws, ".grow"), el("label.check", {}, repeats, t("countRepeats")), evaluate),
    running, result, el("h2", {}, t("tuning")), el("p.soft", {}, t("tuningHelp")),
    el("div.row", {}, field(t("budget"), budget), el("label.check", {}, apply, t("applyFound")), tune), tuned,
    el("h2", {}, t("lastRuns")), list);
  const jobs = (await get("/api/admin/jobs?n=100", {signal})).Jobs;
  for (const [kind, place] of [["evaluate", result], ["tune", tuned]]) {
    const last = jobs.find((job) => job.Kind === kind && job.State === "done");
    if (last) await show(place, last.Id, signal);
  }
  await history(list, ["evaluate", "tune"], signal);
}

async function show(place, id, signal) {
  const job = await get(`/api/admin/jobs/${id}`, {signal});
  const answer = job.Result;
  if (!answer) put(place, outcome(job));
  else if (job.Kind === "tune") put(place, tuning(job, answer));
  else put(place, evaluated(job, answer));
}

function evaluated(job, answer) {
  const rows = answer.rows.map((row) => ({...row, ndcg: row.figures[0].ndcg}));
  const best = Math.max(...rows.map((row) => row.ndcg));
  const depth = rows[0]?.figures[0].depth ?? 10;
  return [
    el("p.soft", {}, t("evaluatedOn", when(job.Finished), number(answer.log.behaviors), number(answer.log.users), number(answer.log.items), number(answer.log.queries))),
    barChart({
      caption: t("ndcgCaption", depth), label: t("ndcgCaption", depth),
      rows: rows.map((row) => ({
        name: row.law ? `${row.recommender}, ${row.law}` : row.recommender, value: row.ndcg, best: row.ndcg === best,
        low: row.ndcgInterval?.[0], high: row.ndcgInterval?.[1],
      })),
    }),
    table([
      [t("recommender"), (row) => row.recommender], [t("readBy"), (row) => row.law],
      [`NDCG@${depth}`, (row) => number(row.ndcg, 6), "right"],
      [`HR@${depth}`, (row) => number(row.figures[0].hitRate, 6), "right"],
      ["MRR", (row) => number(row.reciprocalRank, 6), "right"],
      [t("interval"), (row) => row.ndcgInterval?.map((end) => number(end, 4)).join(" – ")],
    ], rows),
    rows.filter((row) => row.choice).map((row) => el("p.small.soft", {}, `${row.recommender} = ${row.choice}`)),
  ];
}

function tuning(job, answer) {
  return [
    el("p", {}, t("tunedLaw", answer.law)),
    el("p.soft", {}, answer.applied ? t("tunedApplied") : t("tunedOnly"), answer.held && ` ${t("tunedHeld", number(answer.held.before, 6), number(answer.held.after, 6))}`),
    table([
      ["NDCG@10", (step) => number(step.ndcg, 6), "right"], [t("turned"), (step) => step.knob], [t("readBy"), (step) => step.law],
      [t("gains"), (step) => Object.entries(step.gains).map(([action, gain]) => `${action} ${gain}`).join(", ")],
    ], answer.steps),
  ];
}
