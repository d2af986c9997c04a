// One conversation on the page: its messages in order, each once, and whether an answer is being written. The browser reconnects
// by itself and names the last message it saw; where the gateway refuses for a while, this starts anew from the same place.

import { byId, el } from "../dom.js";
import { render } from "../markdown.js";
import { eventsOf } from "./api.js";

const scroll = byId("scroll"), log = byId("log"), typing = byId("typing");
const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const tryAgainAfter = 2000;

function keepDown(change) {
  const wasDown = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 120;
  change();
  if (wasDown) scroll.scrollTop = scroll.scrollHeight;
}

export class Room {
  #source = null;
  #timer = 0;
  #lastSeq = 0;
  #unsent = new Map();

  constructor(id, agent, onState) {
    this.id = id;
    this.agent = agent;
    this.onState = onState;
    log.replaceChildren();
    typing.hidden = true;
  }

  watch() {
    if (this.#source) return;
    const source = this.#source = new EventSource(eventsOf(this.id, this.#lastSeq));
    source.addEventListener("open", () => this.onState("ok"));
    source.addEventListener("message", event => this.#show(JSON.parse(event.data)));
    source.addEventListener("typing", event => keepDown(() => { typing.hidden = !JSON.parse(event.data).isTyping; }));
    source.addEventListener("error", () => {
      this.onState("busy");
      if (source.readyState !== EventSource.CLOSED) return;
      this.#source = null;
      this.#timer = setTimeout(() => this.watch(), tryAgainAfter);
    });
  }

  close() {
    clearTimeout(this.#timer);
    this.#source?.close();
  }

  /** Shows what is on its way, so that nobody wonders whether it was sent. */
  expect(id, text) {
    const entry = this.#entry({ isReply: false, text });
    entry.classList.add("unsent");
    this.#unsent.set(id, entry);
    log.append(entry);
    scroll.scrollTop = scroll.scrollHeight;
  }

  giveUp(id) {
    this.#unsent.get(id)?.remove();
    this.#unsent.delete(id);
  }

  #show(message) {
    if (message.seq <= this.#lastSeq) return;
    this.#lastSeq = message.seq;
    keepDown(() => {
      this.giveUp(message.id);
      if (message.isReply) typing.hidden = true;
      const next = this.#entry(message);
      const waiting = this.#unsent.values().next().value;
      if (waiting) waiting.before(next); else log.append(next);
    });
  }

  #entry({ isReply, text, sentAt }) {
    const when = sentAt ? el("time", { datetime: sentAt }, time.format(new Date(sentAt))) : null;
    const says = isReply ? el("div", { class: "says" }, ...render(text)) : el("div", { class: "says" }, text);
    return el("li", { class: `entry ${isReply ? "assistant" : "user"}` }, el("div", { class: "who" }, isReply ? el("b", {}, this.agent) : null, when), says);
  }
}
