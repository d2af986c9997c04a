// Shows a session: entries as they are committed, and under them what is being said right now.

import { byId, el } from "./dom.js";
import { render } from "./markdown.js";

const scroll = byId("scroll"), log = byId("log"), live = byId("live"), tools = byId("tools"), noTools = byId("no-tools");
const endings = {
  cancelled: "Stopped.", discarded: "The message was discarded.", denied: "A policy denied it.", error: "The turn failed.",
  max_steps: "It used up its steps.", max_tokens: "The answer was cut at its limit.", no_reply: "It gave no reply.",
  listen_mode: "Agents only listen now.",
  ignored: "It ignored the message.", halted: "It stopped its work; an operator can resume its queue.",
};
const marked = new Set(["cancelled", "ignored", "halted"]);

const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const calls = new Map();
const turns = new Set(), endedTurns = new Set();
let saying = null;

const pretty = json => { try { return JSON.stringify(JSON.parse(json), null, 2); } catch { return json; } };

function keepDown(change) {
  const wasDown = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  change();
  if (wasDown) scroll.scrollTop = scroll.scrollHeight;
}

function stateMark(text, state) {
  return el("span", { class: "state", "data-state": state }, text);
}

function call({ callId, tool, arguments: args }) {
  const state = stateMark("running", "busy"), listed = stateMark("running", "busy");
  const result = el("pre", {}, "…");
  calls.set(callId, { marks: [state, listed], result });
  tools.append(el("li", {}, el("code", {}, tool), listed));
  noTools.hidden = true;
  return el("details", { class: "call" },
    el("summary", {}, el("span", { "aria-hidden": "true" }, "⚒"), el("code", {}, tool), state),
    el("div", { class: "body" }, el("h3", {}, "Arguments"), el("pre", {}, pretty(args)), el("h3", {}, "Result"), result));
}

function settle(entry) {
  const known = calls.get(entry.toolCallId);
  if (!known) return;
  known.result.textContent = pretty(entry.content);
  for (const mark of known.marks) {
    mark.textContent = entry.toolStatus;
    mark.dataset.state = entry.toolStatus === "ok" ? "ok" : "bad";
  }
}

function bubble(kind, { turnId, occurredAt: when }, who, ...says) {
  const goesOn = kind === "assistant" && log.lastElementChild?.matches(`.assistant[data-turn="${turnId}"]`);
  return el("li", { class: `entry ${kind} ${goesOn ? "goes-on" : ""}`, "data-turn": turnId },
    el("div", { class: "who" }, el("b", {}, who), when ? el("time", { datetime: when }, time.format(new Date(when))) : null),
    ...says);
}

/** Whoever speaks wants to see the answer, wherever they had read. */
export function toEnd() {
  scroll.scrollTop = scroll.scrollHeight;
}

export function clear(welcome) {
  log.replaceChildren(...(welcome ? [welcome] : []));
  live.replaceChildren();
  tools.replaceChildren();
  noTools.hidden = false;
  calls.clear();
  turns.clear();
  endedTurns.clear();
  saying = null;
}

export function showEntry(entry, who) {
  turns.add(entry.turnId);
  keepDown(() => {
    log.querySelector(".welcome")?.remove();
    if (entry.role === "tool") return settle(entry);
    if (entry.role === "user") return log.append(bubble("user", entry, who, el("div", { class: "says" }, entry.content)));
    const wasOver = endedTurns.has(entry.turnId);
    if (entry.stopReason) endedTurns.add(entry.turnId);
    hush();
    if (entry.stopReason && !entry.content)
      return wasOver || log.append(el("li", { class: "entry end" }, endings[entry.stopReason] ?? "It ended its turn."));
    log.append(bubble("assistant", entry, who, el("div", { class: "says" }, ...render(entry.content)), ...entry.toolCalls.map(call)));
  });
}

/** Whether the turn is over, as far as this page was told. */
export const hasEnded = turnId => endedTurns.has(turnId);

/** Whether the turn is one of this conversation and has not ended, as far as this page was told. */
export const isUnanswered = turnId => turns.has(turnId) && !endedTurns.has(turnId);

/** A turn that had ended in error is tried again. */
export const reopen = turnId => endedTurns.delete(turnId);

/** Whether somebody was asked and has not answered. */
export const isOpen = () => log.lastElementChild?.matches(".entry.user, .entry:has(.call)") ?? false;

/** Something is happening, and nothing is said yet. */
export function think(who, what = "thinking") {
  saying = null;
  keepDown(() => live.replaceChildren(el("div", { class: "entry assistant" },
    el("div", { class: "who" }, el("b", {}, who)), el("div", { class: "says thinking" }, what))));
}

export function say(who, { turnId, step, text }) {
  if (endedTurns.has(turnId)) return;
  const key = `${turnId}/${step}`;
  if (saying?.key !== key) {
    // Whoever comes in the middle of a sentence is shown that it had a beginning; the entry that follows has it all.
    const says = el("div", { class: "says" }, saying || live.hasChildNodes() ? "" : "… ");
    saying = { key, says };
    live.replaceChildren(el("div", { class: "entry assistant" }, el("div", { class: "who" }, el("b", {}, who)), says));
  }
  keepDown(() => saying.says.append(text));
}

export function hush() {
  saying = null;
  live.replaceChildren();
}

export function showEnding({ turnId, status, stopReason, error }) {
  hush();
  if (status === "new") return think("", `the attempt failed (${error ?? "no reason given"}); it will be tried again`);
  // The entry that marks the end has said so.
  if (marked.has(stopReason) && endedTurns.has(turnId)) return;
  endedTurns.add(turnId);
  const text = endings[stopReason];
  if (text) keepDown(() => log.append(el("li", { class: `entry end ${status === "error" ? "bad" : ""}` }, error && status === "error" ? `${text} ${error}` : text)));
}
