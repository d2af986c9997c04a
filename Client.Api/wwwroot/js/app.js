// Puts the page together: which agent, which session, and what happens when somebody sends, stops or reloads.

import * as api from "./api.js";
import * as conversation from "./conversation.js";
import { byId, el } from "./dom.js";
import { setUp as setUpEditor } from "./editor.js";
import { LiveSession } from "./live.js";
import * as passkeys from "./passkeys.js";
import { takeFailure } from "./providers.js";
import { isAsking, signIn, useLink } from "./sign-in.js";
import { showMemory, showQueue, showSessions } from "./panels.js";

const refreshEvery = 5000;
const picker = byId("agent"), text = byId("text"), send = byId("send"), stop = byId("stop"), notice = byId("notice"), health = byId("health"), version = byId("version");
const suggestions = ["What can you do?", "Please remember that I like green tea.", "What is 17 * 23?"];

let agents = [];
let agent = null;
let session = null;
let feed = null;
let isBusy = false;
let sends = 0;
let refreshing = 0;

const report = problem => {
  notice.textContent = problem.message;
  notice.hidden = false;
};

function setBusy(busy) {
  isBusy = busy;
  stop.hidden = !busy;
}

function remember() {
  const query = new URLSearchParams();
  if (agent) query.set("agent", agent.id);
  if (session) query.set("session", session);
  history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
}

function welcome() {
  if (!agent) return el("li", { class: "welcome" }, el("p", {}, "There is no agent yet. Create one: a sample is filled in."),
    el("button", { type: "button", class: "primary", onclick: () => byId("create").click() }, "Create an agent"));
  return el("li", { class: "welcome" }, el("p", {}, `This is the beginning of your conversation with ${nameOf(agent)}.`),
    el("div", { class: "suggestions" }, ...suggestions.map(line => el("button", { type: "button", onclick: () => submit(line) }, line))));
}

const nameOf = one => one.definition.display_name || one.id;

function showHead() {
  byId("talk-title").textContent = agent ? nameOf(agent) : "No agent yet";
  byId("talk-note").textContent = agent?.definition.description.trim() ?? "";
  byId("talk-model").textContent = agent?.definition.capabilities.model ?? "";
  text.disabled = send.disabled = byId("fresh").disabled = !agent;
}

function follow(id) {
  feed?.close();
  session = id;
  conversation.clear(id ? null : welcome());
  setBusy(false);
  remember();
  feed = id ? new LiveSession(id, onEntry, onEvent) : null;
}

function onEntry(entry) {
  conversation.showEntry(entry, entry.role === "assistant" ? nameOf(agent) : entry.author);
  if (entry.role === "assistant" && entry.stopReason) setBusy(false);
  if (isBusy && entry.toolCalls.length) conversation.think(nameOf(agent), `using ${entry.toolCalls.map(call => call.tool).join(", ")}`);
  if (isBusy && entry.role === "tool") conversation.think(nameOf(agent));
  refreshSoon();
}

function onEvent(name, event) {
  if (name === "turn.started") { conversation.reopen(event.turnId); setBusy(true); conversation.think(nameOf(agent)); }
  if (name === "reply.delta") { setBusy(true); conversation.say(nameOf(agent), event); }
  if (name === "turn.ended") { setBusy(event.status === "new"); conversation.showEnding(event); }
  if (name !== "reply.delta") refreshSoon();
}

function refreshSoon() {
  refreshing ||= setTimeout(() => { refreshing = 0; refresh(); }, 250);
}

async function refresh() {
  if (!agent || document.hidden || isAsking()) return;
  const id = agent.id, before = sends;
  try {
    const [queue] = await Promise.all([showQueue(id, report), showMemory(id), showSessions(id, session, goBack)]);
    if (agent?.id === id && sends === before) believe(queue);
  } catch (problem) {
    // The session has ended. Anything else the next look will tell; the state of the gateway is shown above.
    if (isSignInNeeded(problem)) signIn().then(refresh);
  }
}

// Live events may be lost, the queue's rows are not: where the two differ, the queue is right.
function believe(queue) {
  const works = queue.new + queue.processing > 0;
  for (const { itemId, message } of queue.recentFailures.filter(failure => failure.status === "error"))
    if (conversation.isUnanswered(itemId)) conversation.showEnding({ turnId: itemId, status: "error", stopReason: "error", error: message });
  if (isBusy && !works) { setBusy(false); conversation.hush(); }
  if (!isBusy && works && session && conversation.isOpen()) { setBusy(true); conversation.think(nameOf(agent)); }
}

async function submit(message) {
  if (!agent || !message.trim()) return;
  notice.hidden = true;
  send.disabled = true;
  sends++;
  conversation.toEnd();
  try {
    const accepted = await api.send(agent.id, session, message);
    text.value = "";
    grow();
    if (!session) follow(accepted.sessionId);
    // A quick agent may have answered before the gateway told us that the message is in.
    if (!conversation.hasEnded(accepted.itemId)) { setBusy(true); conversation.think(nameOf(agent)); }
  } catch (problem) {
    report(problem);
  } finally {
    send.disabled = false;
    text.focus();
  }
}

function goBack(id) {
  if (id === session) return;
  notice.hidden = true;
  follow(id);
  refresh();
}

function grow() {
  text.rows = Math.min(8, text.value.split("\n").length);
}

function choose(id, sessionId = null) {
  agent = agents.find(one => one.id === id) ?? agents[0] ?? null;
  if (agent) picker.value = agent.id;
  notice.hidden = true;
  showHead();
  follow(sessionId);
  refresh();
}

async function loadAgents() {
  agents = await api.allAgents();
  picker.replaceChildren(...agents.map(one => el("option", { value: one.id }, nameOf(one))));
  picker.disabled = agents.length === 0;
}

async function watchHealth() {
  const gateway = await api.status();
  const isReady = gateway !== null && gateway.status !== "unavailable";
  health.dataset.state = isReady ? "ok" : "bad";
  health.textContent = !isReady ? "not ready" : gateway.messageMode ? `ready, mode ${gateway.messageMode}` : "ready";
  if (!gateway) return;
  version.textContent = `Sanctum ${gateway.version.split("+")[0]}, up since ${new Date(gateway.startedAt).toLocaleString()}`;
  version.title = gateway.version;
}

// A gateway that asks nobody to sign in answers without.
async function enter() {
  await useLink();
  try {
    await loadAgents();
  } catch (problem) {
    if (!isSignInNeeded(problem)) throw problem;
    await signIn();
    await loadAgents();
  }
  const isSignedIn = await api.isSignedIn();
  byId("sign-out").hidden = !isSignedIn;
  byId("add-passkey").hidden = !isSignedIn || !passkeys.isSupported();
  // Who links an account is signed in already.
  const message = takeFailure();
  if (message) report({ message });
}

async function addPasskey() {
  const name = prompt("A name for the passkey:", "This device");
  if (!name) return;
  await passkeys.register(name);
  notice.hidden = true;
  byId("add-passkey").textContent = "Passkey added";
}

const isSignInNeeded = problem => problem.status === 401 || problem.type.endsWith(":password-change-required");

async function begin() {
  await enter();
  const query = new URLSearchParams(location.search);
  const known = query.get("session") ? await api.session(query.get("session")).catch(() => null) : null;
  choose(known?.agentId ?? query.get("agent"), known?.id ?? null);
}

byId("composer").addEventListener("submit", event => { event.preventDefault(); submit(text.value); });
text.addEventListener("input", grow);
text.addEventListener("keydown", event => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(text.value); }
});
const halt = () => session && api.cancel(session).catch(report);
stop.addEventListener("click", halt);
addEventListener("keydown", event => { if (event.key === "Escape" && isBusy && !byId("editor").open) halt(); });
byId("fresh").addEventListener("click", () => { follow(null); refresh(); text.focus(); });
picker.addEventListener("change", () => choose(picker.value));
document.addEventListener("visibilitychange", refresh);
byId("add-passkey").addEventListener("click", () => addPasskey().catch(report));
byId("sign-out").addEventListener("click", () => api.signOut().catch(() => {}).then(() => location.reload()));
setUpEditor(async created => { await loadAgents().catch(report); choose(created.id); text.focus(); });

setInterval(() => { refresh(); if (!document.hidden) watchHealth(); }, refreshEvery);
watchHealth();
begin().catch(report);
