// Creates elements. All text is inserted as text, never as markup, so ids and titles cannot run
// scripts.

const svgSpace = "http://www.w3.org/2000/svg";

/// el("p.soft", {title: "x", onclick: f}, "text", child, …) creates an element from a tag with
/// classes, properties and children; null and false are skipped.
export function el(name, properties = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  return fill(node, properties, children);
}

/// Creates an SVG element; properties are attributes.
export function draw(name, properties = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const node = document.createElementNS(svgSpace, tag);
  if (classes.length) node.setAttribute("class", classes.join(" "));
  for (const [key, value] of Object.entries(properties)) node.setAttribute(key, value);
  return fill(node, {}, children);
}

function fill(node, properties, children) {
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key.startsWith("aria-") || key === "for" || key === "list" || key === "role") node.setAttribute(key, value);
    else if (key === "width%") node.style.width = `${value}%`;
    else node[key] = value;
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child);
  }
  return node;
}

/// Replaces the children of a node.
export function put(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/// Creates a table; columns are [heading, cell(row), "right"?]. A cell is text or a node.
export function table(columns, rows) {
  return el("div.scroll", {}, el("table", {},
    el("thead", {}, el("tr", {}, columns.map(([heading, , side]) => el(side ? `th.${side}` : "th", {scope: "col"}, heading)))),
    el("tbody", {}, rows.map((row) => el("tr", {}, columns.map(([, cell, side]) => {
      const value = cell(row);
      return el(side ? `td.${side}` : "td", {}, value === null || value === undefined ? "–" : value);
    }))))));
}

/// Creates a label around an input.
export function field(label, control, classes = "") {
  return el("label" + classes, {}, el("span", {}, label), control);
}

/// Creates the list of suggestions for a search field, with the given id. While the user types, it
/// is filled with the results of `find(text)`, as [value, label].
export function proposals(input, id, find) {
  const list = el("datalist", {id});
  input.setAttribute("list", id);
  let hurry;
  input.addEventListener("input", () => {
    clearTimeout(hurry);
    hurry = setTimeout(async () => {
      const found = await find(input.value).catch(() => []);
      put(list, found.map(([value, label]) => el("option", {value, label})));
    }, 150);
  });
  return list;
}

/// Shows a short notice, which screen readers announce too.
let hush;
export function say(text) {
  const status = document.getElementById("status");
  status.textContent = text;
  clearTimeout(hush);
  hush = setTimeout(() => { status.textContent = ""; }, 6000);
}
