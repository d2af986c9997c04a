// Beside the conversation: earlier ones to go back to, the agent's queue and its core memory.

import * as api from "./api.js";
import { byId, el } from "./dom.js";

const counts = [["new", "waiting"], ["processing", "running"], ["done", "done"], ["noReply", "no reply"], ["error", "failed"]];
const most = 3;
const ago = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "narrow" });
const steps = [["day", 86_400], ["hour", 3_600], ["minute", 60]];

function age(time) {
  const seconds = (new Date(time) - Date.now()) / 1000;
  const [unit, length] = steps.find(([, length]) => -seconds >= length) ?? [null, 1];
  return unit ? ago.format(Math.ceil(seconds / length), unit) : "now";
}

export async function showSessions(agent, current, open) {
  const { items } = await api.sessionsOf(agent);
  const focused = document.activeElement.dataset.session;
  byId("sessions").replaceChildren(...items.map(one => el("li", {},
    el("button", { type: "button", "data-session": one.id, "aria-current": one.id === current ? "true" : null, title: `With ${one.from}`, onclick: () => open(one.id) },
      el("b", {}, one.title || one.id), el("time", { datetime: one.lastActivityAt, "data-state": one.status }, age(one.lastActivityAt))))));
  if (focused) byId("sessions").querySelector(`[data-session="${CSS.escape(focused)}"]`)?.focus();
  byId("no-sessions").hidden = items.length > 0;
}

export async function showQueue(agent, report) {
  const queue = await api.queueOf(agent);
  byId("queue").replaceChildren(...counts.map(([name, label]) => {
    const hot = queue[name] === 0 ? null : name === "error" ? "bad" : name === "new" || name === "processing" ? "busy" : null;
    return el("div", { "data-hot": hot }, el("dt", {}, label), el("dd", {}, queue[name].toLocaleString()));
  }));
  const act = (action, item) => () => action(agent, item).then(() => showQueue(agent, report), report);
  byId("failures").replaceChildren(...queue.recentFailures.filter(failure => failure.status === "error").slice(0, most).map(failure => el("li", {},
    failure.message, el("div", {},
      el("button", { type: "button", onclick: act(api.retryItem, failure.itemId) }, "Retry"),
      el("button", { type: "button", onclick: act(api.discardItem, failure.itemId) }, "Discard")))));
  return queue;
}

export async function showMemory(agent) {
  const memory = byId("memory");
  const open = new Set([...memory.querySelectorAll("details[open]")].map(block => block.dataset.label));
  const { items } = await api.memoryOf(agent);
  memory.replaceChildren(...(items.length ? items.map(block => el("details", { "data-label": block.label, open: open.has(block.label) ? "" : null },
    el("summary", {}, block.label, el("span", {}, `${block.value.length.toLocaleString()} / ${block.limit.toLocaleString()}`)),
    el("p", {}, block.value || "(empty)"))) : [el("p", { class: "note" }, "It has no blocks.")]));
}
