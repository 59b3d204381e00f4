// Draw the charts. The specifications are data: parsed, never executed. `ast` keeps Vega from compiling code,
// so that the page's content policy can forbid it.
const data = document.getElementById("charts-data");
for (const chart of data ? JSON.parse(data.textContent) : []) {
  const place = document.getElementById("chart-" + chart.id);
  window.vegaEmbed(place, chart.spec, { actions: false, renderer: "svg", ast: true }).catch((error) => {
    console.error(error);
    place.textContent = "This chart could not be drawn; its numbers are in the tables.";
  });
}

// Sort a table by a column: numbers by their exact value, words as words; what is missing stays last.
const value = (row, column) => {
  const cell = row.cells[column];
  const text = cell.dataset.v;
  return text === undefined ? cell.textContent.trim() : text === "" ? null : Number(text);
};
const compare = (a, b) => (typeof a === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true }));

function sort(table, head, column) {
  const down = head.getAttribute("aria-sort") ? head.getAttribute("aria-sort") === "ascending" : head.classList.contains("num");
  table.querySelectorAll("thead th").forEach((other) => other.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const rows = [...table.tBodies[0].rows].map((row) => [value(row, column), row]);
  rows.sort(([a], [b]) => (a === null || b === null ? (a === null) - (b === null) : down ? compare(b, a) : compare(a, b)));
  table.tBodies[0].append(...rows.map(([, row]) => row));
}

for (const table of document.querySelectorAll("table.sortable")) {
  const grid = []; // which column a header cell stands over, where some span rows or columns
  [...table.tHead.rows].forEach((row, y) => {
    let x = 0;
    for (const head of row.cells) {
      while (grid[y]?.[x]) x++;
      for (let i = 0; i < head.rowSpan; i++) for (let j = 0; j < head.colSpan; j++) (grid[y + i] ??= [])[x + j] = true;
      const column = x;
      if (head.colSpan === 1) {
        const button = document.createElement("button");
        button.type = "button";
        button.append(...head.childNodes);
        head.append(button);
        button.addEventListener("click", () => sort(table, head, column));
      }
    }
  });
}

// A long table gets a field that keeps the rows containing what is typed.
for (const table of document.querySelectorAll("table.sortable")) {
  const rows = [...table.tBodies[0].rows];
  if (rows.length <= 12) continue;
  const label = document.createElement("label");
  const field = document.createElement("input");
  field.type = "search";
  label.className = "filter";
  label.append("Only rows with ", field);
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  });
  table.closest(".scroll").before(label);
}
