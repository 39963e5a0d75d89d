// node proxy.mjs PORT TARGET: passes each request on as it came, with the token of MCP_TOKEN, since the suite cannot send one.
import { createServer, request as send } from 'node:http';
import { pipeline } from 'node:stream';

const [port, target] = process.argv.slice(2);
const { MCP_TOKEN } = process.env;

createServer((request, response) => {
  const headers = MCP_TOKEN ? [...request.rawHeaders, 'Authorization', `Bearer ${MCP_TOKEN}`] : request.rawHeaders;
  const passedOn = send(new URL(request.url, target), { method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.rawHeaders);
    response.flushHeaders();
    pipeline(answer, response, () => {});
  });
  passedOn.on('error', () => response.destroy());
  response.on('close', () => passedOn.destroy());
  request.pipe(passedOn);
}).listen(port, 'localhost');
