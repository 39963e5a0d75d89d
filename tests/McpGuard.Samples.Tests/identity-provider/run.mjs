// node run.mjs URL RESOURCE KEYFILE [SCOPES]: an OpenID provider that this project did not write, with delegated tokens.
// It obeys words on its standard input, and answers "done" to each:
//   publish   publish a new key, and do not sign with it yet
//   promote   sign with the key that was published last; the others stay published
//   rotate    both at once
//   withdraw  publish the key that is signed with, and no other
// Where a key is meant, there is one for each algorithm.
// The user is alice, who agrees to what a client asks for. No client is granted more than SCOPES.
// A client may register. Words in its name choose how it is treated:
//   strict      it can never get more than the scopes that it registered with
//   no-lifetime the answers to it do not say how long a token lives
//   short-lived its access tokens live for seconds
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import { Provider } from 'oidc-provider';

const [url, resource, keyFile, scopes = 'mcp:basic files:read files:write'] = process.argv.slice(2);
const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const shortLifetime = 8;

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

const is = (client, word) => client?.clientName?.split(' ').includes(word);

const serverInfo = (client, audience) => ({
  scope: scopes,
  audience,
  accessTokenTTL: is(client, 'short-lived') ? shortLifetime : 300,
  accessTokenFormat: 'jwt',
  jwt: { sign: { alg: client.clientName ? 'ES256' : client.clientId.split('-')[1].toUpperCase() } }
});

// Unless it is strict, a registration does not limit a client to scopes.
async function readRegistration(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  const { scope, ...registration } = JSON.parse(text);
  request.body = is({ clientName: registration.client_name }, 'strict') ? { scope, ...registration } : registration;
}

function newProvider(keys) {
  const actors = new WeakMap();
  const provider = new Provider(url, {
    jwks: { keys },
    clients: [...clients, desktop],
    findAccount: (ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    loadExistingGrant,
    scopes: [...scopes.split(' '), 'offline_access'],
    issueRefreshToken: async (ctx, client) => client.grantTypeAllowed('refresh_token'),
    extraTokenClaims: (ctx) => actors.get(ctx),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      registration: { enabled: true },
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
    grant.addOIDCScope(`openid ${scopes} offline_access`);
    grant.addResourceScope(resource, scopes);
    await grant.save();
    return grant;
  }

  provider.use(async (ctx, next) => {
    await next();
    if (ctx.path === '/token' && is(ctx.oidc?.client, 'no-lifetime')) delete ctx.body.expires_in;
  });

  const answer = provider.callback();
  return async (request, response) => {
    if (request.url.startsWith('/interaction/'))
      return provider.interactionFinished(request, response, { login: { accountId: 'alice' }, consent: {} });
    if (request.url === '/reg' && request.method === 'POST') await readRegistration(request);
    return answer(request, response);
  };
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
