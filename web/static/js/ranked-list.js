/* The ranked list: keys by their place on the board, the seconds left to undo, and the beat that says it is open.
   Everything here presses buttons and links that the page has anyway. */
(function () {
  "use strict";
  var BEAT = 20000;
  var OFF = "ranked-list-keys-off";
  var ROW = "ranked-list-row";
  var last = null;

  function table() { return document.querySelector(".ranked"); }
  function rows() { return Array.prototype.slice.call(document.querySelectorAll(".ranked tr[data-person]")); }
  function rowOf(element) { return element && element.closest ? element.closest("tr[data-person], tr.why") : null; }
  function person(row) { return row && row.classList.contains("why") ? row.previousElementSibling : row; }
  function opener(row) { return row && row.querySelector(".opener"); }
  function isOpen(row) { return opener(row).getAttribute("aria-expanded") === "true"; }

  function go(row) {
    if (!row || !opener(row)) { return; }
    last = row.id;
    opener(row).focus();
    row.scrollIntoView({ block: "nearest" });
  }

  function step(row, by) {
    var all = rows();
    go(all[Math.min(Math.max(all.indexOf(row) + by, 0), all.length - 1)]);
  }

  function press(root, selector) {
    var found = root && root.querySelector(selector);
    if (!found) { return false; }
    if (last) { sessionStorage.setItem(ROW, last); }
    found.click();
    return true;
  }

  function turn(row, open) {
    if (isOpen(row) !== open) { opener(row).click(); }
  }

  function note(row) {
    var field = document.getElementById("field-list_note");
    if (isOpen(row)) {
      if (field) { field.focus(); }
    } else {
      location.href = opener(row).href.split("#")[0] + "#field-list_note";
    }
  }

  function show(id) {
    var part = document.querySelector(id);
    if (!part) { return; }
    part.open = id !== "#keys" || !part.open;
    (part.querySelector(".tick") || part.querySelector("summary")).focus();
  }

  var KEYS = {
    ArrowUp: function (row) { step(row, -1); },
    ArrowDown: function (row) { step(row, 1); },
    Home: function () { go(rows()[0]); },
    End: function () { go(rows()[rows().length - 1]); },
    ArrowRight: function (row) { turn(row, true); },
    ArrowLeft: function (row) { turn(row, false); },
    Space: function (row) { press(row, "[name=pick]"); },
    KeyP: function (row) { press(row, ".pick-one"); },
    KeyD: function (row) { press(row, ".pass-one"); },
    KeyN: note,
    KeyC: function () { press(document, ".compare-press"); },
    KeyZ: function () { press(document, ".undo-press"); },
    Slash: function (row, shifted) { show(shifted ? "#keys" : ".list-filters"); }
  };

  /* What is on the page once needs no row; the others act on the row with the focus. */
  var ANYWHERE = ["KeyC", "KeyZ", "Slash"];

  /* A digit chooses a reason: of the field with the focus, else of the row that asks for one, else of the bar. */
  function reasons(here, row) {
    var open = row && row.nextElementSibling, own = open && open.classList.contains("why") ? open : document;
    if (here.classList.contains("by-digit")) { return here; }
    return own.querySelector(".pass[open] .by-digit") || document.querySelector("#field-departure[open] .by-digit");
  }

  function chose(digit, here, row) {
    var select = reasons(here, row), option = select && select.options[Number(digit)];
    if (!option) { return false; }
    select.value = option.value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    select.focus();
    return true;
  }

  function off() { return localStorage.getItem(OFF) === "yes"; }

  function works(code, row, here) {
    var main = document.getElementById("main");
    return KEYS[code] && (row || (ANYWHERE.indexOf(code) >= 0 && (here === document.body || main.contains(here))));
  }

  function typing(element) {
    return /^(SELECT|TEXTAREA)$/.test(element.tagName) || (element.tagName === "INPUT" && element.type !== "checkbox");
  }

  function listen(event) {
    var here = event.target, row = person(rowOf(here)), digit = (/^(?:Digit|Numpad)([1-8])$/.exec(event.code) || [])[1];
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || off()) { return; }
    if (typing(here) && !here.classList.contains("by-digit")) { return; }
    if (digit && !event.shiftKey) {
      if (chose(digit, here, row)) { event.preventDefault(); }
      return;
    }
    if (event.code === "Escape" && row && typing(here)) { go(row); }
    if (event.key === "Enter" && here.id === "field-passed") { here.form.requestSubmit(); }
    if (typing(here) || !works(event.code, row, here)) { return; }
    if (event.code === "Space" && here.type === "checkbox") { return; }
    if (event.code === "Space" && here.tagName === "BUTTON") { return; }
    event.preventDefault();
    if (row) { last = row.id; }
    KEYS[event.code](row, event.shiftKey);
  }

  /* Whoever is passed over stays in the list: the next one is looked at. */
  function passed(event) {
    var row = event.target.id === "pass-form" && person(rowOf(document.getElementById("field-passed"))), all = rows();
    if (row) { sessionStorage.setItem(ROW, (all[all.indexOf(row) + 1] || row).id); }
  }

  /* A click beside the controls of a row is where the keys go on. */
  function clicked(event) {
    var row = person(rowOf(event.target));
    if (!row || !opener(row) || event.target.closest("a, button, input, select, textarea, label, summary")) { return; }
    if (String(getSelection())) { return; }
    last = row.id;
    opener(row).focus({ preventScroll: true });
  }

  function countDown() {
    var bar = document.getElementById("undo"), left = bar && bar.querySelector(".undo-left");
    if (!left) { return; }
    var end = Date.now() + 1000 * Number(bar.getAttribute("data-seconds"));
    var clock = setInterval(function () {
      var seconds = Math.ceil((end - Date.now()) / 1000);
      left.textContent = String(Math.max(seconds, 0));
      if (seconds <= 0) { clearInterval(clock); bar.hidden = true; }
    }, 250);
  }

  function comeBack() {
    var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    var row = document.getElementById(sessionStorage.getItem(ROW) || "");
    sessionStorage.removeItem(ROW);
    if (target && /^(INPUT|SELECT)$/.test(target.tagName)) { target.focus(); }
    else if (row) { go(row); }
    else if (target && target.hasAttribute("data-person")) { go(target); }
  }

  /* The address names the list that is shown, so that loading the page again shows no other. */
  function nameList() {
    var list = document.querySelector("#look [name=list]"), url = new URL(location.href);
    if (list && /\/candidates$/.test(url.pathname) && !url.searchParams.get("list")) {
      url.searchParams.set("list", list.value);
      history.replaceState(history.state, "", url);
    }
  }

  function showKeys() { document.body.classList.toggle("keys-work", !off()); }

  function switchKeys() {
    var box = document.getElementById("keys-on");
    if (!box) { return; }
    box.closest("label").hidden = false;
    box.checked = !off();
    showKeys();
    box.addEventListener("change", function () {
      localStorage.setItem(OFF, box.checked ? "no" : "yes");
      showKeys();
    });
  }

  function beat() {
    var look = document.getElementById("look");
    if (look && window.htmx && document.visibilityState === "visible") { window.htmx.trigger(look, "look"); }
  }

  /* Somebody's data changed: the score goes, the order stays. Somebody else picked a person: the row is locked. */
  function each(selector, act) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), function (mark) {
      var row = document.querySelector('tr[data-person="' + (mark.dataset.changed || mark.dataset.picked) + '"]');
      if (row) { act(row, mark.textContent); }
    });
  }

  function put(cell, kind, words) {
    var span = document.createElement("span");
    span.className = kind;
    span.textContent = words;
    cell.textContent = "";
    cell.appendChild(span);
  }

  function hide(row, words) {
    var open = row.nextElementSibling;
    put(row.querySelector(".score"), "stale", words);
    row.querySelectorAll(".points").forEach(function (cell) { cell.textContent = ""; });
    if (open && open.classList.contains("why")) {
      open.querySelectorAll(".points-table, .helps").forEach(function (part) { part.remove(); });
    }
  }

  function lock(row, words) {
    var box = row.querySelector("[name=pick]"), cell = row.querySelector(".decision");
    if (box) { box.remove(); }
    if (cell) { put(cell, "locked", words); }
  }

  function news() {
    each("#others [data-changed]", hide);
    each("#others [data-picked]", lock);
  }

  function hear() {
    var others = document.getElementById("others");
    if (others) { new MutationObserver(news).observe(others, { childList: true }); }
  }

  function keepFocus() {
    var list = document.getElementById("ranked");
    if (!list) { return; }
    new MutationObserver(function () {
      news();
      var row = last && document.getElementById(last);
      if (row && document.activeElement === document.body) { go(row); }
    }).observe(list.parentNode, { childList: true });
  }

  if (!table()) { return; }
  document.addEventListener("keydown", listen);
  document.addEventListener("submit", passed);
  document.addEventListener("click", clicked);
  countDown();
  nameList();
  comeBack();
  switchKeys();
  keepFocus();
  hear();
  setInterval(beat, BEAT);
})();
