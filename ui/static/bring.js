// Bringing articles: files and folders, dropped or chosen, and addresses; one after the other, each with its outcome.
(() => {
  "use strict";
  if (window.onRecordBring) return;
  window.onRecordBring = true;

  const desk = () => document.getElementById("bring");
  let waiting = []; // {name, send}: what is still to be read
  let running = false;
  let tokens = []; // the changes made, for undoing them
  let counts = { done: 0, all: 0 };

  function summary() {
    const at = desk();
    at.querySelector(".brought").hidden = !counts.all;
    at.querySelector(".sum").textContent = at.dataset.done.replace("{done}", counts.done).replace("{all}", counts.all);
    at.querySelector(".undo").hidden = running || !tokens.length;
  }

  function add(jobs) {
    if (!jobs.length) return;
    if (!running) {
      desk().querySelector(".brought ul").replaceChildren();
      tokens = [];
      counts = { done: 0, all: 0 };
    }
    for (const job of jobs) {
      const item = document.createElement("li");
      const name = document.createElement("bdi");
      const state = document.createElement("span");
      name.className = "name";
      name.textContent = job.name;
      state.className = "state";
      state.textContent = desk().dataset.waiting;
      item.append(name, " ", state);
      desk().querySelector(".brought ul").append(item);
      waiting.push({ ...job, item, state });
    }
    counts.all += jobs.length;
    summary();
    if (!running) work();
  }

  async function work() {
    running = true;
    while (waiting.length) {
      const { item, state, refused, send } = waiting.shift();
      if (refused) {
        state.className = "outcome none";
        state.textContent = refused;
      } else {
        item.setAttribute("aria-busy", "true");
        state.textContent = desk().dataset.reading;
        item.scrollIntoView({ block: "nearest" });
        const response = await send().catch(() => null);
        item.removeAttribute("aria-busy");
        const type = response?.headers.get("content-type") ?? "";
        if (type.includes("text/html")) state.innerHTML = await response.text();
        else state.textContent = (await response?.json().catch(() => null))?.detail ?? desk().dataset.broken;
        const token = state.querySelector("[data-undo]");
        if (token) tokens.push(token.dataset.undo);
      }
      counts.done += 1;
      summary();
    }
    running = false;
    summary();
    window.onRecordAnnounce?.(desk().querySelector(".sum").textContent);
    window.onRecordLibraryChanged?.();
  }

  function file(path, content) {
    const limit = Number(desk().dataset.limit);
    if (content.size > limit * 1024 * 1024) return { name: path, refused: desk().dataset.large.replace("{limit}", limit) };
    return { name: path, send: () => fetch(`part/file?path=${encodeURIComponent(path)}`, { method: "POST", body: content }) };
  }

  // A dropped folder is walked; files and folders whose name begins with a dot are left out, as on the terminal.
  async function walk(entry, path) {
    if (entry.name.startsWith(".")) return [];
    if (entry.isFile) {
      const content = await new Promise((done, failed) => entry.file(done, failed));
      return [file(path + entry.name, content)];
    }
    const reader = entry.createReader();
    const found = [];
    for (;;) {
      const some = await new Promise((done, failed) => reader.readEntries(done, failed));
      if (!some.length) break;
      found.push(...some);
    }
    const jobs = [];
    for (const one of found.sort((a, b) => (a.name < b.name ? -1 : 1))) jobs.push(...(await walk(one, `${path}${entry.name}/`)));
    return jobs;
  }

  document.addEventListener("change", (event) => {
    if (!event.target.matches('#bring input[type="file"]')) return;
    const files = [...event.target.files].map((one) => [one.webkitRelativePath || one.name, one]);
    add(files.filter(([path]) => !path.split("/").some((part) => part.startsWith("."))).map(([path, one]) => file(path, one)));
    event.target.value = "";
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("#form-addresses")) return;
    event.preventDefault();
    const field = event.target.elements.addresses;
    const addresses = field.value.split(/\s+/).filter(Boolean);
    field.value = "";
    add(
      addresses.map((address) => ({
        name: address,
        send: () => fetch("part/address", { method: "POST", body: new URLSearchParams({ address }) }),
      })),
    );
  });

  const over = (event) => (event.dataTransfer?.types.includes("Files") ? event.target.closest?.("#bring") : null);
  document.addEventListener("dragover", (event) => {
    const at = over(event);
    if (at) event.preventDefault();
    desk()?.classList.toggle("over", Boolean(at));
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) desk()?.classList.remove("over");
  });
  document.addEventListener("drop", async (event) => {
    if (!over(event)) return;
    event.preventDefault();
    desk().classList.remove("over");
    const entries = [...event.dataTransfer.items].map((one) => one.webkitGetAsEntry?.()).filter(Boolean);
    const files = [...event.dataTransfer.files];
    if (!entries.length) return add(files.map((one) => file(one.name, one)));
    const jobs = [];
    for (const entry of entries) jobs.push(...(await walk(entry, "").catch(() => [{ name: entry.name, refused: desk().dataset.broken }])));
    add(jobs);
  });

  document.addEventListener("click", async (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("#bring .undo")) return;
    const body = new URLSearchParams(tokens.map((one) => ["token", one]));
    const place = document.getElementById("part-articles");
    // Without an answer everything stays as it is, to be tried again.
    if (!(await window.onRecordDraw("part/undo", place, { method: "POST", body }))) return;
    tokens = [];
    counts = { done: 0, all: 0 };
    summary();
    window.onRecordLibraryChanged?.(true);
  });
})();
