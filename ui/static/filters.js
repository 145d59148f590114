// The filters: what the form holds is shown as chips and sent along with questions, searches and claims.
(() => {
  "use strict";
  if (window.onRecordFilters) return;

  const form = () => document.getElementById("filter-form");

  // {"from", "to", "source", "language", "author"} as the server reads them; what is not set is left out.
  window.onRecordFilters = () => {
    const given = form();
    if (!given) return {};
    const found = {};
    const data = new FormData(given);
    for (const name of ["from", "to"]) if (data.get(name)) found[name] = data.get(name);
    for (const name of ["source", "language", "author"]) if (data.has(name)) found[name] = data.getAll(name);
    // Days written the wrong way round mean the days between them.
    if (found.from && found.to && found.from > found.to) [found.from, found.to] = [found.to, found.from];
    return found;
  };

  function set() {
    return [...form().elements].filter((one) => one.dataset.chip && (one.type === "checkbox" ? one.checked : one.value));
  }

  function unset(input) {
    if (input.type === "checkbox") input.checked = false;
    else input.value = "";
  }

  function draw() {
    const chips = document.getElementById("chips");
    const fields = set();
    chips.replaceChildren(
      ...fields.map((input) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        const shown = document.createElement("bdi");
        const cross = document.createElement("span");
        shown.textContent = input.dataset.shown ?? input.value;
        cross.textContent = "×";
        cross.setAttribute("aria-hidden", "true");
        button.type = "button";
        button.className = "chip";
        button.setAttribute("aria-label", chips.dataset.drop.replace("{name}", `${input.dataset.chip} ${shown.textContent}`));
        button.append(`${input.dataset.chip} `, shown, " ", cross);
        button.addEventListener("click", () => {
          unset(input);
          changed();
          (chips.querySelector("button") ?? document.querySelector("#filters .opener")).focus();
        });
        item.append(button);
        return item;
      }),
    );
    chips.hidden = !fields.length;
    document.querySelector("#filters .clear").hidden = fields.length < 2;
    const { from = "", to = "" } = window.onRecordFilters();
    for (const bar of form().querySelectorAll(".histogram g"))
      bar.classList.toggle("out", Boolean((from && bar.dataset.last < from) || (to && bar.dataset.first > to)));
  }

  let waiting = null;
  function changed() {
    draw();
    clearTimeout(waiting);
    waiting = setTimeout(() => window.onRecordFiltersChanged?.(), 250);
  }

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const opener = event.target.closest("#filters .opener");
    if (opener) {
      form().hidden = !form().hidden;
      opener.setAttribute("aria-expanded", String(!form().hidden));
    }
    if (event.target.closest("#filters .clear")) {
      set().forEach(unset);
      changed();
      document.querySelector("#filters .opener").focus();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !form() || form().hidden || !form().contains(document.activeElement)) return;
    event.preventDefault();
    form().hidden = true;
    const opener = document.querySelector("#filters .opener");
    opener.setAttribute("aria-expanded", "false");
    opener.focus();
  });

  document.addEventListener("change", (event) => {
    if (event.target.form === form() && event.target.dataset.chip) changed();
  });

  document.addEventListener("input", (event) => {
    if (!event.target.matches("#filter-form .find")) return;
    const wanted = event.target.value.trim().toLowerCase();
    for (const label of event.target.closest("fieldset").querySelectorAll(".ticks label"))
      label.hidden = !label.textContent.toLowerCase().includes(wanted);
  });

  // ---- Dragging over a plot chooses its days ----

  let start = null;
  const barAt = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest?.("g[data-first]");

  function choose(one, other) {
    const [first, last] = one.dataset.first <= other.dataset.first ? [one, other] : [other, one];
    form().elements.from.value = first.dataset.first;
    form().elements.to.value = last.dataset.last;
    draw();
  }

  document.addEventListener("pointerdown", (event) => {
    if (!(event.target instanceof Element)) return;
    start = event.button === 0 ? event.target.closest(":is(#filters, #room-claims) .plot g[data-first]") : null;
    if (!start) return;
    event.preventDefault();
    choose(start, start);
  });
  document.addEventListener("pointermove", (event) => {
    const bar = start && barAt(event);
    if (bar && bar.parentNode === start.parentNode) choose(start, bar);
  });
  document.addEventListener("pointerup", () => {
    if (start) changed();
    start = null;
  });
})();
