// Opens the article behind a marker beside the answer, and brings a new question into view.
// The server sends the article as escaped HTML; nothing here builds markup out of an article's text.
(() => {
  "use strict";
  if (window.onRecordPage) return;
  window.onRecordPage = true;

  const words = /*WORDS*/ {};
  const language = (navigator.language || "en").toLowerCase().startsWith("fr") ? "fr" : "en";
  const say = (key) => words[language][key];
  const narrow = window.matchMedia("(max-width: 999px)");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");

  let opener = null; // the link that opened the article, to which the focus returns
  let latest = 0; // number of the newest request; answers to older ones are dropped

  document.documentElement.lang = language;

  // Called once the page is in the reader's language and listens.
  window.onRecordReady = () => {
    window.onRecordEnter?.();
    document.body.dataset.ready = "yes";
  };

  function pane() {
    const found = document.getElementById("pane");
    if (found) return found;
    const made = document.createElement("aside");
    made.id = "pane";
    made.hidden = true;
    made.setAttribute("aria-label", say("pane"));
    const bar = document.createElement("div");
    bar.className = "bar";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "close";
    button.textContent = "×";
    button.title = say("close");
    button.setAttribute("aria-label", say("close"));
    button.addEventListener("click", close);
    const where = document.createElement("p");
    where.className = "where";
    where.dir = "auto";
    bar.append(where, button);
    const sheet = document.createElement("div");
    sheet.className = "sheet";
    sheet.setAttribute("aria-live", "polite");
    made.append(bar, sheet);
    document.body.append(made);
    return made;
  }

  function state(text) {
    const line = document.createElement("p");
    line.className = "state";
    line.textContent = text;
    pane().querySelector(".sheet").replaceChildren(line);
    pane().querySelector(".where").textContent = "";
  }

  function current(link) {
    document.querySelectorAll("[data-article][aria-current]").forEach((one) => one.removeAttribute("aria-current"));
    if (link) link.setAttribute("aria-current", "true");
  }

  function shield() {
    // On a narrow window the article covers the page, which must then not take the keyboard.
    const app = document.querySelector("gradio-app");
    if (app) app.inert = narrow.matches && !pane().hidden;
  }

  async function open(link) {
    const number = ++latest;
    const address = new URL(link.href);
    address.searchParams.set("fragment", "1");
    opener = link;
    current(link);
    const aside = pane();
    if (aside.hidden) state(say("loading"));
    aside.hidden = false;
    document.body.classList.add("reading");
    shield();
    let text = null;
    try {
      const response = await fetch(address, { headers: { Accept: "text/html" } });
      if (number !== latest) return;
      if (response.ok) text = await response.text();
      else state(say(response.status === 404 ? "missing" : "offline"));
    } catch {
      if (number === latest) state(say("offline"));
    }
    if (number !== latest || aside.hidden) return;
    if (text === null) {
      aside.querySelector(".close").focus();
      return;
    }
    const sheet = aside.querySelector(".sheet");
    sheet.innerHTML = text;
    const heading = sheet.querySelector("h1");
    aside.querySelector(".where").textContent = heading ? heading.textContent : "";
    const mark = sheet.querySelector("mark.focus");
    if (mark) {
      mark.focus({ preventScroll: true });
      const top = mark.getBoundingClientRect().top - aside.getBoundingClientRect().top + aside.scrollTop;
      aside.scrollTo({ top: Math.max(0, top - aside.clientHeight * 0.3), behavior: still.matches ? "auto" : "smooth" });
    } else {
      aside.scrollTo({ top: 0 });
      aside.querySelector(".close").focus();
    }
  }

  function close() {
    const aside = pane();
    if (aside.hidden) return;
    latest += 1;
    aside.hidden = true;
    document.body.classList.remove("reading");
    shield();
    current(null);
    // The answer may have been drawn anew since: the same address is then another element.
    const target = opener && !opener.isConnected
      ? [...document.querySelectorAll("[data-article]")].find((one) => one.href === opener.href)
      : opener;
    opener = null;
    if (target) target.focus();
  }

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (!(event.target instanceof Element)) return;
    let link = event.target.closest("a[data-article]");
    if (!link && !event.target.closest("a, button, summary, details") && String(window.getSelection()) === "") {
      const figure = event.target.closest("figure.quotation");
      link = figure && figure.querySelector("a[data-article]");
    }
    if (!link) return;
    event.preventDefault();
    open(link);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !pane().hidden) {
      event.preventDefault();
      close();
    }
  });

  narrow.addEventListener("change", shield);

  let turns = 0;
  let stopping = false; // whether Stop has the focus, which goes with it when the answer is there
  document.addEventListener("focusin", (event) => (stopping = Boolean(event.target.closest?.("#stop"))));

  new MutationObserver(() => {
    const all = document.querySelectorAll(".turn");
    if (stopping && !document.querySelector('.turn[aria-busy="true"]')) document.querySelector("#question textarea")?.focus();
    if (all.length > turns) all[all.length - 1].scrollIntoView({ block: "start", behavior: still.matches ? "auto" : "smooth" });
    turns = all.length;
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
