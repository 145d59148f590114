// The rooms of the page: which one is shown, and the parts of it that the server draws when a form asks for them.
// The server sends every part as escaped HTML; nothing here builds markup out of text.
(() => {
  "use strict";
  if (window.onRecordRooms) return;
  window.onRecordRooms = true;

  const words = /*WORDS*/ {};
  const language = (navigator.language || "en").toLowerCase().startsWith("fr") ? "fr" : "en";
  const say = (key) => words[language][key];
  const newest = new WeakMap(); // the place a part is drawn in -> the number of the newest request for it

  // ---- Which room ----

  let shown = "ask";

  function enter() {
    const wanted = location.hash.slice(1);
    const links = [...document.querySelectorAll("nav.rooms a")];
    if (!links.length) return;
    const room = links.some((one) => one.dataset.room === wanted) ? wanted : "ask";
    document.body.dataset.room = room;
    for (const link of links) {
      if (link.dataset.room === room) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (room !== shown) document.querySelectorAll(`#room-${room} form[data-eager]`).forEach((form) => load(form));
    shown = room;
  }

  // ---- Parts ----

  // What is said here is read aloud by a screen reader, wherever the focus is.
  function announce(text) {
    let line = document.getElementById("said");
    if (!line) {
      line = document.createElement("p");
      line.id = "said";
      line.setAttribute("role", "status");
      document.body.append(line);
    }
    line.textContent = "";
    setTimeout(() => (line.textContent = text), 50);
  }
  window.onRecordAnnounce = announce;

  function line(kind, text) {
    const made = document.createElement("p");
    made.className = kind;
    made.textContent = text;
    return made;
  }

  // A part that is drawn anew takes the keyboard's focus with it: it goes to the same link or button of what came, or
  // to the part itself when there is none.
  function alike(element) {
    const names = (element.dataset.key ? ["data-key"] : ["href", "name", "value"]).filter((one) => element.hasAttribute(one));
    return element.localName + names.map((one) => `[${one}="${CSS.escape(element.getAttribute(one))}"]`).join("");
  }

  function landing(place) {
    place.tabIndex = -1;
    return place;
  }

  // Whether there was an answer.
  async function draw(address, place, options, quiet) {
    const number = (newest.get(place) || 0) + 1;
    newest.set(place, number);
    place.setAttribute("aria-busy", "true");
    if (!place.childElementCount) place.append(line("busy", say("searching")));
    let text = null;
    try {
      const response = await fetch(address, options);
      if (response.ok || [404, 422, 500, 503].includes(response.status) && response.headers.get("content-type")?.includes("text/html")) text = await response.text();
    } catch {
      // Said below.
    }
    if (newest.get(place) !== number) return text !== null;
    place.removeAttribute("aria-busy");
    const focus = place.contains(document.activeElement) ? alike(document.activeElement) : null;
    if (text !== null) place.innerHTML = text;
    else {
      // What was to be changed stays, to be tried again: a change that can be undone may be told of there alone.
      if (options?.method === "POST") place.querySelectorAll(":scope > .failure, :scope > .busy").forEach((one) => one.remove());
      else place.replaceChildren();
      place.prepend(line("failure", say("broken")));
    }
    if (focus) (place.querySelector(focus) ?? landing(place)).focus({ preventScroll: true });
    const said = place.querySelector("[data-said]");
    if (!quiet) announce(text === null ? say("broken") : said ? said.textContent : "");
    return text !== null;
  }
  window.onRecordDraw = draw;

  function query(form, submitter) {
    const found = new URLSearchParams(new FormData(form, submitter));
    // The order that was chosen stays when the filters change.
    if (found.has("sort")) form.dataset.sort = found.get("sort");
    else if (form.dataset.sort) found.set("sort", form.dataset.sort);
    if (form.hasAttribute("data-filtered"))
      for (const [name, value] of Object.entries(window.onRecordFilters?.() ?? {}))
        for (const one of [value].flat()) found.append(name, one);
    for (const [name, value] of [...found]) if (value === "") found.delete(name, value);
    return found;
  }

  function load(form, submitter) {
    const place = document.getElementById(form.dataset.into);
    const address = form.getAttribute("action");
    if (form.method !== "post") return draw(`${address}?${query(form, submitter)}`, place);
    return draw(address, place, { method: "POST", body: query(form, submitter) }).then(() => {
      // The button that was pressed has gone with the part: the focus goes to the part that came.
      landing(place).focus();
      if (place.id === "part-articles") window.onRecordLibraryChanged(true);
    });
  }

  // What is counted of the library anywhere is drawn anew.
  window.onRecordLibraryChanged = (listed) => {
    const top = document.querySelector("#masthead header.top");
    if (top) draw("part/masthead", top.parentElement, {}, true).then(enter);
    if (!Object.keys(window.onRecordFilters?.() ?? {}).length)
      draw("part/filters", document.querySelector("#filters .bar").parentElement, {}, true);
    if (!listed) load(document.getElementById("form-articles"));
    document.querySelectorAll("details[data-again][open]").forEach(unfold);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("#filter-form")) event.preventDefault();
    if (!form.matches("form[data-into]")) return;
    event.preventDefault();
    load(form, event.submitter);
  });

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (event.target.matches("select") && form?.matches("form[data-into]")) load(form);
  });

  // A change of the filters shows at once where they hold.
  window.onRecordFiltersChanged = () => {
    for (const form of document.querySelectorAll(`#room-${document.body.dataset.room} form[data-filtered]`))
      if (form.hasAttribute("data-eager") || document.getElementById(form.dataset.into).childElementCount) load(form);
  };

  document.addEventListener(
    "toggle",
    (event) => {
      const details = event.target;
      if (!details.open || !details.dataset.part || details.dataset.drawn) return;
      if (!("again" in details.dataset)) details.dataset.drawn = "yes";
      unfold(details);
    },
    true,
  );
  const unfold = (details) => draw(details.dataset.part, details.querySelector(".into"), {}, true);

  // ---- What can be done with an answer ----

  async function copy(button) {
    const text = button.closest("[data-copied]").querySelector(".copied").textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without permission, or over plain HTTP from another machine: selected, it can be copied by hand.
      const range = document.createRange();
      range.selectNodeContents(button.closest("[data-copied]").querySelector(".copied"));
      window.getSelection().removeAllRanges();
      window.getSelection().addRange(range);
      if (!document.execCommand("copy")) return;
    }
    announce(say("copied"));
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 1500);
  }

  async function judge(deeds, good, note) {
    const body = { conversation: deeds.dataset.conversation, turn: Number(deeds.dataset.turn), good, note };
    const response = await fetch("api/feedback", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }).catch(() => null);
    announce(say(response?.ok ? "thanks" : "broken"));
    return Boolean(response?.ok);
  }

  document.addEventListener("click", async (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const button = target?.closest("button");
    if (!button) return;
    if (button.matches(".copy")) copy(button);
    if (button.dataset.fill !== undefined) {
      const box = document.querySelector("#question textarea");
      box.value = button.dataset.fill;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.focus();
    }
    if (button.matches(".thumb")) {
      const deeds = button.closest(".deeds");
      const form = deeds.querySelector("form.remark");
      if (!(await judge(deeds, button.dataset.good === "true", form.elements.note.value))) return;
      deeds.querySelectorAll(".thumb").forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
      form.hidden = false;
      form.elements.note.focus();
    }
  });

  document.addEventListener("submit", async (event) => {
    if (!event.target.matches(".deeds form.remark")) return;
    event.preventDefault();
    const deeds = event.target.closest(".deeds");
    const pressed = deeds.querySelector('.thumb[aria-pressed="true"]');
    if (await judge(deeds, pressed.dataset.good === "true", event.target.elements.note.value)) {
      event.target.hidden = true;
      pressed.focus();
    }
  });

  // The document has a base address, against which "#claims" would leave the conversation that is open.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("nav.rooms a");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    location.hash = link.dataset.room;
    window.scrollTo(0, 0);
  });
  window.addEventListener("hashchange", enter);
  window.onRecordEnter = enter;

  // A conversation that is kept has an address, to come back to.
  new MutationObserver(() => {
    const kept = document.querySelector(".turn[data-conversation]");
    const address = new URL(location.href);
    if (!kept || address.searchParams.get("c") === kept.dataset.conversation) return;
    address.searchParams.set("c", kept.dataset.conversation);
    history.replaceState(history.state, "", address);
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
