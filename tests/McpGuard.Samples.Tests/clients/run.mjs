// node run.mjs LIBRARY TASK: drives the guarded server with one library and prints what the client saw, as JSON.
import { libraries } from './libraries.mjs';
import { Newcomer, Person } from './person.mjs';
import { connectRemote } from './remote.mjs';

const [name, task] = process.argv.slice(2);
const { MCP_URL, MCP_TOKEN, MCP_AUTHORITY, MCP_CLIENT_NAME, MCP_SECONDS, MCP_ELICITATION, MCP_ORDER } = process.env;
const library = libraries[name];
const refusals = [];

async function watchedFetch(input, init) {
  const response = await fetch(input, init);
  if ([401, 403].includes(response.status)) {
    const { error, scope, resourceMetadataUrl } = library.readChallenge(response);
    refusals.push({ status: response.status, error, scope, metadata: resourceMetadataUrl?.href });
  }

  return response;
}

async function connect(options, client = library.newClient()) {
  await client.connect(library.newTransport(new URL(MCP_URL), { fetch: watchedFetch, ...options }));
  return client;
}

async function call(client, tool, args) {
  const result = await client.callTool({ name: tool, arguments: args });
  return result.content[0].text;
}

async function failure(action) {
  try {
    await action();
    return null;
  } catch (error) {
    return error.message;
  }
}

// A client that registers itself and signs its user in: how to call a tool with it, and the scopes that it asked for.
async function signIn() {
  if (name === 'mcp-remote') return connectRemote(MCP_URL, MCP_CLIENT_NAME);
  const person = new Newcomer(MCP_CLIENT_NAME);
  const transport = library.newTransport(new URL(MCP_URL), { authProvider: person });
  await failure(() => library.newClient().connect(transport));
  await person.finish(transport);
  const client = await connect({ authProvider: person });
  return { client, help: (action) => person.help(client.transport, action), asked: person.asked };
}

const tasks = {
  // What a program prints that lists, calls with too little scope, alternates between two scopes, and meets a rule.
  async session() {
    const { client, help, asked } = await signIn();
    const print = async (tool, args) => {
      try {
        return await help(() => call(client, tool, args));
      } catch (error) {
        return `${error.constructor.name}: ${error.message}`;
      }
    };
    const { tools } = await client.listTools();
    const seen = { tools: tools.map((tool) => tool.name), before: await print('whoami', {}), alternating: [] };
    for (const [tool, args] of [
      ['files_read', { name: 'a.txt' }],
      ['tickets_search', {}],
      ['files_read', { name: 'a.txt' }],
      ['tickets_search', {}],
      ['files_read', { name: 'a.txt' }]
    ])
      seen.alternating.push(await print(tool, args));
    seen.asked = [...asked];
    seen.rule = await print('files_write', { name: 'a.exe', text: 'a' });
    seen.after = await print('whoami', {});
    await client.close();
    return seen;
  },

  // The different answers to a call that is repeated for some seconds, during which the token ends.
  async expiry() {
    const { client, help, asked } = await signIn();
    const answers = new Set();
    const end = Date.now() + MCP_SECONDS * 1000;
    while (Date.now() < end) {
      answers.add(await help(() => call(client, 'whoami', {})));
      await new Promise((resolve) => setTimeout(resolve, 200));
    }

    await client.close();
    return { answers: [...answers], asked };
  },

  async token() {
    const client = await connect({ requestInit: { headers: { Authorization: `Bearer ${MCP_TOKEN}` } } });
    const { tools } = await client.listTools();
    const seen = { tools: tools.map((tool) => tool.name), result: await call(client, 'whoami', {}) };
    seen.failure = await failure(() => call(client, 'files_write', { name: 'a.txt', text: 'a' }));
    await client.close();
    return seen;
  },

  // A call that a person has to approve, until it has run. What the client can show is a capability of its own.
  async refund() {
    const opened = [];
    const elicitation = MCP_ELICITATION && JSON.parse(MCP_ELICITATION);
    const client = library.newClient(elicitation ? { capabilities: { elicitation } } : {});
    if (elicitation)
      client.setRequestHandler('elicitation/create', (request) => {
        opened.push(request.params.url);
        return { action: 'accept' };
      });

    await connect({ requestInit: { headers: { Authorization: `Bearer ${MCP_TOKEN}` } } }, client);
    const results = [];
    do {
      results.push(await call(client, 'refund', { order: MCP_ORDER, amount: 40 }));
      await new Promise((resolve) => setTimeout(resolve, 200));
    } while (results.at(-1).includes('waits for a person'));

    await client.close();
    return { results, opened };
  },

  async anonymous() {
    return { failure: await failure(() => connect({})) };
  },

  // 401, protected resource metadata, authorization server metadata, token, call. A generation 2 client then widens its token
  // on a 403; generation 1 asks for the configured scope and for nothing else.
  async discovery() {
    const provider = library.newProvider({
      clientId: 'agent-1',
      clientSecret: 'agent-1-secret',
      scope: 'tickets:read',
      expectedIssuer: MCP_AUTHORITY
    });
    const client = await connect({ authProvider: provider });
    const seen = { who: await call(client, 'whoami', {}), result: await call(client, 'tickets_search', {}) };
    await client.close();
    return seen;
  },

  // 403 with all that a call needs, the person, a wider token, the call again; then two calls that nothing can mend.
  async stepUp() {
    const person = new Person(MCP_AUTHORITY);
    const transport = library.newTransport(new URL(MCP_URL), { authProvider: person });
    const anonymous = library.newClient();
    await failure(() => anonymous.connect(transport));
    await person.finish(transport);
    const client = await connect({ authProvider: person });
    const calling = (tool, args) => person.help(client.transport, () => call(client, tool, args));
    const seen = {
      before: await calling('whoami', {}),
      written: await calling('files_write', { name: 'a.txt', text: 'a' }),
      after: await calling('whoami', {}),
      forOthers: await calling('files_list', {}),
      forNobody: await failure(() => calling('files_delete', { name: 'a.txt' })),
      asked: person.asked
    };
    await client.close();
    return seen;
  }
};

const seen = await tasks[task]();
console.log(JSON.stringify({ ...seen, refusals }));
