// The demo network: makes its people, lets you write as one of them, and shows what everybody writes.
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

const AGENT = 'ada'
const PEOPLE = ['alice', 'bob']
const network = JSON.parse(await readFile(new URL('../../.sanctum/bluesky.json', import.meta.url), 'utf8'))
const [command, ...rest] = process.argv.slice(2)
const commands = { setup, say, watch }
if (!commands[command]) fail('usage: ./dev bluesky say alice|bob TEXT   or   ./dev bluesky watch')
await commands[command](...rest)

/** Accounts, the agent, its account on the network, and a first question. The gateway's token is in SANCTUM_TOKEN. */
async function setup(gateway) {
  for (const name of [AGENT, ...PEOPLE]) await control('accounts', { handle: handleOf(name), password: name })
  const definition = await readFile(new URL(`../../agents/${AGENT}.yaml`, import.meta.url), 'utf8')
  const authorization = `Bearer ${process.env.SANCTUM_TOKEN}`
  await call(`${gateway}/v1/agents`, definition, { authorization, 'content-type': 'application/yaml' }, [409])
  await call(`${gateway}/v1/platforms/bluesky/accounts/${AGENT}`, undefined, { authorization }, [404], 'DELETE')
  await call(`${gateway}/v1/platforms/bluesky/accounts`, JSON.stringify({
    account: AGENT,
    agent: AGENT,
    credentials: { identifier: handleOf(AGENT), password: AGENT },
    settings: { service: network.pds, languages: ['en'] },
    rules: { pollSeconds: 1 },
  }), { authorization })
  await write('alice', `Hello @${handleOf(AGENT)}, what is 6 * 7? 👋`)
}

/** Writes as a person; a reply to the agent's last words to that person if there are any, else a new post. */
async function say(name, ...words) {
  if (!PEOPLE.includes(name) || words.length === 0) fail('usage: ./dev bluesky say alice|bob TEXT')
  await write(name, words.join(' '))
}

/** Shows every post as the AppView has it, until you stop it. */
async function watch() {
  const shown = new Set()
  for (;;) {
    const feeds = await Promise.all([AGENT, ...PEOPLE].map((name) => feedOf(name)))
    const posts = feeds.flat().filter((post) => !shown.has(post.uri)).sort((a, b) => a.indexedAt.localeCompare(b.indexedAt))
    for (const post of posts) {
      shown.add(post.uri)
      const place = post.record.reply ? '  ↳ ' : ''
      console.log(`${post.indexedAt.slice(11, 19)}  ${place}@${post.author.handle}: ${post.record.text}`)
    }
    await sleep(1000)
  }
}

async function write(name, text) {
  const session = await xrpc(network.pds, 'com.atproto.server.createSession', { identifier: handleOf(name), password: name })
  const record = { $type: 'app.bsky.feed.post', text, createdAt: new Date().toISOString(), facets: await mentionsIn(text) }
  const mentionsAgent = text.includes(`@${handleOf(AGENT)}`)
  const last = mentionsAgent ? undefined : (await feedOf(AGENT)).find((post) => post.record.reply?.parent.uri.includes(session.did))
  if (!mentionsAgent && !last) fail(`There is no answer to ${name} yet to go on from; begin with @${handleOf(AGENT)} to ask something new.`)
  if (last) record.reply = { root: last.record.reply.root, parent: { uri: last.uri, cid: last.cid } }
  await xrpc(network.pds, 'com.atproto.repo.createRecord', { repo: session.did, collection: 'app.bsky.feed.post', record }, session.accessJwt)
  console.log(`@${handleOf(name)}: ${text}`)
}

async function mentionsIn(text) {
  const facets = []
  for (const { 0: mention, index } of text.matchAll(/@[a-z0-9.-]+\.test/g)) {
    const start = Buffer.byteLength(text.slice(0, index))
    const { did } = await xrpc(network.pds, `com.atproto.identity.resolveHandle?handle=${mention.slice(1)}`)
    facets.push({
      index: { byteStart: start, byteEnd: start + Buffer.byteLength(mention) },
      features: [{ $type: 'app.bsky.richtext.facet#mention', did }],
    })
  }
  return facets
}

async function feedOf(name) {
  const { feed } = await xrpc(network.appView, `app.bsky.feed.getAuthorFeed?actor=${handleOf(name)}&limit=50`)
  return feed.map((item) => item.post)
}

function handleOf(name) {
  return `${name}.test`
}

function control(action, body) {
  return call(new URL(action, network.control), JSON.stringify(body))
}

function xrpc(server, method, body, token) {
  const headers = token ? { authorization: `Bearer ${token}` } : {}
  return call(new URL(`/xrpc/${method}`, server), body && JSON.stringify(body), headers)
}

async function call(url, body, headers = {}, alsoFine = [], method = body ? 'POST' : 'GET') {
  const response = await fetch(url, { method, body, headers: { ...(body && { 'content-type': 'application/json' }), ...headers } })
  const text = await response.text()
  if (!response.ok && !alsoFine.includes(response.status)) fail(`${url}: ${response.status} ${text}`)
  return text && response.ok && response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : {}
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
