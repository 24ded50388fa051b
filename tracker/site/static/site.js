// What works without this works better with it: a card on the map, a table that sorts and narrows, a day to slide to,
// a citation to copy. No request is made from here, nothing is stored.
"use strict";

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function card(figure) {
  const box = figure.querySelector(".card");
  const show = (event) => {
    const link = event.target.closest("a[aria-label]");
    if (!link || !figure.contains(link)) { box.hidden = true; return; }
    box.textContent = link.getAttribute("aria-label");
    box.hidden = false;
    const outer = figure.getBoundingClientRect();
    const shape = link.getBoundingClientRect();
    const x = event.clientX ?? shape.left + shape.width / 2;
    const y = event.clientY ?? shape.bottom;
    const left = Math.min(x - outer.left + 12, outer.width - box.offsetWidth);
    box.style.insetInlineStart = "auto";
    box.style.left = `${Math.max(0, left)}px`;
    box.style.top = `${y - outer.top + 16}px`;
  };
  for (const kind of ["mousemove", "focusin"]) figure.addEventListener(kind, show);
  for (const kind of ["mouseleave", "focusout"]) figure.addEventListener(kind, () => { box.hidden = true; });
  figure.addEventListener("keydown", (event) => { if (event.key === "Escape") box.hidden = true; });
}

function sortable(table) {
  const body = table.tBodies[0];
  table.querySelectorAll("thead th").forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      table.querySelectorAll("thead th").forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = (row) => row.cells[column].dataset.key
        ?? row.cells[column].querySelector("time")?.dateTime ?? row.cells[column].textContent.trim();
      const order = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
      const rows = [...body.rows].map((row) => [key(row), row]);
      // What has no value comes last, whichever way the column is sorted.
      rows.sort(([a], [b]) => (a === "") - (b === "") || (down ? order(b, a) : order(a, b)));
      body.append(...rows.map(([, row]) => row));
    });
  });
}

function narrowing(input) {
  const table = document.getElementById(input.getAttribute("aria-controls"));
  const told = document.getElementById(input.getAttribute("aria-describedby"));
  input.closest("[hidden]").hidden = false;
  input.addEventListener("input", () => {
    const wanted = folded(input.value.trim());
    let shown = 0;
    for (const row of table.tBodies[0].rows) {
      row.hidden = !folded(row.textContent).includes(wanted);
      shown += !row.hidden;
    }
    told.textContent = wanted ? told.dataset.form.replace("{n}", shown) : "";
  });
}

function slider(box) {
  const day = document.getElementById(box.dataset.for);
  const range = box.querySelector("input");
  const out = box.querySelector("output");
  const first = Date.parse(range.dataset.first);
  const days = Math.round((Date.parse(range.dataset.last) - first) / 864e5);
  const at = (n) => new Date(first + n * 864e5).toISOString().slice(0, 10);
  range.max = days;
  range.value = Math.round((Date.parse(day.value) - first) / 864e5);
  const tell = () => { out.textContent = at(range.valueAsNumber); day.value = out.textContent; };
  range.addEventListener("input", tell);
  range.addEventListener("change", () => day.form.requestSubmit());
  box.hidden = false;
}

function copying(text) {
  if (!navigator.clipboard) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = text.dataset.copy;
  const words = text.textContent.trim().replace(/\s+/g, " ");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(words);
    button.textContent = text.dataset.copied;
  });
  text.append(" ", button);
}

// A copy of the site in files does not know by itself that it has grown old.
function aged(made) {
  const days = Math.floor((Date.now() - Date.parse(made.dataset.made)) / 864e5);
  if (days < 2) return;
  const note = document.createElement("p");
  note.className = "note";
  note.textContent = made.dataset.old.replace("{n}", days);
  document.querySelector("main").prepend(note);
}

document.querySelectorAll("figure.map").forEach(card);
document.querySelectorAll("table.sortable").forEach(sortable);
document.querySelectorAll("input[aria-controls][type=search]").forEach(narrowing);
document.querySelectorAll(".slide").forEach(slider);
document.querySelectorAll("[data-copy]").forEach(copying);
document.querySelectorAll("[data-made]").forEach(aged);
