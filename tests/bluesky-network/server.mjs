// Runs the official AT Protocol network (PLC directory, PDS, AppView) on loopback until its standard input ends or it is told to
// stop, prints where it is as one line of JSON, and answers control requests. Everything it writes is in one private folder.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { randomBytes } from 'node:crypto'

const require = createRequire(import.meta.url)
const MOST_BODY_BYTES = 64 * 1024
const MOST_APPVIEW_CONNECTIONS = 100
const PDS_ROTATION_KEY = randomBytes(32).toString('hex')

const folder = await mkdtemp(join(tmpdir(), 'sanctum-bluesky-'))
process.env.TMPDIR = folder
process.env.LOG_ENABLED ??= 'false'
process.env.REDIS_HOST = `127.0.0.1:${await startRedis()}`
process.env.DB_POSTGRES_SCHEMA ??= 'bluesky'

const { TestNetwork, TestPds, mockNetworkUtilities } = require('@atproto/dev-env')

const fixed = JSON.parse(process.env.BLUESKY_NETWORK_PORTS ?? '{}')
const ports = {}
for (const part of ['plc', 'pds', 'appView', 'control']) ports[part] = fixed[part] ?? (await freePort())

const network = await TestNetwork.create({
  plc: { port: ports.plc },
  pds: { port: ports.pds, plcRotationKeyK256PrivateKeyHex: PDS_ROTATION_KEY },
  bsky: { port: ports.appView },
})
// The AppView indexes a record inside a transaction and writes its notifications through a second connection meanwhile. When as many
// accounts post at once as its pool has connections (10), none is left for those, and it stands still for ever.
network.bsky.db.pool.options.max = MOST_APPVIEW_CONNECTIONS

const pdsSettings = {
  port: network.pds.port,
  didPlcUrl: network.plc.url,
  bskyAppViewUrl: network.bsky.url,
  bskyAppViewDid: network.bsky.serverDid,
  modServiceUrl: network.ozone.url,
  modServiceDid: network.ozone.ctx.cfg.service.did,
  plcRotationKeyK256PrivateKeyHex: PDS_ROTATION_KEY,
  dataDirectory: dirname(network.pds.ctx.cfg.db.accountDbLoc),
  blobstoreDiskLocation: network.pds.ctx.cfg.blobstore.location,
}
let pdsIsUp = true

const actions = {
  'POST /accounts': createAccount,
  'POST /settle': () => network.processAll(30_000),
  'POST /pds/stop': stopPds,
  'POST /pds/start': startPds,
}

const control = createServer(async (request, response) => {
  const action = actions[`${request.method} ${request.url}`]
  if (!action) return answer(response, 404, { error: `There is no ${request.method} ${request.url}.` })
  try {
    answer(response, 200, (await action(await readBody(request))) ?? {})
  } catch (error) {
    answer(response, 500, { error: String(error?.message ?? error) })
  }
})
control.listen(ports.control, '127.0.0.1', () => {
  const urls = {
    pds: network.pds.url,
    appView: network.bsky.url,
    plc: network.plc.url,
    control: `http://127.0.0.1:${ports.control}`,
  }
  process.stdout.write(`${JSON.stringify(urls)}\n`)
})

// A connection that breaks while nobody waits for its answer is no reason to end: the servers go on.
process.on('unhandledRejection', (reason) => console.error('unhandled rejection:', reason))
process.on('uncaughtException', (error) => console.error('uncaught exception:', error))
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
if (!process.argv.includes('--detached')) process.stdin.on('end', stop).resume()

async function createAccount({ handle, password }) {
  const agent = network.pds.getClient()
  const { data } = await agent.com.atproto.server.createAccount({ handle, password, email: `${handle}@example.test` })
  return { did: data.did, handle: data.handle, accessJwt: data.accessJwt }
}

async function stopPds() {
  if (!pdsIsUp) return
  await network.pds.close()
  pdsIsUp = false
}

async function startPds() {
  if (pdsIsUp) return
  network.pds = await TestPds.create(pdsSettings)
  mockNetworkUtilities(network.pds, network.bsky)
  pdsIsUp = true
}

// Redis ends when this process does, however that comes about: its shell waits for the end of a pipe from here.
async function startRedis() {
  const port = await freePort()
  const command = `redis-server --port ${port} --bind 127.0.0.1 --save '' --appendonly no --dir '${folder}' >/dev/null & read _; kill $!`
  spawn('sh', ['-c', command], { stdio: ['pipe', 'ignore', 'inherit'] })
  return port
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createTcpServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

async function readBody(request) {
  let text = ''
  for await (const chunk of request) {
    text += chunk
    if (text.length > MOST_BODY_BYTES) throw new Error(`The body is longer than ${MOST_BODY_BYTES} bytes.`)
  }
  return text ? JSON.parse(text) : {}
}

function answer(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function stop() {
  await rm(folder, { recursive: true, force: true })
  process.exit(0)
}
