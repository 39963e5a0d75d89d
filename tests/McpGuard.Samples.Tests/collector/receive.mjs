// node receive.mjs URL: takes what OpenTelemetry exporters send over OTLP/HTTP in protobuf, read by the messages that the project
// OpenTelemetry has generated itself. Each request with logs becomes one line on standard output: what was read, and the bytes as text.
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import generated from '@opentelemetry/otlp-transformer/build/src/generated/root.js';

const { ExportLogsServiceRequest } = generated.opentelemetry.proto.collector.logs.v1;
const url = new URL(process.argv[2]);

function value({ stringValue, boolValue, intValue, doubleValue, arrayValue }) {
  return stringValue ?? boolValue ?? (intValue == null ? undefined : Number(intValue)) ?? doubleValue ?? arrayValue?.values.map(value);
}

const attributes = (list) => Object.fromEntries(list.map((attribute) => [attribute.key, value(attribute.value)]));

function records({ resourceLogs }) {
  return resourceLogs.flatMap(({ scopeLogs }) =>
    scopeLogs.flatMap(({ scope, logRecords }) =>
      logRecords.map((record) => ({
        scope: scope?.name,
        name: record.eventName,
        severity: record.severityText,
        body: record.body && value(record.body),
        attributes: attributes(record.attributes),
        trace: Buffer.from(record.traceId ?? []).toString('hex')
      }))
    )
  );
}

async function receive(request, response) {
  const body = await buffer(request);
  if (request.method === 'POST' && request.url === '/v1/logs')
    console.log(JSON.stringify({ records: records(ExportLogsServiceRequest.decode(body)), bytes: body.toString('latin1') }));

  // An answer without a byte is a whole message in protobuf: all was taken.
  response.writeHead(200, { 'Content-Type': 'application/x-protobuf' }).end();
}

createServer(receive).listen(url.port, url.hostname);
