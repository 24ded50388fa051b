// What works without this works better with it: a card on the map, a table that sorts and narrows,
// a citation to copy, suggestions while one types. Nothing is stored.
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

// What is being typed, asked of the site's own search: never near enough, always one of its names.
function suggesting(form) {
  const input = form.querySelector("input[type=search]");
  const list = form.querySelector("[role=listbox]");
  let at = -1;
  let asked = 0;
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  const close = () => {
    list.hidden = true; at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const options = () => [...list.querySelectorAll("[data-path]")];
  const choose = (step) => {
    const all = options();
    if (!all.length) return;
    at = (at + step + all.length + (at < 0 && step < 0)) % all.length;
    all.forEach((option, n) => option.setAttribute("aria-selected", n === at));
    input.setAttribute("aria-activedescendant", all[at].id);
    all[at].scrollIntoView({ block: "nearest" });
  };
  const option = (one, n) => {
    const box = document.createElement("div");
    box.id = `${list.id}-${n}`;
    box.setAttribute("role", "option");
    box.setAttribute("aria-selected", "false");
    if (!one) { box.setAttribute("aria-disabled", "true"); box.textContent = list.dataset.none; return box; }
    box.dataset.path = one.path;
    const name = document.createElement("span");
    const told = document.createElement("small");
    const swatch = document.createElement("span");
    name.textContent = one.title;
    told.className = `mark mark-${one.answer}`;
    swatch.className = "swatch";
    told.append(swatch, one.word);
    box.append(name, told);
    return box;
  };
  const ask = async () => {
    const mine = ++asked;
    const text = input.value.trim();
    if (!text) { close(); return; }
    await new Promise((later) => { setTimeout(later, 150); });
    if (mine !== asked) return;
    let found;
    try {
      const answer = await fetch(`${form.dataset.suggest}?${new URLSearchParams({ q: text })}`);
      if (!answer.ok) throw new Error(answer.status);
      found = (await answer.json()).suggestions;
    } catch { close(); return; }
    if (mine !== asked || document.activeElement !== input) return;
    list.replaceChildren(...(found.length ? found : [null]).map(option));
    list.hidden = false; at = -1;
    input.setAttribute("aria-expanded", "true");
  };
  close();
  input.addEventListener("input", ask);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      location.href = options()[at].dataset.path;
    }
  });
  list.addEventListener("mousedown", (event) => {
    const box = event.target.closest("[data-path]");
    event.preventDefault();
    if (box) location.href = box.dataset.path;
  });
  input.addEventListener("blur", close);
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

function saying(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.say.trim().replace(/\s+/g, " "));
    button.textContent = button.dataset.copied;
  });
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
document.querySelectorAll("form[data-suggest]").forEach(suggesting);
document.querySelectorAll("table.sortable").forEach(sortable);
document.querySelectorAll("input[aria-controls][aria-describedby]").forEach(narrowing);
document.querySelectorAll(".slide").forEach(slider);
document.querySelectorAll("[data-copy]").forEach(copying);
document.querySelectorAll("[data-say]").forEach(saying);
document.querySelectorAll("[data-made]").forEach(aged);
