// What the page of a web chat asks the gateway. The visitor's cookie goes along by itself; scripts never see it.

const account = decodeURIComponent(location.pathname.split("/")[2] ?? "");
const root = `/v1/webchat/${encodeURIComponent(account)}`;
const tenant = new URLSearchParams(location.search).get("tenant");

/** An address of the chat, in the tenant that the page was opened in. */
const inTenant = path => tenant ? `${path}${path.includes("?") ? "&" : "?"}tenant=${encodeURIComponent(tenant)}` : path;

export const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, "0")).join("");

async function call(method, path, body) {
  let response;
  try {
    response = await fetch(inTenant(root + path), { method, headers: body ? { "Content-Type": "application/json" } : {}, body: body && JSON.stringify(body) });
  } catch {
    throw Object.assign(new Error("There is no connection. Try again in a moment."), { status: 0 });
  }
  const answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : null;
  if (!response.ok) throw Object.assign(new Error(answer?.detail ?? `The answer was ${response.status}.`), { status: response.status });
  return answer;
}

export const describe = () => call("GET", "");
export const enter = name => call("PUT", "/visitor", { name });
export const conversations = async () => (await call("GET", "/conversations")).items;
export const eventsOf = (conversation, after) => inTenant(`${root}/conversations/${conversation}/events?after=${after}`);

/** Sends a message under its own id, so that trying again after a lost answer cannot say it twice. */
export async function say(conversation, id, text) {
  const post = () => call("POST", `/conversations/${conversation}/messages`, { id, text });
  try {
    return await post();
  } catch (problem) {
    if (problem.status !== 0 && problem.status !== 503) throw problem;
    await new Promise(resolve => setTimeout(resolve, 1000));
    return post();
  }
}
