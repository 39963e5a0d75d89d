// Signs as a route of Pomerium does. auth_request asks for the assertion, and the proxied request gets it.
const fs = require('fs');

const encode = (value) => Buffer.from(value).toString('base64url');
const uuid = () => {
  const bytes = Buffer.from(crypto.getRandomValues(new Uint8Array(16)));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

async function assertion(r) {
  const state = JSON.parse(fs.readFileSync(r.variables.state));
  const user = state.sessions[r.variables.cookie__pomerium];
  if (!user) return r.return(401);

  const now = Math.floor(Date.now() / 1000);
  const host = r.variables.route.split(':')[0];
  const claims = { aud: host, exp: now + 300, iat: now, iss: host, jti: uuid() };
  const signed = `${encode(JSON.stringify({ alg: 'ES256', kid: state.kid, typ: 'JWT' }))}.${encode(JSON.stringify(Object.assign(claims, user)))}`;
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const privateKey = await crypto.subtle.importKey('pkcs8', Buffer.from(state.key, 'base64'), algorithm, false, ['sign']);
  const signature = await crypto.subtle.sign(algorithm, privateKey, Buffer.from(signed));
  r.headersOut['X-Assertion'] = `${signed}.${encode(fixed(Buffer.from(signature)))}`;
  r.return(200);
}

// JWS needs both numbers at their full length (RFC 7518 section 3.4); this version of njs writes them as DER.
function fixed(signature) {
  if (signature.length === 64) return signature;
  const first = number(signature, 2);
  return Buffer.concat([first.value, number(signature, first.end).value]);
}

function number(der, start) {
  const end = start + 2 + der[start + 1];
  const value = der.slice(start + 2, end).slice(-32);
  return { value: Buffer.concat([Buffer.alloc(32 - value.length), value]), end: end };
}

// Pomerium keeps its own session cookie to itself.
const cookie = (r) => (r.headersIn.Cookie || '').split('; ').filter((pair) => pair && !pair.startsWith('_pomerium=')).join('; ');
const carried = (r) => r.headersIn['X-Pomerium-Jwt-Assertion-For'] || r.headersIn['X-Pomerium-Jwt-Assertion'] || '';
const requestId = () => uuid();

export default { assertion: assertion, cookie: cookie, carried: carried, requestId: requestId };
