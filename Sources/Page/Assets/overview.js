// The overview: the contents of the store, the models and the activity of the servers.

import { get } from "./api.js";
import { bytes, number, spark } from "./chart.js";
import { el, put, say, table } from "./dom.js";
import { history, kinds, start } from "./jobs.js";
import { t, when } from "./words.js";

const pause = 5000;
const kept = 60;

function tile(name, value, more) { return el("div.tile", {}, el("b", {}, value), el("span", {}, name), more); }

export async function overview(home, rest, signal) {
  const counts = el("div.tiles");
  const rates = el("div.tiles");
  const training = el("p.soft");
  const quality = el("div.tiles");
  const models = el("div");
  const jobs = el("div");
  const law = el("p.soft");
  const routes = el("div");
  const servers = el("div");
  put(home, el("h1", {}, t("overview")), law, counts, el("h2", {}, t("now")), rates,
    el("details", {}, el("summary", {}, t("routes")), routes),
    el("h2", {}, t("servers")), servers, el("h2", {}, t("models")), training, quality, models, el("h2", {}, t("jobs")),
    el("div.row", {}, ["train", "fold", "rebuild"].map((kind) => el("button", {type: "button", id: `start-${kind}`, onclick: async () => {
      try { await start(kind); await refreshJobs(); } catch (error) { say(error.message); }
    }}, kinds()[kind]))), jobs);
  let last;
  const asked = [];
  const update = async () => {
    const stats = await get("/api/admin/stats", {signal});
    put(law, t("lawIs", stats.Law), stats.Retention ? ` ${t("keptFor", stats.Retention)}` : "");
    put(counts,
      tile(t("behaviors"), number(stats.Behaviors)), tile(t("pending"), number(stats.Pending)),
      tile(t("usersFolded"), number(stats.WeightDocuments)), tile(t("profiles"), number(stats.Profiles)),
      tile(t("items"), number(stats.Items)), stats.Outdated > 0 && tile(t("outdated"), number(stats.Outdated)));
    const seconds = last ? (Date.parse(stats.At) - Date.parse(last.At)) / 1000 : 0;
    const rate = (read) => seconds > 0 ? (read(stats) - read(last)) / seconds : 0;
    const requests = rate((stats) => stats.Requests.Count);
    if (last) asked.push(requests);
    if (asked.length > kept) asked.shift();
    put(rates,
      tile(t("requestsPerSecond"), number(requests, 1), spark(asked)),
      tile(t("latencyMiddle"), stats.Requests.P50 === null ? "–" : `${number(stats.Requests.P50, 2)} ms`),
      tile(t("latencyHigh"), stats.Requests.P99 === null ? "–" : `${number(stats.Requests.P99, 1)} ms`),
      tile(t("behaviorsPerSecond"), number(rate((stats) => stats.Appended), 1)),
      tile(t("foldsPerSecond"), number(rate((stats) => stats.Folded), 1)),
      tile(t("waiting"), number(stats.ReadsWaiting)),
      tile(t("failed5xx"), number(stats.Requests.Failed)),
      tile(t("memory"), bytes(stats.MemoryBytes)));
    put(routes, table([
      [t("route"), (route) => route.Route], [t("count"), (route) => number(route.Count), "right"],
      ["p50 ms", (route) => number(route.P50, 2), "right"], ["p99 ms", (route) => number(route.P99, 1), "right"],
    ], stats.Requests.Routes));
    const shown = stats.Servers.filter((server) => server.State === "running" || (server.State === "lost" && !server.Acknowledged));
    put(servers, shown.some((server) => server.State === "lost") && el("p.trouble", {}, t("serverLost")), table([
      [t("address"), (server) => server.Address], [t("host"), (server) => `${server.Host} (${server.Process})`],
      [t("version"), (server) => server.Version], [t("state"), (server) => t(server.State === "running" ? "serverRunning" : "serverGone")],
      [t("started"), (server) => when(server.Started)], [t("lastSign"), (server) => when(server.Updated)],
    ], shown));
    put(training, stats.TrainsItself ? t("trainsItself", stats.TrainingStanding) : t("trainsNot"));
    put(quality, (stats.Quality ?? []).filter((figure) => figure.HalfLife === "1h").map((figure) => {
      const curve = stats.QualityCurves.find((curve) => curve.Recommender === figure.Recommender);
      return tile(t("liveQuality", figure.Recommender), number(figure.Quality, 3), spark((curve?.Points ?? []).map((point) => point.Quality)));
    }));
    last = stats;
    return stats;
  };
  const showModels = async (stats) => {
    const evaluated = (await get("/api/admin/jobs?n=100", {signal})).Jobs.find((job) => job.Kind === "evaluate" && job.State === "done");
    const rows = evaluated ? (await get(`/api/admin/jobs/${evaluated.Id}`, {signal})).Result?.rows ?? [] : [];
    const best = (name) => {
      const own = rows.filter((row) => row.recommender.split(" ")[0] === name).map((row) => row.figures[0]?.ndcg ?? 0);
      return own.length ? number(Math.max(...own), 4) : null;
    };
    put(models, stats.Models.length === 0 ? el("p.soft", {}, t("noModels")) : table([
      [t("recommender"), (model) => model.Recommender], [t("version"), (model) => model.Version, "right"],
      [t("trained"), (model) => when(model.Trained)], [t("behaviors"), (model) => number(model.Behaviors), "right"],
      [t("quality"), (model) => best(model.Recommender), "right"],
      [t("madeOf"), (model) => model.Parameters.find((parameter) => parameter.Name === "parts")?.Value
        ?? model.Parameters.map((parameter) => `${parameter.Name} ${parameter.Value}`).join(", ")],
    ], stats.Models), stats.Models.length > 0 && rows.length === 0 && el("p.soft.small", {}, t("notEvaluated")));
  };
  await showModels(await update());
  const refreshJobs = await history(jobs, null, signal, async () => showModels(await update()));
  const timer = setInterval(() => { if (!document.hidden) update().catch(() => {}); }, pause);
  signal.addEventListener("abort", () => clearInterval(timer));
}
