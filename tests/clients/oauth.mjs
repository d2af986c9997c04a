// Runs the OAuth client of the MCP SDK against a gateway: node oauth.mjs GATEWAY REGISTRAR_KEY USERNAME PASSWORD. The browser that a user
// would have is played here: it fills in the two forms. The outcome is one line of JSON.
import { auth, extractWWWAuthenticateParams } from '@modelcontextprotocol/sdk/client/auth.js';

const [gateway, registrar, username, password] = process.argv.slice(2);
const redirectUrl = 'http://127.0.0.1:41999/callback';
const cookies = new Map();
const kept = {};
const provider = {
  redirectUrl,
  clientMetadata: {
    client_name: 'MCP client', redirect_uris: [redirectUrl], token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'], scope: 'agents:read',
  },
  state: () => 'the-state',
  clientInformation: () => kept.client,
  saveClientInformation: client => { kept.client = client; },
  tokens: () => kept.tokens,
  saveTokens: tokens => { kept.tokens = tokens; },
  redirectToAuthorization: url => { kept.page = url; },
  saveCodeVerifier: verifier => { kept.verifier = verifier; },
  codeVerifier: () => kept.verifier,
};
const fetchFn = (url, init) => {
  const headers = new Headers(init?.headers);
  if (new URL(url).pathname === '/oauth/register')
    headers.set('Authorization', `Bearer ${registrar}`);
  return fetch(url, { ...init, headers });
};

const refused = await fetch(`${gateway}v1/agents`);
const { resourceMetadataUrl } = extractWWWAuthenticateParams(refused);
const started = await auth(provider, { serverUrl: gateway, resourceMetadataUrl, fetchFn });
const back = await allow(kept.page);
const ended = await auth(provider, {
  serverUrl: gateway, resourceMetadataUrl, fetchFn, authorizationCode: back.searchParams.get('code'),
});
const first = kept.tokens;
const allowed = await call('v1/agents');
const beyond = await call('v1/plugins');
const refreshed = await auth(provider, { serverUrl: gateway, resourceMetadataUrl, fetchFn });
const again = await call('v1/agents');
console.log(JSON.stringify({
  refused: refused.status, resourceMetadata: String(resourceMetadataUrl), started, state: back.searchParams.get('state'),
  issuer: back.searchParams.get('iss'), resource: kept.page.searchParams.get('resource'), ended, allowed, beyond, refreshed, again,
  isNewToken: first.access_token !== kept.tokens.access_token, isNewRefreshToken: first.refresh_token !== kept.tokens.refresh_token,
}));

async function call(path) {
  const answer = await fetch(gateway + path, { headers: { authorization: `Bearer ${kept.tokens.access_token}` } });
  return answer.status;
}

async function allow(page) {
  const signIn = await visit(page);
  const signedIn = await visit(new URL('/oauth/sign-in', gateway), { ...fieldsOf(await signIn.text()), username, password });
  const consent = await visit(new URL(signedIn.headers.get('location'), gateway));
  const answered = await visit(new URL('/oauth/authorize', gateway), { ...fieldsOf(await consent.text()), decision: 'allow' });
  return new URL(answered.headers.get('location'));
}

async function visit(url, form) {
  const answer = await fetch(url, {
    method: form ? 'POST' : 'GET', redirect: 'manual', body: form && new URLSearchParams(form),
    headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
  });
  for (const cookie of answer.headers.getSetCookie())
    cookies.set(...cookie.split(';')[0].split(/=(.*)/s).slice(0, 2));
  return answer;
}

function fieldsOf(html) {
  const fields = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  return Object.fromEntries(fields.map(([, name, value]) => [plain(name), plain(value)]));
}

function plain(html) {
  return html.replace(/&#x([0-9A-Fa-f]+);/g, (_, code) => String.fromCodePoint(parseInt(code, 16)))
    .replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
