// The two generations of the official TypeScript client, behind one shape.
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ClientCredentialsProvider as ProviderV1 } from '@modelcontextprotocol/sdk/client/auth-extensions.js';
import { extractWWWAuthenticateParams as readChallengeV1 } from '@modelcontextprotocol/sdk/client/auth.js';
import {
  Client as ClientV2,
  StreamableHTTPClientTransport as TransportV2,
  ClientCredentialsProvider as ProviderV2,
  extractWWWAuthenticateParams as readChallengeV2
} from '@modelcontextprotocol/client';

const info = { name: 'samples-tests', version: '1.0.0' };

function newV2(options) {
  return {
    newClient: (more) => new ClientV2(info, { ...options, ...more }),
    newTransport: (url, options) => new TransportV2(url, options),
    newProvider: (options) => new ProviderV2(options),
    readChallenge: readChallengeV2
  };
}

export const libraries = {
  'sdk-1': {
    newClient: () => new ClientV1(info),
    newTransport: (url, options) => new TransportV1(url, options),
    newProvider: (options) => new ProviderV1(options),
    readChallenge: readChallengeV1
  },
  'client-2': newV2({}),
  'client-2-modern': newV2({ versionNegotiation: { mode: { pin: '2026-07-28' } } })
};
