// A list of any length: only the rows in sight are elements.

import { el } from "./dom.js";

const BEYOND = 6;
const EMPTY = { count: 0, at: () => undefined, want: async () => false };

/** A list that is there already, as one that is found. */
export const listed = (rows) => ({ count: rows.length, at: (index) => rows[index], want: async () => false });

export class VirtualList {
  /** `draw(row)` gives what stands in a row, `address(row)` where it leads; `seen(items)` is told of rows
   *  that came into sight, by their index, and `failed(error)` of rows that could not be had, with null once they could. */
  constructor({ label, draw, address, seen = () => {}, failed = () => {} }) {
    Object.assign(this, { draw, address, seen, failed });
    this.found = EMPTY;
    this.current = -1;
    this.lacking = false;
    this.items = new Map();
    this.inner = el("ol", { class: "rows", "aria-label": label });
    this.element = el("div", { class: "scroll" }, this.inner);
    this.element.addEventListener("scroll", () => this.paint(), { passive: true });
    this.watch = new ResizeObserver(() => this.resize());
    this.watch.observe(this.element);
  }

  /** Show what was found. The place in the list is kept where `stay`. */
  show(found, stay = false) {
    this.found = found;
    if (!stay) { this.element.scrollTop = 0; this.current = -1; }
    this.clear();
    this.resize();
  }

  clear() {
    this.inner.replaceChildren();
    this.items.clear();
  }

  resize() {
    const height = parseFloat(getComputedStyle(this.element).getPropertyValue("--row")) || 72;
    if (height !== this.height) this.clear();
    this.height = height;
    this.inner.style.height = `${this.found.count * height}px`;
    this.paint();
  }

  paint() {
    const { scrollTop, clientHeight } = this.element;
    const first = Math.max(0, Math.floor(scrollTop / this.height) - BEYOND);
    const last = Math.min(this.found.count, Math.ceil((scrollTop + clientHeight) / this.height) + BEYOND);
    for (const [index, item] of this.items) {
      if (index < first || index >= last) { item.remove(); this.items.delete(index); }
    }
    for (let index = first; index < last; index += 1) {
      if (!this.items.has(index)) this.add(index);
    }
    this.seen(this.items);
    const { found } = this;
    found.want(first, last).then((come) => {
      if (!come || found !== this.found) return;
      this.fill();
      if (this.lacking) this.failed(null);
      this.lacking = false;
    }).catch((error) => {
      if (found !== this.found) return;
      this.lacking = true;
      this.failed(error);
    });
  }

  /** Draw what has come meanwhile. */
  fill() {
    for (const [index, item] of [...this.items]) {
      if (item.dataset.waits === undefined) continue;
      item.remove();
      this.items.delete(index);
    }
    this.paint();
  }

  add(index) {
    const row = this.found.at(index);
    const last = index === this.found.count - 1;
    const item = el("li", { "aria-setsize": this.found.count, "aria-posinset": index + 1, "data-last": last, "data-waits": row === undefined },
      row === undefined ? el("span", { class: "quiet" }, "…") : el("a", { href: this.address(row), onfocus: () => this.mark(index) }, this.draw(row)));
    item.style.transform = `translateY(${index * this.height}px)`;
    if (index === this.current) item.classList.add("current");
    this.items.set(index, item);
    // In the order of reading, for those who read the list aloud.
    const next = [...this.items.keys()].filter((other) => other > index).sort((a, b) => a - b)[0];
    this.inner.insertBefore(item, this.items.get(next) ?? null);
  }

  mark(index) {
    this.items.get(this.current)?.classList.remove("current");
    this.current = index;
    this.items.get(index)?.classList.add("current");
  }

  /** Go so many rows on, and put the focus there. */
  move(step) {
    if (this.found.count === 0) return;
    const index = Math.min(this.found.count - 1, Math.max(0, this.current + step));
    const top = index * this.height, bottom = top + this.height;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    if (bottom > scrollTop + clientHeight) this.element.scrollTop = bottom - clientHeight;
    this.paint();
    this.mark(index);
    this.items.get(index)?.querySelector("a")?.focus({ preventScroll: true });
  }
}
