// Beside the conversation: the agent's queue and its core memory.

import * as api from "./api.js";
import { byId, el } from "./dom.js";

const counts = [["new", "waiting"], ["processing", "running"], ["done", "done"], ["noReply", "no reply"], ["error", "failed"]];
const most = 3;

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
