// The view of imports: uploads files into the store.

import { download, get } from "./api.js";
import { number } from "./chart.js";
import { el, field, put, say, table } from "./dom.js";
import { history, outcome, start, watch } from "./jobs.js";
import { t } from "./words.js";

const options = ["columns", "action", "input-format", "map", "action-map", "normalize"];

export async function imports(home, rest, signal) {
  const file = el("input", {type: "file", id: "file"});
  const drop = el("div.drop", {}, el("p", {}, t("dropHere")), el("p.soft.small", {}, t("dropFormats")), file);
  const kind = el("select", {id: "import-kind"}, [["behaviors", t("behaviors")], ["items", t("items")], ["profiles", t("profiles")]]
    .map(([value, text]) => el("option", {value}, text)));
  const fields = Object.fromEntries(options.map((name) => [name, el("input", {id: `import-${name}`, autocomplete: "off", spellcheck: false})]));
  fields.columns.placeholder = "user,item,value,time";
  fields.action.placeholder = "rating";
  fields["input-format"].placeholder = "csv, tsv, jsonl, ::";
  fields.map.placeholder = "user=visitorid,item=itemid";
  fields["action-map"].placeholder = "view=browse";
  fields.normalize.placeholder = "max";
  const again = el("input", {type: "checkbox", id: "import-again"});
  const go = el("button", {type: "submit", id: "import-start"}, t("importStart"));
  const running = el("div");
  const result = el("div", {id: "import-result"});
  const list = el("div");
  const chosen = () => file.files[0];
  const form = el("form", {onsubmit: async (event) => {
    event.preventDefault();
    if (!chosen()) { say(t("chooseFile")); return; }
    const parameters = [["kind", kind.value], ["name", chosen().name], ["again", String(again.checked)]];
    for (const name of options) if (fields[name].value.trim()) parameters.push([name, fields[name].value.trim()]);
    go.disabled = true;
    put(result, el("p.soft", {}, t("sending", chosen().name)));
    try {
      const job = await start("import", parameters, chosen());
      put(result);
      const done = await watch(job, running, signal);
      put(result, summary(await get(`/api/admin/jobs/${done.Id}`, {signal})));
    } catch (error) {
      put(result, el("p.trouble", {}, error.message));
    } finally {
      go.disabled = false;
    }
    await history(list, ["import"], signal);
  }}, drop, el("div.row", {}, field(t("holds"), kind), field(t("columns"), fields.columns, ".grow"), field(t("action"), fields.action)),
  el("details", {}, el("summary", {}, t("moreOptions")), el("div.row", {}, field(t("format"), fields["input-format"]), field(t("fieldNames"), fields.map, ".grow"),
    field(t("actionNames"), fields["action-map"], ".grow"), field(t("normalize"), fields.normalize),
    el("label.check", {}, again, t("again")))), el("div.row", {}, go));
  drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (event.dataTransfer.files.length) file.files = event.dataTransfer.files;
  });
  put(home, el("h1", {}, t("imports")), el("p.soft", {}, t("importHelp")), form, running, result, el("h2", {}, t("lastImports")), list);
  await history(list, ["import"], signal);
}

function summary(job) {
  const answer = job.Result;
  if (!answer) return outcome(job);
  const reasons = Object.entries(answer.rejectedByReason ?? {});
  return el("div", {}, outcome(job),
    answer.already && el("p", {}, t("already")),
    answer.detected && el("p.soft", {}, `${answer.source}: ${answer.detected}`),
    el("div.tiles", {}, [[t("lines"), answer.lines], ...counts(answer), [t("passed"), answer.passed], [t("bad"), answer.rejected]]
      .map(([name, value]) => el("div.tile", {}, el("b", {}, number(value)), el("span", {}, name)))),
    (answer.hints ?? []).map((hint) => el("p.soft", {}, hint)),
    reasons.length > 0 && el("div", {}, el("h3", {}, t("badLines")),
      el("p", {}, reasons.map(([reason, count]) => `${number(count)} ${reason}`).join(", ")),
      job.HasRejects && el("p", {}, el("button.quiet", {type: "button", id: "rejects", onclick: () => download(`/api/admin/jobs/${job.Id}/rejects`, `${answer.source}.rejects`)}, t("downloadBad"))),
      table([[t("line"), (bad) => bad.line, "right"], [t("why"), (bad) => bad.sentence], [t("text"), (bad) => el("code", {}, bad.text)]], answer.firstRejects ?? [])));
}

/// What an import did: a catalog is updated, a log only grows.
function counts(answer) {
  if (answer.unchanged === undefined) return [[t("fresh"), answer.inserted], [t("known"), answer.repeated]];
  const items = [[t("fresh"), answer.added], [t("changed"), answer.changed], [t("unchanged"), answer.unchanged]];
  if (answer.removed > 0) items.push([t("removed"), answer.removed]);
  if (answer.unknown > 0) items.push([t("notInCatalog"), answer.unknown]);
  return items;
}
