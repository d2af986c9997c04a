// Runs a client made for OpenAI's API against a gateway: node run.mjs CLIENT BASE_URL, with its key in SANCTUM_API_KEY. Each line of standard input is a request, each line
// of standard output an attempt that is being answered, or the request's outcome.
import { createInterface } from 'node:readline';

const [client, baseURL] = process.argv.slice(2);
const apiKey = process.env.SANCTUM_API_KEY;
const adapters = {
  openai: () => import('./openai.mjs'),
  ai: () => import('./ai.mjs'),
  langchain: () => import('./langchain.mjs'),
};
const { complete, statusOf } = await adapters[client]();
const say = line => process.stdout.write(`${JSON.stringify(line)}\n`);

say({ ready: client });
for await (const line of createInterface({ input: process.stdin }))
  await run(JSON.parse(line));

async function run(request) {
  let attempts = 0;
  const counted = async (url, init) => {
    const attempt = ++attempts;
    if (attempt <= (request.lost ?? 0))
      return await lose(url, init, request);
    const answer = await fetch(url, init);
    say({ answered: attempt });
    return answer;
  };
  try {
    const text = await complete({ baseURL, apiKey, fetch: counted, ...request });
    say({ text, attempts });
  } catch (error) {
    say({ error: String(error?.message ?? error), status: statusOf(error) ?? null, attempts });
  }
}

// The request arrives, and its answer does not: the connection breaks while the turn is open, or the answer is lost.
async function lose(url, init, request) {
  const ending = new AbortController();
  const answer = fetch(url, { ...init, signal: ending.signal });
  if (request.loseOpen) {
    answer.catch(() => {});
    await isOpen(request.model);
    ending.abort();
  } else {
    await (await answer).text();
  }
  throw new TypeError('fetch failed', { cause: new Error('the connection was reset') });
}

async function isOpen(agent) {
  const path = `/v1/agents/${agent}/queue/items?status=processing`;
  const headers = { 'X-API-Key': apiKey };
  while ((await (await fetch(new URL(path, baseURL), { headers })).json()).items.length === 0)
    await new Promise(resume => setTimeout(resume, 20));
}
