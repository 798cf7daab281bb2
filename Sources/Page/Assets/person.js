// The view of one user: behaviors, interests and recommendations at any time, under one law or two.

import { ask, confirmed, get } from "./api.js";
import { fixed, interestChart, number } from "./chart.js";
import { el, field, proposals, put, say } from "./dom.js";
import { t, when } from "./words.js";

const lawExamples = ["none", "exponential 7d", "exponential 30d", "exponential 5b", "exponential 2d:0.5 + 30d:0.5", "power 7d 1", "logistic 0.1/d"];
const points = 241;
// One color is reserved for everything else.
const shown = 7;

export async function person(home, [id, ...rest], signal) {
  const input = el("input", {id: "user-search", value: id ?? "", autocomplete: "off", spellcheck: false, required: true});
  const names = proposals(input, "users", async (text) => {
    const users = await get(`/api/admin/users?n=20&q=${encodeURIComponent(text)}`, {signal});
    return users.map((user) => [user]);
  });
  const search = el("form.row", {onsubmit: (event) => {
    event.preventDefault();
    location.hash = `#/user/${encodeURIComponent(input.value)}`;
  }}, field(t("userId"), input, ".grow"), names, el("button", {type: "submit"}, t("show")));
  const body = el("div");
  put(home, el("h1", {}, id ?? t("user")), search, body);
  if (!id) {
    const users = await get("/api/admin/users?n=20", {signal});
    put(body, users.length === 0 ? el("p.soft", {}, t("noUsers"), " ", el("a", {href: "#/imports"}, t("importSome")))
      : el("p", {}, t("someUsers"), " ", users.map((user, index) => [index > 0 && " · ", el("a", {href: `#/user/${encodeURIComponent(user)}`}, user)])));
    return;
  }
  await show(body, id, signal);
}

async function show(body, id, signal) {
  const path = `/api/admin/user/${encodeURIComponent(id)}`;
  const [raw, settings] = await Promise.all([get(`${path}?n=1000`, {signal}), get("/api/admin/settings", {signal})]);
  if (raw.Behaviors.length === 0) {
    put(body, el("p", {}, t("nothingDone")), erasing(id, path));
    return;
  }
  const behaviors = raw.Behaviors.map((behavior) => ({
    time: Date.parse(behavior.Time), action: behavior.Action, item: behavior.ItemId,
    text: `${when(behavior.Time)} ${behavior.Action}${behavior.Value === null ? "" : ` ${behavior.Value}`}: ${behavior.Title ?? behavior.ItemId}`,
  }));
  const newest = Math.max(...behaviors.map((behavior) => behavior.time));
  const oldest = Math.min(...behaviors.map((behavior) => behavior.time));
  const now = Date.now();
  const span = Math.max(newest - oldest, 86400e3);
  // Up to now and half as far into the future, unless the last behavior is long ago.
  const reference = now - newest < span ? now : newest;
  const end = reference + span / 2;
  // An item has the same color under both laws; items of only one law take the free colors.
  const colors = new Map();
  const paint = (items) => {
    const taken = new Set(items.filter((item) => colors.has(item)).map((item) => colors.get(item)));
    for (const item of items) {
      if (colors.has(item)) continue;
      const free = [...Array(shown).keys()].find((color) => !taken.has(color)) ?? 0;
      colors.set(item, free);
      taken.add(free);
    }
    return items.map((item) => colors.get(item));
  };
  const range = {paint, from: oldest - span / 50, to: end, now, path, id, behaviors, signal, settings, at: reference};

  const slider = el("input", {type: "range", id: "moment", min: 0, max: points - 1, "aria-label": t("moment")});
  slider.value = Math.round(((reference - range.from) / (range.to - range.from)) * (points - 1));
  const moment = el("output", {for: "moment", id: "moment-time"});
  const columns = el("div.columns");
  const compare = el("input", {id: "other-law", list: "laws", autocomplete: "off", placeholder: "exponential 7d"});
  const laws = el("datalist", {id: "laws"}, lawExamples.map((law) => el("option", {value: law})));
  const choose = el("form.row", {onsubmit: async (event) => { event.preventDefault(); await second(compare.value.trim()); }},
    field(t("otherLaw"), compare, ".grow"), laws, el("button", {type: "submit", id: "compare"}, t("compare")));
  put(body, el("p.soft", {}, t("personHelp")), choose,
    el("div.slider", {}, el("b", {}, moment), slider), columns,
    el("details", {}, el("summary", {}, t("rawDocuments")),
      raw.Documents.map((document) => [el("h3", {}, document.Collection), el("pre", {}, JSON.stringify(document.Document, null, 1))])),
    erasing(id, path));

  const sides = [await side(range, settings.Law, false)];
  put(columns, sides.map((side) => side.node));
  const time = () => range.from + ((range.to - range.from) * Number(slider.value)) / (points - 1);
  const move = () => {
    moment.textContent = `${when(new Date(time()).toISOString())}${time() > now ? ` (${t("toCome")})` : ""}`;
    slider.setAttribute("aria-valuetext", moment.textContent);
    for (const side of sides) side.move(Number(slider.value));
  };
  const settle = () => Promise.all(sides.map((side) => side.settle(time())));
  const second = async (law) => {
    if (sides.length > 1) sides.pop();
    if (law) {
      try { sides.push(await side(range, law, true)); } catch (error) { say(error.message); }
    }
    put(columns, sides.map((side) => side.node));
    move();
    await settle();
  };
  slider.addEventListener("input", move);
  slider.addEventListener("change", settle);
  move();
  await settle();
}

/// Shows curves, interests and recommendations under one law.
async function side(range, law, isOther) {
  const iso = (time) => new Date(time).toISOString();
  const query = `from=${iso(range.from)}&to=${iso(range.to)}&points=${points}&n=${shown}${isOther ? `&law=${encodeURIComponent(law)}` : ""}`;
  const answer = await get(`${range.path}/interests?${query}`, {signal: range.signal});
  const times = answer.Times.map((time) => Date.parse(time));
  const paints = range.paint(answer.Curves.map((curve) => curve.ItemId));
  const curves = answer.Curves.map((curve, place) => ({item: curve.ItemId, name: curve.Title ?? curve.ItemId, weights: curve.Weights, color: paints[place]}));
  const actions = [...new Set(range.behaviors.map((behavior) => behavior.action))].sort();
  const chart = interestChart({
    caption: t("curvesCaption", answer.Law), times, curves, behaviors: range.behaviors, actions, now: range.now,
    label: t("curvesLabel", range.id, answer.Law), words: {future: t("toCome"), left: t("whatIsLeft")},
  });
  const interests = el("ol.bars");
  const recommended = el("div", {"aria-live": "polite"});
  const node = el("section", {}, el("h2", {}, isOther ? t("underLaw", answer.Law) : t("underOwnLaw", answer.Law)),
    el("div", {}, chart.figure, el("h3", {}, t("interestsThen")), interests),
    el("div", {}, el("h3", {}, t("recommendedThen")), recommended));
  const most = Math.max(1e-9, ...curves.flatMap((curve) => curve.weights.map(Math.abs)));
  let asked = 0;
  return {
    node,
    move(index) {
      chart.move(times[Math.min(index, times.length - 1)]);
      const rows = curves.map((curve) => ({...curve, weight: curve.weights[index] ?? 0}))
        .filter((curve) => curve.weight !== 0).sort((one, other) => other.weight - one.weight);
      put(interests, rows.length === 0 ? el("li.soft", {}, t("nothingLeft")) : rows.map((row) => el("li", {},
        el(`span.swatch.f${row.color}`), el("a.name", {href: `#/item/${encodeURIComponent(row.item)}`}, row.name),
        el("span.number", {}, fixed(row.weight, 3)),
        el("span.bar", {}, el("i", {"width%": (100 * Math.abs(row.weight)) / most})))));
    },
    async settle(time) {
      const turn = ++asked;
      const at = iso(time);
      const path = isOther ? `${range.path}/recommendations?n=8&at=${at}&law=${encodeURIComponent(law)}`
        : `/api/recommend/${encodeURIComponent(range.id)}?explain=true&n=8&at=${at}`;
      let found;
      try { found = await get(path, {signal: range.signal}); } catch (error) {
        if (error.name !== "AbortError") put(recommended, el("p.trouble", {}, error.message));
        return;
      }
      if (turn !== asked) return;
      const place = new Map(curves.map((curve) => [curve.item, curve.color]));
      put(recommended, found.length === 0 ? el("p.soft", {}, t("nothingRecommended"), " ", el("a", {href: "#/overview"}, t("trainFirst")))
        : el("ol.ranking", {}, found.map((one) => recommendation(one, place))));
    },
  };
}

const reasonsShown = 4;

function recommendation(one, place) {
  const parts = [...one.Parts].sort((first, second) => Math.abs(second.Share) - Math.abs(first.Share));
  const whole = parts.reduce((sum, part) => sum + Math.abs(part.Share), 0) || 1;
  const color = (part) => part.Because === null ? 7 : place.get(part.Because) ?? 7;
  const name = (part) => part.Because === null ? t("everybody") : part.Title ?? part.Because;
  const rest = parts.slice(reasonsShown);
  return el("li", {},
    el("div.head", {}, el("a.name", {href: `#/item/${encodeURIComponent(one.Id)}`}, one.Title ?? one.Id), el("span.number", {}, fixed(one.Score, 4))),
    el("div.parts", {"aria-hidden": "true"}, parts.map((part) => el(`i.f${color(part)}`, {"width%": (100 * Math.abs(part.Share)) / whole}))),
    el("ul.reasons", {}, parts.slice(0, reasonsShown).map((part) => el("li", {}, el("span.name", {}, name(part),
      part.Because !== null && `: ${fixed(part.Weight, 4)} ${t("left")} × ${fixed(part.Similarity, 4)} ${t("similar")}`),
      el("span.sum.number", {}, fixed(part.Share, 4)))),
    rest.length > 0 && el("li", {}, el("span", {}, t("moreReasons", rest.length)), el("span.sum.number", {}, fixed(rest.reduce((sum, part) => sum + part.Share, 0), 4)))));
}

/// A button that erases a user; the operator must type the user's id.
function erasing(id, path) {
  return el("div.row", {}, el("button.danger", {type: "button", id: "erase", onclick: async () => {
    if (!await confirmed(t("eraseQuestion", id), t("erase"), id)) return;
    await ask("DELETE", path);
    say(t("erased", id));
    location.hash = "#/user";
  }}, t("erase")));
}
