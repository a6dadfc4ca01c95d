// Elements out of values. Text is only ever set as text: nothing that was archived is markup here.

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes (`on…` are listeners; null and false are left out) and children. */
export function el(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** The same for SVG. */
export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

/** A link where the address is one of the web, else its text: an archived address may be anything. */
export function link(address, text = address) {
  if (!/^https?:\/\//i.test(address)) return el("span", {}, text);
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text);
}

/** What there is not: no other try would find it. */
export const unknown = (words) => Object.assign(new Error(words), { unknown: true });

/** The path of the view that the address names. */
export const here = () => location.hash.slice(1).split("?")[0] || "/";

/** Change what stands after a view's path in the address; not once its reader went on to another. */
export function readdress(path, parameters) {
  if (here() !== path) return;
  const said = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));
  history.replaceState(null, "", `#${path}${said.size ? `?${said}` : ""}`);
}

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const MINUTE = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "UTC",
});

/** Seconds since 1970, or an instant in RFC 3339, as a day. */
export const day = (when) => (when === null ? "undated" : DAY.format(moment(when)));

/** The same to the minute, with its zone. */
export const minute = (when) => (when === null ? "unknown" : `${MINUTE.format(moment(when))} UTC`);

const moment = (when) => new Date(typeof when === "number" ? when * 1000 : when);

export const count = (number) => number.toLocaleString("en-GB");

export function bytes(size) {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) { size /= 1000; unit += 1; }
  return `${unit ? Number(size.toPrecision(3)) : size} ${units[unit]}`;
}

/** Tell those who listen to the page. */
export function say(text) {
  document.getElementById("say").textContent = text;
}
