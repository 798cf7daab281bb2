// The view of one item: similar items, interested users, and its behaviors over time.

import { get } from "./api.js";
import { columnChart, number } from "./chart.js";
import { el, field, proposals, put, table } from "./dom.js";
import { t, when } from "./words.js";

export async function item(home, [id], signal) {
  const input = el("input", {id: "item-search", value: id ?? "", autocomplete: "off", spellcheck: false, required: true});
  const titles = proposals(input, "items", async (text) => {
    if (!text.trim()) return [];
    const found = await get(`/api/items?n=20&q=${encodeURIComponent(text)}`, {signal});
    return found.Items.map((item) => [item.ItemId, item.Comment]);
  });
  const search = el("form.row", {onsubmit: (event) => {
    event.preventDefault();
    location.hash = `#/item/${encodeURIComponent(input.value)}`;
  }}, field(t("itemId"), input, ".grow"), titles, el("button", {type: "submit"}, t("show")));
  const title = el("h1", {}, id ?? t("item"));
  const body = el("div");
  put(home, title, search, body);
  if (!id) { put(body, el("p.soft", {}, t("itemHelp"))); return; }
  const found = await get(`/api/admin/item/${encodeURIComponent(id)}`, {signal});
  title.textContent = found.Title ?? found.ItemId;
  const points = found.Trend.map((day) => [Date.parse(day.Time), day.Count]);
  put(body,
    el("p.soft", {}, [found.ItemId, ...found.Categories].join(" · "), found.Hidden && ` · ${t("hidden")}`),
    el("p", {}, t("itemCount", number(found.Behaviors)), found.IsCut && ` ${t("itemCut", number(found.Behaviors))}`),
    points.length > 1 && columnChart({caption: t("trendCaption"), label: t("trendCaption"), points}),
    el("div.columns", {},
      el("section", {}, el("h2", {}, t("neighbors")), found.Neighbors.length === 0 ? el("p.soft", {}, t("noNeighbors"))
        : el("ol.ranking", {}, found.Neighbors.map((one) => el("li", {}, el("div.head", {},
          el("a.name", {href: `#/item/${encodeURIComponent(one.Id)}`}, one.Title ?? one.Id), el("span.number", {}, number(one.Score, 4))))))),
      el("section", {}, el("h2", {}, t("interested")), found.Users.length === 0 ? el("p.soft", {}, t("nobody"))
        : table([[t("user"), (user) => el("a", {href: `#/user/${encodeURIComponent(user.UserId)}`}, user.UserId)],
          [t("interest"), (user) => number(user.Weight, 4), "right"], [t("last"), (user) => when(user.Last)]], found.Users))));
}
