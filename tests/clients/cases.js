// A reporter for node:test: writes what .ci/count-tests reads, one line for each test, in the form of
// GoogleTest's XML, to where GTEST_OUTPUT says; nothing without it.
'use strict';

const { writeFileSync } = require('node:fs');
const { basename } = require('node:path');

const escapes = { '&': '&amp;', '<': '&lt;', '"': '&quot;', '\n': '&#10;' };
const escaped = (text) => text.replace(/[&<"\n]/g, (character) => escapes[character]);

function testcase(program, { type, data }) {
  const counts = data.skip === undefined && data.todo === undefined;
  const result = counts ? 'completed' : 'skipped';
  const start =
    `<testcase name="${escaped(data.name)}" file="${program}" status="run" result="${result}"` +
    ` classname="${program}"`;
  return type === 'test:fail' && counts
    ? `${start}>\n<failure message="${escaped(String(data.details.error))}"></failure>\n</testcase>\n`
    : `${start} />\n`;
}

// A suite is no test; but one that fails by itself (in a hook, as against in its tests) counts.
function isCase({ type, data }) {
  if (data.details?.type === 'suite') {
    return type === 'test:fail' && data.details.error.failureType !== 'subtestsFailed';
  }
  return ['test:pass', 'test:fail'].includes(type);
}

module.exports = async function* cases(events) {
  const [kind, folder] = (process.env.GTEST_OUTPUT ?? '').split(/:(.*)/s);
  const program = process.env.DDBSIM_TEST_NAME ?? basename(process.argv[1], '.js');
  let lines = '';
  for await (const event of events) {
    if (isCase(event)) {
      lines += testcase(program, event);
    }
  }
  if (kind === 'xml') {
    writeFileSync(`${folder}${program}.xml`, `<testsuites>\n<testsuite>\n${lines}</testsuite>\n</testsuites>\n`);
  }
};
