// Nothing here formats or computes: cells are shown as report.html holds them, sorted by the numbers in them.
const $ = (id) => document.getElementById(id);
const make = (tag, text, ...inside) => {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  element.append(...inside);
  return element;
};
const UNITS = { k: 1e3, kB: 1e3, M: 1e6, MB: 1e6, G: 1e9, GB: 1e9, T: 1e12, TB: 1e12 };

// The number a cell begins with, in its unit; null where there is none ("–", "none").
function number(text) {
  const found = /^[^\d−–-]*([−-]?[\d,]*\.?\d+)\s?([kMGT]B?)?(?![a-z])/.exec(text.replace(/^none.*/, ""));
  return found ? Number(found[1].replaceAll(",", "").replace("−", "-")) * (UNITS[found[2]] ?? 1) : null;
}
const compare = (a, b) => (typeof a === "string" ? a.localeCompare(b, "en", { numeric: true }) : a - b);

// Order items by a value: what is missing stays last, either way.
function order(items, value, down) {
  const keyed = items.map((item) => [value(item), item]);
  const none = (x) => x === null || x === "";
  keyed.sort(([a], [b]) => (none(a) || none(b) ? none(a) - none(b) : down ? compare(b, a) : compare(a, b)));
  return keyed.map(([, item]) => item);
}

function turn(head, wordy) {
  const before = head.getAttribute("aria-sort");
  const down = before ? before === "ascending" : !wordy;
  head.parentElement.querySelectorAll("th").forEach((other) => other.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  return down;
}

function sortButton(head, sort) {
  const button = make("button", "", ...head.childNodes);
  button.type = "button";
  head.append(button);
  button.addEventListener("click", sort);
}

// Small tables sort their own rows.
for (const table of document.querySelectorAll("table.sortable")) {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const wordy = !head.classList.contains("num");
    const value = (row) => {
      const exact = row.cells[column].dataset.v;
      if (exact !== undefined) return exact === "" ? null : Number(exact);
      return wordy ? row.cells[column].textContent.trim() : number(row.cells[column].textContent);
    };
    sortButton(head, () => {
      const down = turn(head, wordy);
      table.tBodies[0].append(...order([...table.tBodies[0].rows], value, down));
    });
  });
}

// The table of domains: all rows are in the page's data; a page of them is shown.
const data = JSON.parse($("domains-data").textContent);
const PAGE = 25;
const detailed = new Set(data.detailed);
const all = data.rows.map((cells, place) => ({ cells, place, words: cells[0].toLowerCase() }));
let wanted = all, first = 0;
const shown = new Set(data.columns.flatMap((column, i) => (column.shown ? [i + 1] : [])));
const domains = $("domain-table");

function heads() {
  const row = make("tr");
  const named = [{ key: "domain", head: "domain", words: true }, ...data.columns];
  named.forEach((column, i) => {
    if (i && !shown.has(i)) return;
    const head = make("th", column.head);
    head.scope = "col";
    head.className = column.words ? "" : "num";
    head.setAttribute("aria-describedby", "def-" + column.key);
    head.dataset.tip = $("def-" + column.key).textContent;
    sortButton(head, () => {
      const down = turn(head, column.words && column.key !== "flags");
      wanted = order(wanted, ({ cells }) => (column.words ? cells[i] : number(cells[i])), down);
      first = 0;
      rows();
    });
    row.append(head);
  });
  domains.tHead.replaceChildren(row);
}

// A table that fits needs no bars of its own: its head then stays at the top of the window.
function fit() {
  const box = domains.parentElement;
  box.classList.remove("whole");
  box.classList.toggle("whole", domains.scrollWidth <= box.clientWidth);
}

function rows() {
  const page = wanted.slice(first, first + PAGE).map(({ cells, place }) => {
    const link = make("a", "", make("bdi", cells[0]));
    link.href = "#d" + place;
    const head = make("th", "", link);
    head.scope = "row";
    const row = make("tr", "", head);
    row.id = "row-" + place;
    for (const i of shown) {
      const cell = make("td", cells[i]);
      cell.className = data.columns[i - 1].words ? "" : "num";
      row.append(cell);
    }
    return row;
  });
  domains.tBodies[0].replaceChildren(...page);
  const count = wanted.length.toLocaleString("en");
  $("found").textContent = count + (wanted.length === 1 ? " domain" : " domains") + (wanted.length < all.length ? " of " + all.length.toLocaleString("en") : "");
  $("domain-pages").hidden = wanted.length <= PAGE;
  $("shown").textContent = (first + 1).toLocaleString("en") + "–" + Math.min(first + PAGE, wanted.length).toLocaleString("en") + " of " + count;
  $("before").disabled = first === 0;
  $("after").disabled = first + PAGE >= wanted.length;
  fit();
}

function choose() {
  data.columns.forEach((column, i) => {
    const box = make("input");
    box.type = "checkbox";
    box.checked = shown.has(i + 1);
    box.addEventListener("change", () => {
      if (box.checked) shown.add(i + 1);
      else shown.delete(i + 1);
      const kept = [...shown].sort((a, b) => a - b);
      shown.clear();
      kept.forEach((k) => shown.add(k));
      heads();
      rows();
    });
    $("choose").append(make("label", "", box, " " + column.head));
  });
}

if (all.length) {
  heads();
  rows();
  choose();
  $("domain-tools").hidden = false;
  addEventListener("resize", fit);
  $("find").addEventListener("input", () => {
    const text = $("find").value.trim().toLowerCase();
    wanted = all.filter(({ words }) => words.includes(text));
    first = 0;
    rows();
  });
  $("before").addEventListener("click", () => { first = Math.max(0, first - PAGE); rows(); });
  $("after").addEventListener("click", () => { first += PAGE; rows(); });
  $("domain-table").querySelector("caption span").textContent = "Domains with mentions of the floor set";
}

// Beside data and picture of a chart: the picture as PNG, drawn here from the SVG, on white, for slides and chats.
for (const saves of document.querySelectorAll(".saves")) {
  const picture = saves.querySelector("[download$='.svg']");
  if (!picture) continue;
  const button = make("button", "Picture (PNG)");
  button.type = "button";
  button.addEventListener("click", async () => {
    const image = new Image();
    image.src = picture.href;
    await image.decode();
    const canvas = make("canvas"), scale = 2;
    canvas.width = image.width * scale;
    canvas.height = image.height * scale;
    const ink = canvas.getContext("2d");
    ink.fillStyle = "white";
    ink.fillRect(0, 0, canvas.width, canvas.height);
    ink.drawImage(image, 0, 0, canvas.width, canvas.height);
    const link = make("a");
    link.href = canvas.toDataURL("image/png");
    link.download = picture.download.replace(/svg$/, "png");
    link.click();
  });
  saves.append(" ", button);
}

// A link to a domain opens what is known of it; domains without sentences in the page get their figures.
function openTarget() {
  const id = location.hash.slice(1);
  if (/^row-\d+$/.test(id) && !$(id)) {
    const place = Number(id.slice(4));
    const at = wanted.findIndex((row) => row.place === place);
    if (at >= 0) { first = at - (at % PAGE); rows(); }
  }
  if (/^d\d+$/.test(id) && !detailed.has(Number(id.slice(1)))) figures(Number(id.slice(1)));
  const target = id && $(id);
  if (!target) return;
  for (let box = target; box; box = box.parentElement?.closest("details")) if (box.tagName === "DETAILS") box.open = true;
  target.scrollIntoView();
}

function figures(place) {
  if (!all[place]) return;
  const list = make("dl");
  list.className = "facts";
  data.columns.forEach((column, i) => list.append(make("dt", column.head), make("dd", all[place].cells[i + 1] || "–")));
  const box = make("details", "", make("summary", "", make("bdi", all[place].cells[0])), list);
  box.append(make("p", "Its sentences: corpusstat show RUN --singletons --domain DOMAIN"));
  box.id = "d" + place;
  box.className = "domain";
  $("detail").replaceChildren(box);
}
addEventListener("hashchange", openTarget);
openTarget();

// Definitions of columns and the numbers of marks: on pointing, on focus, and on touch.
const tip = $("tip");
for (const mark of document.querySelectorAll(".mark")) {
  const title = mark.querySelector("title");
  mark.dataset.tip = title.textContent;
  title.remove(); // else the browser would show it a second time; its text is in the chart's data
}
let owner = null;
function place(x, y) {
  const box = owner.getBoundingClientRect();
  const left = x ?? box.left, top = Math.max(box.bottom, (y ?? 0) + 12);
  tip.style.left = Math.max(8, Math.min(left, innerWidth - tip.offsetWidth - 8)) + "px";
  tip.style.top = (top + tip.offsetHeight + 12 > innerHeight ? Math.max(8, box.top - tip.offsetHeight - 6) : top + 6) + "px";
}
function showTip(event) {
  owner = event.target.closest?.("[data-tip]") ?? null;
  tip.hidden = !owner;
  if (!owner) return;
  tip.textContent = owner.dataset.tip;
  if (event.type === "pointerover") place(event.clientX, event.clientY);
  else place();
}
for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, showTip);
addEventListener("keydown", (event) => { if (event.key === "Escape") tip.hidden = true; });
addEventListener("scroll", () => {
  // what has the focus is scrolled into view, and keeps its definition
  if (owner?.contains(document.activeElement)) place();
  else tip.hidden = true;
}, true);
for (const head of document.querySelectorAll("th[data-tip]")) if (!head.querySelector("button")) head.tabIndex = 0;
