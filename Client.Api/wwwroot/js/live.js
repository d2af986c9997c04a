// A session's live view. The browser reconnects by itself and names the last entry it saw; where the gateway refuses for a
// while, this starts anew from the same place. Entries arrive in order, each once.

import { eventsOf, isSignedIn } from "./api.js";

const tryAgainAfter = 2000;
const names = ["turn.started", "turn.ended", "reply.delta", "tool.started", "tool.ended"];

export class LiveSession {
  #source = null;
  #timer = 0;
  #lastSeq = 0;

  constructor(id, onEntry, onEvent) {
    this.id = id;
    this.onEntry = onEntry;
    this.onEvent = onEvent;
    this.#open();
  }

  close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #open() {
    const source = this.#source = new EventSource(eventsOf(this.id, this.#lastSeq));
    source.addEventListener("transcript.entry-appended", event => {
      const entry = JSON.parse(event.data);
      if (entry.seq <= this.#lastSeq) return;
      this.#lastSeq = entry.seq;
      this.onEntry(entry);
    });
    for (const name of names) source.addEventListener(name, event => this.onEvent(name, JSON.parse(event.data)));
    source.addEventListener("error", () => {
      if (source.readyState !== EventSource.CLOSED) return;
      clearTimeout(this.#timer);
      // It may be that the access cookie has ended; asking renews it.
      this.#timer = setTimeout(() => isSignedIn().then(() => this.#source === source && this.#open()), tryAgainAfter);
    });
  }
}
