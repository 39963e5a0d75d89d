// node run.mjs URL RESOURCE KEYFILE: an OpenID provider that this project did not write, with delegated tokens.
// It obeys words on its standard input, and answers "done" to each:
//   publish   publish a new key, and do not sign with it yet
//   promote   sign with the key that was published last; the others stay published
//   rotate    both at once
//   withdraw  publish the key that is signed with, and no other
// Where a key is meant, there is one for each algorithm.
// Whoever is sent here by a client is alice, and agrees to what the client asks for; nobody is granted more than the scopes below.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import { Provider } from 'oidc-provider';

const [url, resource, keyFile] = process.argv.slice(2);
const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const scopes = 'mcp:basic files:read files:write';

async function newKey(alg) {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg, use: 'sig', kid: `${alg}-${Date.now()}-${Math.random()}` };
}

async function newKeys() {
  return Promise.all(['ES256', 'PS256', 'RS256'].map(newKey));
}

// A client's name says which algorithm its tokens are signed with: agent-es256.
const clients = ['es256', 'ps256', 'rs256'].map((alg) => ({
  client_id: `agent-${alg}`,
  client_secret: `agent-${alg}-secret`,
  grant_types: ['client_credentials', tokenExchange],
  redirect_uris: [],
  response_types: []
}));
const desktop = {
  client_id: 'desktop-es256',
  client_secret: 'desktop-es256-secret',
  application_type: 'native',
  grant_types: ['authorization_code'],
  redirect_uris: ['http://127.0.0.1/callback'],
  response_types: ['code']
};

const serverInfo = (client, audience) => ({
  scope: scopes,
  audience,
  accessTokenTTL: 300,
  accessTokenFormat: 'jwt',
  jwt: { sign: { alg: client.clientId.split('-')[1].toUpperCase() } }
});

function newProvider(keys) {
  const actors = new WeakMap();
  const provider = new Provider(url, {
    jwks: { keys },
    clients: [...clients, desktop],
    findAccount: (ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    loadExistingGrant,
    scopes: scopes.split(' '),
    extraTokenClaims: (ctx) => actors.get(ctx),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, audience, client) => serverInfo(client, audience)
      }
    }
  });

  // RFC 8693: whose token it was stays the subject, and whoever asks is the actor.
  provider.registerGrantType(
    tokenExchange,
    async (ctx) => {
      const { client, params } = ctx.oidc;
      const { payload } = await jwtVerify(params.subject_token, createLocalJWKSet(publicKeys(keys)), { issuer: url });
      actors.set(ctx, { act: { sub: client.clientId, ...(payload.act && { act: payload.act }) } });
      const token = new provider.AccessToken({ client, accountId: payload.sub, scope: params.scope, gty: 'token-exchange' });
      token.resourceServer = new provider.ResourceServer(params.resource, serverInfo(client, params.resource));
      ctx.body = { access_token: await token.save(), token_type: 'Bearer', expires_in: token.expiration };
    },
    ['subject_token', 'subject_token_type', 'resource', 'scope']
  );

  async function loadExistingGrant({ oidc }) {
    const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope(scopes);
    grant.addResourceScope(resource, scopes);
    await grant.save();
    return grant;
  }

  const answer = provider.callback();
  return (request, response) =>
    request.url.startsWith('/interaction/')
      ? provider.interactionFinished(request, response, { login: { accountId: 'alice' }, consent: {} })
      : answer(request, response);
}

const publicKeys = (keys) => ({ keys: keys.map(({ d, p, q, dp, dq, qi, ...key }) => key) });

let keys = existsSync(keyFile) ? JSON.parse(readFileSync(keyFile)) : await newKeys();
let serve;

function use(next) {
  keys = next;
  writeFileSync(keyFile, JSON.stringify(keys));
  serve = newProvider(keys);
}

use(keys);
createServer((request, response) => serve(request, response)).listen(new URL(url).port, new URL(url).hostname);

// The first key of an algorithm is the one that oidc-provider signs with.
const commands = {
  publish: async () => use([...keys, ...(await newKeys())]),
  promote: async () => use([...keys.slice(-3), ...keys.slice(0, -3)]),
  rotate: async () => use([...(await newKeys()), ...keys]),
  withdraw: async () => use(keys.slice(0, 3))
};
for await (const line of createInterface({ input: process.stdin })) {
  await commands[line]();
  console.log('done');
}

// Nobody is left to say anything, so nobody is left to end this process.
process.exit();
