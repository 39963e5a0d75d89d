// Judges schemas by ajv and patterns by the engine's own RegExp: one question a line, one answer a line.
import { createInterface } from 'node:readline';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

function judgeSchema({ schema, instances }) {
  const ajv = new Ajv({ strict: false, logger: false, validateSchema: false });
  addFormats(ajv);
  const validate = ajv.compile(schema);
  return instances.map(instance => validate(instance));
}

function judgePattern({ pattern, texts }) {
  // By the standard a match begins at a code point. V8 also tries the middle of a surrogate pair for what matches nothing, as \B.
  const expression = new RegExp(pattern, 'uy');
  return texts.map(text => {
    for (let at = 0; at <= text.length; at += text.codePointAt(at) > 0xffff ? 2 : 1) {
      expression.lastIndex = at;
      if (expression.test(text)) return true;
    }

    return false;
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  let answer;
  try {
    answer = 'pattern' in question ? judgePattern(question) : judgeSchema(question);
  } catch (error) {
    answer = String(error.message);
  }
  console.log(JSON.stringify(answer));
}
