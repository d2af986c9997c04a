// A chat on any page, over the web chat bridge. Texts are shown as text, never as HTML; the session lives in the browser's tab.
(() => {
  const script = document.currentScript;
  const api = new URL("../api/v1/", script.src);
  const account = script.dataset.account ?? new URLSearchParams(location.search).get("account");
  const pollEvery = 2000, maxWait = 60000, storageName = `sanctum-webchat-${account ?? ""}`;
  const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, "0")).join("");

  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  function findSession() {
    try {
      const known = sessionStorage.getItem(storageName);
      if (known) return known;
      const fresh = `session_${Math.floor(Date.now() / 1000)}_${random()}`;
      sessionStorage.setItem(storageName, fresh);
      return fresh;
    } catch {
      return `session_${Math.floor(Date.now() / 1000)}_${random()}`;
    }
  }

  async function call(action, query, body) {
    const address = new URL(api);
    for (const [name, value] of Object.entries({ action, ...(account ? { account } : {}), ...query })) address.searchParams.set(name, value);
    const response = await fetch(address, body
      ? { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), credentials: "omit" }
      : { credentials: "omit" });
    const answer = await response.json();
    if (!answer.success) throw Object.assign(new Error(answer.error), { wait: (answer.retry_after ?? 0) * 1000 });
    return answer.data;
  }

  const session = findSession();
  let since = 0, timer = 0, isOpen = false, unsent = null;

  const log = make("ol");
  log.setAttribute("role", "log");
  log.setAttribute("aria-live", "polite");
  log.setAttribute("aria-label", "Conversation");
  log.tabIndex = 0;
  const notice = make("p", { hidden: true });
  notice.setAttribute("role", "alert");
  const text = make("textarea", { id: "text", rows: 2, maxLength: 8000, required: true });
  const send = make("button", { type: "submit", textContent: "Send" });
  const form = make("form", {}, make("label", { htmlFor: "text", textContent: "Your message" }), text, send);
  const close = make("button", { type: "button", textContent: "Close" });
  const panel = make("section", { hidden: true }, make("header", {}, make("h2", { id: "title", textContent: "Chat" }), close), log, notice, form);
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-labelledby", "title");
  const open = make("button", { type: "button", className: "open", textContent: "Chat" });
  open.setAttribute("aria-expanded", "false");

  function say(message, isMine) {
    log.append(make("li", { className: isMine ? "mine" : "", textContent: message }));
    log.scrollTop = log.scrollHeight;
  }

  function report(problem) {
    notice.textContent = problem ? problem.message : "";
    notice.hidden = !problem;
  }

  async function poll() {
    clearTimeout(timer);
    let wait = pollEvery;
    try {
      for (const { id, response } of (await call("responses", { session_id: session, since })).responses) {
        if (id <= since) continue;
        since = id;
        say(response, false);
      }
    } catch (problem) {
      wait = Math.min(Math.max(problem.wait ?? 0, 5 * pollEvery), maxWait);
    }
    clearTimeout(timer);
    if (isOpen) timer = setTimeout(poll, wait);
  }

  async function submit() {
    const message = text.value;
    if (!message.trim() || send.disabled) return;
    send.disabled = true;
    report(null);
    // The same text again after a lost answer is the same message.
    unsent = unsent?.message === message ? unsent : { id: random(), message };
    try {
      await call("messages", {}, { session_id: session, message, id: unsent.id });
      unsent = null;
      text.value = "";
      say(message, true);
    } catch (problem) {
      report(problem);
    } finally {
      send.disabled = false;
      text.focus();
    }
  }

  function show(isShown) {
    isOpen = isShown;
    panel.hidden = !isShown;
    open.hidden = isShown;
    open.setAttribute("aria-expanded", String(isShown));
    (isShown ? text : open).focus();
    if (isShown) poll();
    else clearTimeout(timer);
  }

  open.addEventListener("click", () => show(true));
  close.addEventListener("click", () => show(false));
  panel.addEventListener("keydown", event => { if (event.key === "Escape") show(false); });
  form.addEventListener("submit", event => { event.preventDefault(); submit(); });
  text.addEventListener("keydown", event => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(); }
  });

  const host = make("div");
  host.attachShadow({ mode: "open" }).append(make("link", { rel: "stylesheet", href: new URL("widget.css", script.src).href }), open, panel);
  document.body.append(host);
})();
