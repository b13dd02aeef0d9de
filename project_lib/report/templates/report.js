(() => {
  "use strict";
  const root = document.documentElement;
  const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private mode */ } };
  const recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];

  // Before the first paint, so that the page does not flash.
  const chosen = recall("report-theme");
  if (chosen) root.dataset.theme = chosen;

  function themeToggle() {
    const system = matchMedia("(prefers-color-scheme: dark)");
    for (const button of all("[data-theme-toggle]")) {
      button.addEventListener("click", () => {
        const now = root.dataset.theme || (system.matches ? "dark" : "light");
        root.dataset.theme = now === "dark" ? "light" : "dark";
        remember("report-theme", root.dataset.theme);
      });
    }
  }

  function codeToggle() {
    for (const button of all("[data-code-toggle]")) {
      button.addEventListener("click", () => {
        const open = button.getAttribute("aria-pressed") !== "true";
        all("details.code").forEach((block) => { block.open = open; });
        button.setAttribute("aria-pressed", String(open));
      });
    }
  }

  function copyButtons() {
    for (const button of all("[data-copy]")) {
      const label = button.textContent;
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(button.dataset.copy);
          button.textContent = "Copied";
        } catch {
          button.textContent = button.dataset.copy;
          return;
        }
        setTimeout(() => { button.textContent = label; }, 1500);
      });
    }
  }

  // A table that fits is no stop for the Tab key; one that scrolls must be, and shows it.
  function scrollStops() {
    for (const box of all(".table-scroll, .chart-scroll")) {
      const wide = box.scrollWidth > box.clientWidth + 1;
      if (wide || box.scrollHeight > box.clientHeight + 1) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
      box.classList.toggle("scrolls", wide);
    }
  }

  // On paper nothing scrolls: a wide table is set smaller, the widest may break words.
  function fitToPaper() {
    const paper = 670, smaller = 0.72; // width of the sheet in pixels; size of print against screen
    for (const table of all(".table-scroll table")) {
      const fit = paper / (table.scrollWidth * smaller);
      table.style.setProperty("--fit", Math.min(1, Math.max(0.7, fit)).toFixed(2));
      table.classList.toggle("too-wide", fit < 0.5);
    }
  }

  // What is folded on the screen cannot be unfolded on paper.
  function unfoldForPaper() {
    let folded = [];
    addEventListener("beforeprint", () => {
      folded = all("details.evidence:not([open])");
      folded.forEach((box) => { box.open = true; });
    });
    addEventListener("afterprint", () => { folded.forEach((box) => { box.open = false; }); });
  }

  const sortKey = (cell) => cell.dataset.sort === undefined ? cell.textContent.trim() : Number(cell.dataset.sort);
  function compare(a, b) {
    if (typeof a === "number" && typeof b === "number") return a - b;
    return String(a).localeCompare(String(b), "en", { numeric: true });
  }

  function sortBy(table, column, direction) {
    const body = table.tBodies[0];
    const filled = [], missing = [];
    for (const row of body.rows) (row.cells[column].matches(".missing") ? missing : filled).push(row);
    filled.sort((a, b) => direction * compare(sortKey(a.cells[column]), sortKey(b.cells[column])));
    body.append(...filled, ...missing);
    all("th", table.tHead).forEach((head, i) => {
      if (i === column) head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
  }

  function makeSortable(table) {
    all("th", table.tHead).forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        sortBy(table, column, head.getAttribute("aria-sort") === "ascending" ? -1 : 1);
      });
    });
  }

  function makeSearchable(table) {
    const rows = [...table.tBodies[0].rows];
    const texts = rows.map((row) => row.textContent.toLowerCase());
    const bar = document.createElement("div");
    const label = document.createElement("label");
    const field = document.createElement("input");
    const count = document.createElement("output");
    bar.className = "table-search";
    label.textContent = "Search";
    field.type = "search";
    count.textContent = `${rows.length} rows`;
    label.append(field);
    bar.append(label, count);
    const box = table.closest(".table-scroll") || table;
    box.before(bar);
    field.setAttribute("aria-label", `Search in the table ${table.getAttribute("aria-label") || ""}`.trim());
    field.addEventListener("input", () => {
      const wanted = field.value.trim().toLowerCase();
      let shown = 0;
      rows.forEach((row, i) => {
        row.hidden = !texts[i].includes(wanted);
        shown += row.hidden ? 0 : 1;
      });
      count.textContent = wanted ? `${shown} of ${rows.length} rows` : `${rows.length} rows`;
    });
  }

  function contentsFollow() {
    const links = new Map(all(".contents a").map((link) => [link.hash.slice(1), link]));
    const targets = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
    const mark = () => {
      const passed = targets.filter((target) => target.getBoundingClientRect().top < innerHeight * 0.3);
      const current = passed.at(-1);
      links.forEach((link, id) => {
        if (current && id === current.id) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      });
    };
    addEventListener("scroll", mark, { passive: true });
    mark();
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (innerWidth < 1000) all(".contents details").forEach((box) => { box.open = false; });
    themeToggle();
    codeToggle();
    copyButtons();
    all("table[data-long]").forEach((table) => { makeSortable(table); makeSearchable(table); });
    contentsFollow();
    unfoldForPaper();
    scrollStops();
    fitToPaper();
    addEventListener("resize", scrollStops);
  });
})();
