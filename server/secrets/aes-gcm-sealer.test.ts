import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { createAesGcmSealer } from "./aes-gcm-sealer.ts";

const keyA = randomBytes(32);
const keyB = randomBytes(32);
const unreadable = expect.objectContaining({ code: "secret-unreadable" });

const thrownBy = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

test("a seal opens to what was sealed and does not show it", () => {
  const sealer = createAesGcmSealer([keyA]);
  const sealed = sealer.seal("pässword 🔑", "database-1");
  expect(sealed).not.toContain("word");
  expect(sealer.open(sealed, "database-1")).toBe("pässword 🔑");
  expect(sealer.open(sealer.seal("", "x"), "x")).toBe("");
});

test("the same text never makes the same seal twice", () => {
  const sealer = createAesGcmSealer([keyA]);
  const seals = new Set(Array.from({ length: 100 }, () => sealer.seal("same", "c")));
  expect(seals.size).toBe(100);
});

test("a seal cannot be moved to another row", () => {
  const sealer = createAesGcmSealer([keyA]);
  const sealed = sealer.seal("secret", "database-1");
  expect(thrownBy(() => sealer.open(sealed, "database-2"))).toEqual(unreadable);
});

test("a seal with any byte changed or missing does not open", () => {
  const sealer = createAesGcmSealer([keyA]);
  const [version, id, text = ""] = sealer.seal("secret", "c").split(".");
  const bytes = Buffer.from(text, "base64url");
  for (const at of bytes.keys()) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    expect(thrownBy(() => sealer.open(`${version}.${id}.${changed.toString("base64url")}`, "c"))).toEqual(unreadable);
    const cut = bytes.subarray(0, at).toString("base64url");
    expect(thrownBy(() => sealer.open(`${version}.${id}.${cut}`, "c"))).toEqual(unreadable);
  }
  expect(thrownBy(() => sealer.open("", "c"))).toEqual(unreadable);
});

test("during a rotation the first key seals and the older still opens", () => {
  const before = createAesGcmSealer([keyA]).seal("secret", "c");
  const during = createAesGcmSealer([keyB, keyA]);
  expect(during.open(before, "c")).toBe("secret");
  expect(during.isCurrent(before)).toBe(false);
  const after = during.seal("secret", "c");
  expect(during.isCurrent(after)).toBe(true);
  expect(createAesGcmSealer([keyB]).open(after, "c")).toBe("secret");
});

test("a seal of a key that is gone says so and not what it holds", () => {
  const sealed = createAesGcmSealer([keyA]).seal("secret", "c");
  const error = thrownBy(() => createAesGcmSealer([keyB]).open(sealed, "c"));
  expect(error).toEqual(unreadable);
  expect(String(error)).toContain("SLUICE_SECRET_KEY");
});
