// The view of settings: the decay law, gains, model versions and the audit log.

import { ask, confirmed, get } from "./api.js";
import { bytes, number } from "./chart.js";
import { el, field, put, say, table } from "./dom.js";
import { t, when } from "./words.js";

export async function settings(home, rest, signal) {
  const law = el("div");
  const models = el("div");
  const indexes = el("div");
  const audit = el("div");
  put(home, el("h1", {}, t("settings")), law, el("h2", {}, t("models")), models, el("h2", {}, t("audit")), audit,
    el("details", {}, el("summary", {}, t("indexes")), indexes));
  const refresh = async () => {
    showLaw(law, await get("/api/admin/settings", {signal}), refresh);
    showModels(models, await get("/api/admin/models", {signal}), refresh);
    const entries = await get("/api/admin/audit?n=100", {signal});
    put(audit, entries.length === 0 ? el("p.soft", {}, t("noAudit")) : table([
      [t("time"), (entry) => when(entry.Time)], [t("by"), (entry) => entry.Who], [t("what"), (entry) => entry.Action],
      [t("target"), (entry) => entry.Target], [t("detail"), (entry) => entry.Detail], [t("answer"), (entry) => entry.Status, "right"],
    ], entries));
  };
  await refresh();
  put(indexes, table([
    [t("collection"), (index) => index.Collection], [t("name"), (index) => index.Index.name],
    [t("keys"), (index) => Object.entries(index.Index.key).map(([key, order]) => `${key} ${order}`).join(", ")],
    [t("detail"), (index) => index.Index.unique ? t("unique") : null],
  ], await get("/api/admin/indexes", {signal})));
}

function showLaw(home, now, refresh) {
  const law = el("input", {id: "law", value: now.Law, list: "known-laws", autocomplete: "off", spellcheck: false});
  const gains = now.Gains.map((gain) => [gain.Action, el("input", {id: `gain-${gain.Action}`, value: gain.Gain, size: 10})]);
  const newAction = el("input", {id: "new-action", size: 12, autocomplete: "off"});
  const newGain = el("input", {id: "new-gain", size: 8, autocomplete: "off", placeholder: "1"});
  const forget = el("input", {type: "checkbox", id: "forget"});
  put(home, el("form", {onsubmit: async (event) => {
    event.preventDefault();
    const wish = {};
    if (law.value.trim() !== now.Law) wish.Law = law.value.trim();
    const changed = gains.filter(([action, input]) => input.value.trim() !== now.Gains.find((gain) => gain.Action === action).Gain)
      .map(([action, input]) => [action, input.value.trim() || null]);
    if (newAction.value.trim()) changed.push([newAction.value.trim(), newGain.value.trim() || "1"]);
    if (changed.length) wish.Gains = Object.fromEntries(changed);
    if (Object.keys(wish).length === 0) { say(t("nothingChanged")); return; }
    if (forget.checked) wish.FromWhatIsLeft = true;
    if (!await confirmed(t("settingsQuestion"), t("save"))) return;
    try { await ask("PUT", "/api/admin/settings", wish); say(t("saved")); await refresh(); } catch (error) { say(error.message); }
  }}, el("h2", {}, t("fading")), el("p.soft", {}, t("lawHelp")),
  el("div.row", {}, field(t("law"), law, ".grow"), el("datalist", {id: "known-laws"}, now.Laws.map((name) => el("option", {value: name})))),
  now.Outdated > 0 && el("p.soft", {}, t("outdatedHelp", number(now.Outdated))),
  el("h3", {}, t("gains")), el("p.soft", {}, t("gainHelp")),
  el("div.row", {}, gains.map(([action, input]) => field(action, input)), field(t("newAction"), newAction), field(t("gain"), newGain)),
  now.Retention && el("label.check", {}, forget, t("fromWhatIsLeft")),
  el("div.row", {}, el("button", {type: "submit", id: "save-settings"}, t("save")))));
}

function showModels(home, models, refresh) {
  const act = (method, path, question, yes) => async () => {
    if (!await confirmed(question, yes)) return;
    try { await ask(method, path); await refresh(); } catch (error) { say(error.message); }
  };
  const path = (model) => `/api/admin/models/${encodeURIComponent(model.Recommender)}/${model.Version}`;
  const name = (model) => `${model.Recommender} ${model.Version}`;
  put(home, models.length === 0 ? el("p.soft", {}, t("noModels")) : table([
    [t("recommender"), (model) => model.Recommender], [t("version"), (model) => model.Version, "right"],
    [t("trained"), (model) => when(model.Trained)], [t("behaviors"), (model) => number(model.Behaviors), "right"],
    [t("size"), (model) => bytes(model.Bytes), "right"],
    [t("state"), (model) => model.Serves ? t("serves") : el("span", {},
      el("button.quiet", {type: "button", onclick: act("POST", `${path(model)}/activate`, t("activateQuestion", name(model)), t("activate"))}, t("activate")), " ",
      el("button.quiet", {type: "button", onclick: act("DELETE", path(model), t("dropQuestion", name(model)), t("drop"))}, t("drop")))],
  ], models));
}
