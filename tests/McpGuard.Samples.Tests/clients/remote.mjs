// mcp-remote, which serves a remote server over stdio and signs its user in by a browser.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { browse } from './person.mjs';

const program = join(fileURLToPath(new URL('.', import.meta.url)), 'node_modules', 'mcp-remote', 'dist', 'proxy.js');

// Several of these programs on one machine would prefer the same port.
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(String(port)));
    });
  });
}

// A person needs longer than the program, which listens only after it has printed the address.
async function visit(address) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await fetch(address);
    } catch (error) {
      if (attempt === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

export async function connectRemote(url, clientName) {
  const folder = mkdtempSync(join(tmpdir(), 'mcpguard-remote-'));
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [program, url, await freePort(), '--transport', 'http-only', '--static-oauth-client-metadata', JSON.stringify({ client_name: clientName })],
    // The browser of the machine stays closed; this process opens the addresses that the program prints.
    env: { ...process.env, MCP_REMOTE_CONFIG_DIR: folder, BROWSER: 'true' },
    stderr: 'pipe'
  });
  const asked = [];
  let rest = '';
  transport.stderr.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines.filter((line) => /^https?:.*[?&]response_type=code/.test(line.trim()))) {
      const address = new URL(line.trim());
      asked.push(address.searchParams.get('scope'));
      const callback = new URL(address.searchParams.get('redirect_uri'));
      browse(address, (next) => next.origin === callback.origin).then(visit);
    }
  });
  const client = new Client({ name: 'samples-tests', version: '1.0.0' });
  client.onclose = () => rmSync(folder, { recursive: true, force: true });
  await client.connect(transport);
  return { client, help: (action) => action(), asked };
}
