// A list of any length: only the rows in sight are elements.

import { el } from "./dom.js";

const BEYOND = 6;

export class VirtualList {
  /** `draw(row)` gives what stands in a row, `address(row)` where it leads. */
  constructor({ label, draw, address }) {
    Object.assign(this, { draw, address });
    this.rows = [];
    this.current = -1;
    this.items = new Map();
    this.inner = el("ol", { class: "rows", "aria-label": label });
    this.element = el("div", { class: "scroll" }, this.inner);
    this.element.addEventListener("scroll", () => this.paint(), { passive: true });
    this.watch = new ResizeObserver(() => this.resize());
    this.watch.observe(this.element);
  }

  /** Show these rows. The place in the list is kept where `stay`. */
  show(rows, stay = false) {
    this.rows = rows;
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
    this.inner.style.height = `${this.rows.length * height}px`;
    this.paint();
  }

  paint() {
    const { scrollTop, clientHeight } = this.element;
    const first = Math.max(0, Math.floor(scrollTop / this.height) - BEYOND);
    const last = Math.min(this.rows.length, Math.ceil((scrollTop + clientHeight) / this.height) + BEYOND);
    for (const [index, item] of this.items) {
      if (index < first || index >= last) { item.remove(); this.items.delete(index); }
    }
    for (let index = first; index < last; index += 1) {
      if (!this.items.has(index)) this.add(index);
    }
  }

  add(index) {
    const row = this.rows[index];
    const last = index === this.rows.length - 1;
    const item = el("li", { "aria-setsize": this.rows.length, "aria-posinset": index + 1, "data-last": last },
      el("a", { href: this.address(row), onfocus: () => this.mark(index) }, this.draw(row)));
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
    if (this.rows.length === 0) return;
    const index = Math.min(this.rows.length - 1, Math.max(0, this.current + step));
    const top = index * this.height, bottom = top + this.height;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    if (bottom > scrollTop + clientHeight) this.element.scrollTop = bottom - clientHeight;
    this.paint();
    this.mark(index);
    this.items.get(index).firstChild.focus({ preventScroll: true });
  }
}
