// Runs under `ses-stand-in run`, which sets variables that say where everything is.
const fs = require("node:fs");
const path = require("node:path");
const { simpleParser } = require("mailparser");
const { handler } = require("./bouncer");

const { SES_STAND_IN_NOTIFICATIONS, SES_STAND_IN_OUTBOX } = process.env;

// The event that the Lambda action of a receipt rule gets for the message in the file NAME.eml.
function event(name) {
  const file = path.join(SES_STAND_IN_NOTIFICATIONS, `${name}.notification.json`);
  const { mail, receipt } = JSON.parse(fs.readFileSync(file, "utf8"));
  return { Records: [{ eventSource: "aws:ses", eventVersion: "1.0", ses: { mail, receipt } }] };
}

function bounces() {
  const folder = path.join(SES_STAND_IN_OUTBOX, "new");
  return Promise.all(fs.readdirSync(folder).map((name) => simpleParser(fs.readFileSync(path.join(folder, name)))));
}

test("a bounce is never bounced", async () => {
  expect(await handler(event("a-bounce"))).toEqual([]);
  expect(await bounces()).toEqual([]);
});

// The first call is throttled, because package.json asks for that. The SDK repeats it.
test("a message to nobody comes back to its sender", async () => {
  const [id] = await handler(event("for-nobody"));
  const [bounce] = await bounces();
  expect(bounce.messageId).toContain(id);
  expect(bounce.to.text).toBe("bob@sender.example");
  // mailparser appends the delivery status to the text for people.
  expect(bounce.text).toContain("Final-Recipient: rfc822; ann@example.com");
  expect(bounce.text).toContain("Status: 5.1.1");
});
