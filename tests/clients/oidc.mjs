// An OpenID provider by the npm package oidc-provider, certified by the OpenID Foundation: node oidc.mjs CLIENT_ID CLIENT_SECRET REDIRECT_URI…
// It prints its address as one line, and ends with its standard input. Every name signs in with any password, by the package's own forms;
// people are in the groups that follow their name: 'ada+staff+ops'.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const [clientId, clientSecret, ...redirectUris] = process.argv.slice(2);
const server = createServer();
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: redirectUris }],
  // The claims of the scopes are in the id token.
  conformIdTokenClaims: false,
  claims: { openid: ['sub'], profile: ['preferred_username', 'name'], email: ['email', 'email_verified'], groups: ['groups'] },
  scopes: ['openid', 'profile', 'email', 'groups'],
  pkce: { required: () => true },
  cookies: { keys: ['only for a test'] },
  features: { devInteractions: { enabled: true } },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => {
      const [name, ...groups] = id.split('+');
      return { sub: id, preferred_username: name, name, email: `${name}@example.org`, email_verified: true, groups };
    },
  }),
});
server.on('request', provider.callback());
process.stdin.on('end', () => process.exit(0)).resume();
console.log(issuer);
