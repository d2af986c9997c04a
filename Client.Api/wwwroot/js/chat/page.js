// Puts the page of a web chat together: who the visitor is, which conversation is open, and what happens when something is sent.

import { byId, el } from "../dom.js";
import * as api from "./api.js";
import { Room } from "./room.js";

const text = byId("text"), send = byId("send"), name = byId("name"), notice = byId("notice"), state = byId("state"), menu = byId("menu");
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const states = { ok: "here", busy: "connecting", bad: "not reachable", away: "answers later" };

const asked = location.hash.slice(1);

let place = null;
let visitor = null;
let room = null;

const report = problem => { notice.textContent = problem.message; notice.hidden = false; };

function showState(now) {
  state.dataset.state = now === "away" ? "busy" : now;
  state.textContent = states[now === "ok" && !place.isOpen ? "away" : now];
}

function openMenu(isOpen) {
  document.body.classList.toggle("menu-open", isOpen);
  menu.setAttribute("aria-expanded", isOpen);
}

function welcome() {
  const asked = el("input", { "aria-label": "Your name", placeholder: "Your name (if you like)", maxlength: "64", autocomplete: "name" });
  asked.addEventListener("input", () => { name.value = asked.value; });
  asked.addEventListener("keydown", event => { if (event.key === "Enter") text.focus(); });
  return el("li", { class: "welcome" }, el("h2", {}, place.greeting), visitor ? null : asked,
    el("div", { class: "suggestions" }, ...place.suggestions.map(line => el("button", { type: "button", onclick: () => submit(line) }, line))));
}

function open(id) {
  room?.close();
  room = new Room(id ?? api.newId(), place.title, showState);
  history.replaceState(null, "", id ? `#${id}` : location.pathname);
  openMenu(false);
  if (id) room.watch();
  else { byId("log").append(welcome()); showState("ok"); }
  showCurrent();
}

const showCurrent = () => {
  for (const button of byId("conversations").querySelectorAll("button")) button.setAttribute("aria-current", button.dataset.id === room.id);
};

async function listConversations() {
  const items = visitor ? await api.conversations() : [];
  byId("conversations").replaceChildren(...items.map(({ id, title, lastAt }) => el("li", {},
    el("button", { type: "button", "data-id": id, onclick: () => open(id) }, el("b", {}, title || "…"), el("time", { datetime: lastAt }, day.format(new Date(lastAt)))))));
  showCurrent();
  return items;
}

async function rename() {
  const wanted = name.value.trim() || visitor?.name || "Guest";
  if (visitor?.name !== wanted) visitor = await api.enter(wanted);
  name.value = visitor.name;
}

async function submit(message) {
  if (!message.trim() || send.disabled) return;
  notice.hidden = true;
  send.disabled = true;
  const id = api.newId(), here = room;
  byId("log").querySelector(".welcome")?.remove();
  here.expect(id, message);
  text.value = "";
  grow();
  try {
    if (!visitor) await rename();
    await api.say(here.id, id, message);
    here.watch();
    history.replaceState(null, "", `#${here.id}`);
    await listConversations();
  } catch (problem) {
    here.giveUp(id);
    text.value ||= message;
    grow();
    report(problem);
  } finally {
    send.disabled = false;
    text.focus();
  }
}

function grow() {
  text.rows = 1;
  while (text.rows < 7 && text.scrollHeight > text.clientHeight) text.rows++;
}

async function begin() {
  place = await api.describe();
  visitor = place.visitor;
  document.title = byId("title").textContent = place.title;
  name.value = visitor?.name ?? "";
  open(null);
  const items = await listConversations();
  if (items.some(item => item.id === asked)) open(asked);
}

byId("composer").addEventListener("submit", event => { event.preventDefault(); submit(text.value); });
text.addEventListener("input", grow);
text.addEventListener("keydown", event => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(text.value); }
});
byId("fresh").addEventListener("click", () => { open(null); text.focus(); });
byId("naming").addEventListener("submit", event => { event.preventDefault(); rename().catch(report); name.blur(); });
name.addEventListener("change", () => { if (visitor) rename().catch(report); });
menu.addEventListener("click", () => openMenu(!document.body.classList.contains("menu-open")));
addEventListener("keydown", event => { if (event.key === "Escape") openMenu(false); });
begin().catch(problem => {
  state.dataset.state = "bad";
  state.textContent = states.bad;
  text.disabled = send.disabled = true;
  report(problem.status === 404 ? new Error("There is no such chat.") : problem);
});
