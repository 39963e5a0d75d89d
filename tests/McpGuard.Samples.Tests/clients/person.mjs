// What a browser does until it is sent back to the client.
export async function browse(url, isEnd) {
  const cookies = new Map();
  let next = url;
  while (!isEnd(next)) {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(next, { redirect: 'manual', headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [name, value] = set.split(';')[0].split('=');
      cookies.set(name, value);
    }

    next = new URL(response.headers.get('location'), next);
  }

  return next;
}

// An OAuth provider for either library whose person agrees to everything, so that a client can get tokens by itself.
export class Person {
  redirectUrl = 'http://127.0.0.1/callback';
  clientMetadata = { redirect_uris: [this.redirectUrl], grant_types: ['authorization_code'] };
  asked = [];

  constructor(issuer) {
    this.issuer = issuer;
  }

  clientInformation() {
    return { client_id: 'desktop-es256', client_secret: 'desktop-es256-secret', issuer: this.issuer };
  }

  tokens() {
    return this.token;
  }

  saveTokens(token) {
    this.token = token;
  }

  codeVerifier() {
    return this.verifier;
  }

  saveCodeVerifier(verifier) {
    this.verifier = verifier;
  }

  async redirectToAuthorization(url) {
    this.asked.push(url.searchParams.get('scope'));
    this.sentBackWith = (await browse(url, (address) => address.href.startsWith(this.redirectUrl))).searchParams;
  }

  finish(transport) {
    const code = this.sentBackWith.get('code');
    if (!code) throw new Error(this.sentBackWith.get('error'));
    return transport.finishAuth(code, this.sentBackWith.get('iss'));
  }

  // The libraries break off when they need the person; the application goes on with the code, and tries again.
  async help(transport, action) {
    try {
      return await action();
    } catch (error) {
      if (error.constructor.name !== 'UnauthorizedError') throw error;
      await this.finish(transport);
      return action();
    }
  }
}

// The same, for a client that registers itself.
export class Newcomer extends Person {
  constructor(name) {
    super();
    this.clientMetadata = {
      client_name: name,
      redirect_uris: [this.redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      application_type: 'native'
    };
  }

  clientInformation() {
    return this.information;
  }

  saveClientInformation(information) {
    this.information = information;
  }
}
