// The gateway's REST API. A refusal becomes a Problem (RFC 9457), whose message is fit to be shown.

export class Problem extends Error {
  constructor(status, body) {
    super(body?.detail ?? body?.title ?? `The gateway answered ${status}.`);
    this.status = status;
    this.type = body?.type ?? "";
    this.errors = body?.errors ?? [];
    this.challenge = body?.challenge ?? null;
  }
}

let refreshing = null;

// The access cookie lasts for minutes and the session for days. A refresh token is accepted once, so the tabs of a browser take turns.
function refresh() {
  const ask = async () => {
    if ((await fetch("/api/users/me")).ok) return true;
    const answer = await fetch("/api/users/refresh", { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
    return answer.ok;
  };
  const inTurn = () => navigator.locks ? navigator.locks.request("sanctum-refresh", ask) : ask();
  refreshing ??= inTurn().catch(() => false).finally(() => { refreshing = null; });
  return refreshing;
}

/** Whether somebody is signed in, or was and still may be. */
export const isSignedIn = refresh;

async function call(method, path, options) {
  try {
    return await ask(method, path, options);
  } catch (problem) {
    if (problem.status !== 401 || !problem.isChallenge || !await refresh()) throw problem;
    return await ask(method, path, options);
  }
}

async function ask(method, path, { body, type = "application/json", headers = {} } = {}) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? headers : { "Content-Type": type, ...headers },
      body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
    });
  } catch {
    throw new Problem(0, { detail: "The gateway cannot be reached." });
  }
  const answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : null;
  if (!response.ok) throw Object.assign(new Problem(response.status, answer), { isChallenge: response.headers.has("WWW-Authenticate") });
  return answer;
}

const path = (...parts) => "/v1/" + parts.map(encodeURIComponent).join("/");

/** Version and state of the gateway, or null where it cannot be reached. */
export const status = () => fetch("/api/status").then(answer => answer.ok ? answer.json() : null, () => null);

export const login = (username, password) => ask("POST", "/api/users/login", { body: { username, password, cookie: true } });
export const loginByCode = (challenge, code) => ask("POST", "/api/users/login/totp", { body: { challenge, code, cookie: true } });
export const passkeyRequest = () => ask("POST", "/api/users/login/passkey/options", { body: {} });
export const loginByPasskey = signed => ask("POST", "/api/users/login/passkey", { body: signed });
export const passkeyCreation = () => call("POST", "/api/users/me/passkeys/options");
export const registerPasskey = made => call("POST", "/api/users/me/passkeys", { body: made });
export const providers = () => ask("GET", "/api/users/providers");
export const exchangeLink = code => ask("POST", "/api/users/sign-in-links/exchange", { body: { code } });
export const changePassword = (currentPassword, newPassword) => call("PUT", "/api/users/me/password", { body: { currentPassword, newPassword } });
export const signOut = () => call("POST", "/api/users/logout");

export async function allAgents() {
  const agents = [];
  let after = null;
  do {
    const page = await call("GET", path("agents") + "?limit=200" + (after ? `&after=${encodeURIComponent(after)}` : ""));
    agents.push(...page.items);
    after = page.next;
  } while (after && agents.length < 2000);
  return agents;
}

export const createAgent = yaml => call("POST", path("agents"), { body: yaml, type: "application/yaml" });
export const memoryOf = agent => call("GET", path("agents", agent, "memory"));
export const queueOf = agent => call("GET", path("agents", agent, "queue"));
export const retryItem = (agent, item) => call("POST", path("agents", agent, "queue", "items", item, "retry"));
export const discardItem = (agent, item) => call("POST", path("agents", agent, "queue", "items", item, "discard"));
export const sessionsOf = agent => call("GET", path("agents", agent, "sessions") + "?limit=6");
export const session = id => call("GET", path("sessions", id));
export const cancel = id => call("POST", path("sessions", id, "cancel"));
export const eventsOf = (id, after) => path("sessions", id, "events") + `?after=${after}`;

/** Sends a message under a key of its own, so that trying again after a lost answer cannot say it twice. */
export async function send(agent, sessionId, text) {
  const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, "0")).join("");
  const post = () => call("POST", path("agents", agent, "messages"), {
    body: sessionId ? { text, sessionId } : { text },
    headers: { "Idempotency-Key": key },
  });
  try {
    return await post();
  } catch (problem) {
    if (problem.status !== 0 && problem.status !== 503) throw problem;
    await new Promise(resolve => setTimeout(resolve, 1000));
    return post();
  }
}
