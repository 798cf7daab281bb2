// Draws charts. Each has labeled axes, a legend or names, and a text for screen readers.

import { el, draw } from "./dom.js";
import { language } from "./words.js";

const size = {width: 640, height: 260, left: 44, right: 12, top: 20, bottom: 26};

/// About `count` round numbers between two numbers, for ticks.
export function ticks(low, high, count) {
  if (!(high > low)) return [low];
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough);
  const places = [];
  for (let place = Math.ceil(low / step) * step; place <= high + step * 1e-9; place += step) places.push(Number(place.toPrecision(12)));
  return places;
}

const steps = [
  ["minute", 60e3], ["hour", 3600e3], ["day", 86400e3], ["month", 30.4 * 86400e3], ["year", 365.25 * 86400e3],
];

/// On a phone a chart is small and its text is large, so fewer labels fit.
const isNarrow = () => innerWidth < 640;

/// The ticks of a time axis with their texts: days, months or years, depending on the range.
export function timeTicks(low, high, count) {
  const span = high - low;
  const format = span > 3 * steps[4][1] ? {year: "numeric"}
    : span > 60 * steps[2][1] ? {year: "numeric", month: "short"}
    : span > 2 * steps[2][1] ? {month: "short", day: "numeric"}
    : {hour: "2-digit", minute: "2-digit"};
  const text = new Intl.DateTimeFormat(language(), {...format, timeZone: "UTC"});
  const places = [];
  let last;
  for (let index = 0; index <= count; index++) {
    const place = low + (span * index) / count;
    const label = text.format(place);
    if (label !== last) places.push([place, label]);
    last = label;
  }
  return places;
}

export function scale(low, high, from, to) {
  const span = high - low || 1;
  return (value) => from + ((value - low) / span) * (to - from);
}

export function number(value, digits = 3) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (value !== 0 && Math.abs(value) < 10 ** -digits) return value.toExponential(1);
  return new Intl.NumberFormat(language(), {maximumFractionDigits: digits}).format(value);
}

/// Formats a number with a fixed number of decimal places, so that numbers align.
export function fixed(value, digits) {
  if (value !== 0 && Math.abs(value) < 10 ** -digits) return value.toExponential(1);
  return new Intl.NumberFormat(language(), {minimumFractionDigits: digits, maximumFractionDigits: digits}).format(value);
}

/// Formats a number of bytes in a suitable unit.
export function bytes(count) {
  const [unit, size] = [["MB", 1e6], ["kB", 1e3]].find(([, size]) => count >= size) ?? ["B", 1];
  return `${number(count / size, unit === "B" ? 0 : 1)} ${unit}`;
}

/// Draws interests over time as curves, with the behaviors as dots below. A cursor marks a time, and
/// the future after `now` is shaded. Returns the figure, and a function that moves the cursor.
export function interestChart({caption, times, curves, behaviors, actions, now, label, words}) {
  const strip = 16 * Math.max(1, actions.length);
  const height = size.height + strip + 8;
  const [low, high] = [times[0], times[times.length - 1]];
  const most = Math.max(1e-9, ...curves.flatMap((curve) => curve.weights));
  const least = Math.min(0, ...curves.flatMap((curve) => curve.weights));
  const x = scale(low, high, size.left, size.width - size.right);
  const y = scale(least, most, size.height - size.bottom, size.top);
  const base = size.height - size.bottom;
  const svg = draw("svg", {viewBox: `0 0 ${size.width} ${height}`, role: "img", "aria-label": label});
  if (now < high) {
    const from = Math.max(now, low);
    svg.append(draw("rect.future", {x: x(from), y: size.top, width: x(high) - x(from), height: base - size.top}));
    if (now > low) svg.append(draw("line.now", {x1: x(now), x2: x(now), y1: size.top, y2: height}));
    svg.append(draw("text", {x: x(high) - 4, y: size.top + 13, "text-anchor": "end"}, words.future));
  }
  for (const tick of ticks(least, most, 4)) {
    svg.append(draw("line.axis", {x1: size.left, x2: size.width - size.right, y1: y(tick), y2: y(tick)}));
    svg.append(draw("text", {x: size.left - 6, y: y(tick) + 4, "text-anchor": "end"}, number(tick)));
  }
  for (const [place, text] of timeTicks(low, high, isNarrow() ? 3 : 5)) {
    const anchor = x(place) < size.left + 30 ? "start" : x(place) > size.width - 50 ? "end" : "middle";
    svg.append(draw("text", {x: x(place), y: base + 19, "text-anchor": anchor}, text));
  }
  svg.append(draw("text", {x: 0, y: 9, "font-style": "italic"}, words.left));
  curves.forEach((curve) => {
    const line = curve.weights.map((weight, place) => `${place ? "L" : "M"}${x(times[place]).toFixed(1)} ${y(weight).toFixed(1)}`).join("");
    svg.append(draw(`path.curve.s${curve.color}`, {d: line}, draw("title", {}, curve.name)));
  });
  actions.forEach((action, row) => {
    const middle = size.height + 4 + row * 16 + 8;
    svg.append(draw("text", {x: size.left - 6, y: middle + 4, "text-anchor": "end"}, action.length > 7 ? action.slice(0, 6) + "…" : action));
    svg.append(draw("line.axis", {x1: size.left, x2: size.width - size.right, y1: middle, y2: middle}));
  });
  for (const behavior of behaviors) {
    if (behavior.time < low || behavior.time > high) continue;
    const curve = curves.find((curve) => curve.item === behavior.item);
    const middle = size.height + 4 + actions.indexOf(behavior.action) * 16 + 8;
    svg.append(draw(`circle.f${curve?.color ?? 7}`, {cx: x(behavior.time), cy: middle, r: curve ? 4 : 2.5}, draw("title", {}, behavior.text)));
  }
  const cursor = draw("line.cursor", {y1: size.top, y2: height});
  svg.append(cursor);
  const move = (time) => { cursor.setAttribute("x1", x(time)); cursor.setAttribute("x2", x(time)); };
  return {figure: el("figure", {}, el("figcaption", {}, caption), svg), move,
    inset: [size.left / size.width, size.right / size.width]};
}

/// Draws horizontal bars with whiskers. A row is {name, value, low, high, best}; the bar of a row
/// with `best` has the strongest color.
export function barChart({caption, rows, label, digits = 4}) {
  const line = 26, left = isNarrow() ? 300 : 230, width = 640;
  const most = Math.max(1e-9, ...rows.map((row) => row.high ?? row.value));
  const x = scale(0, most, left, width - 70);
  const svg = draw("svg", {viewBox: `0 0 ${width} ${rows.length * line + 24}`, role: "img", "aria-label": label});
  for (const tick of ticks(0, most, 4)) {
    svg.append(draw("line.axis", {x1: x(tick), x2: x(tick), y1: 0, y2: rows.length * line}));
    svg.append(draw("text", {x: x(tick), y: rows.length * line + 17, "text-anchor": "middle"}, number(tick)));
  }
  rows.forEach((row, index) => {
    const top = index * line + 5;
    svg.append(draw("text", {x: left - 8, y: top + 12, "text-anchor": "end"}, row.name));
    svg.append(draw(`rect.f${row.best ? 0 : 7}`, {x: left, y: top, width: Math.max(1, x(row.value) - left), height: 16, opacity: row.best ? 1 : .55}, draw("title", {}, `${row.name}: ${row.value}`)));
    if (row.low !== undefined) svg.append(draw("line.cursor", {x1: x(row.low), x2: x(row.high), y1: top + 8, y2: top + 8}));
    svg.append(draw("text", {x: x(row.high ?? row.value) + 6, y: top + 12}, number(row.value, digits)));
  });
  return el("figure", {}, el("figcaption", {}, caption), svg);
}

/// Draws counts over time as columns; points are [time, count].
export function columnChart({caption, points, label}) {
  const width = 640, height = 160;
  const most = Math.max(1, ...points.map(([, count]) => count));
  const x = scale(0, points.length, size.left, width - size.right);
  const y = scale(0, most, height - size.bottom, size.top);
  const svg = draw("svg", {viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label});
  for (const tick of ticks(0, most, 3).filter(Number.isInteger)) {
    svg.append(draw("line.axis", {x1: size.left, x2: width - size.right, y1: y(tick), y2: y(tick)}));
    svg.append(draw("text", {x: size.left - 6, y: y(tick) + 4, "text-anchor": "end"}, number(tick)));
  }
  const step = (width - size.left - size.right) / Math.max(1, points.length);
  points.forEach(([, count], index) => {
    if (count) svg.append(draw("rect.f0", {x: x(index) + step * .1, y: y(count), width: step * .8, height: y(0) - y(count)}));
  });
  if (points.length) {
    for (const [place, text] of timeTicks(points[0][0], points[points.length - 1][0], isNarrow() ? 2 : 4)) {
      const at = scale(points[0][0], points[points.length - 1][0], size.left, width - size.right)(place);
      svg.append(draw("text", {x: at, y: height - 8, "text-anchor": at > width - 50 ? "end" : at < size.left + 20 ? "start" : "middle"}, text));
    }
  }
  return el("figure", {}, el("figcaption", {}, caption), svg);
}

/// Draws a small line of the latest values.
export function spark(values) {
  const svg = draw("svg", {viewBox: "0 0 120 24", "aria-hidden": "true"});
  if (values.length > 1) {
    const x = scale(0, values.length - 1, 0, 120);
    const y = scale(0, Math.max(1e-9, ...values), 22, 2);
    svg.append(draw("path.curve.s0", {d: values.map((value, index) => `${index ? "L" : "M"}${x(index).toFixed(1)} ${y(value).toFixed(1)}`).join("")}));
  }
  return svg;
}
