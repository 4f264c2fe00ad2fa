// A second verifier of evidence bundles, in another language and by its own reading of the format: node alone, no packages.
//
//     node verify.mjs DIR [VKEY]...        prints {"ok", "faults": [{"code", "where"}]} as JSON; exit 0, or 1
//
// It must agree with audit/standalone/verify.py on every bundle, good or tampered with.
import { createHash, createPublicKey, verify as verifySignature } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const FIELDS = {
  position: "whole", stream: "text", kind: "text", version: "whole", event_id: "bytes", type: "text", schema: "whole",
  day: "whole", recorded_at: "whole", court: "text", round: "text?", label_1: "text?", label_2: "text?",
  number_1: "whole?", number_2: "whole?", number_3: "whole?", number_4: "whole?", actor: "text", actor_court: "text",
  actor_post: "text", command_id: "text", correlation_id: "text", causation_id: "text", payload: "bytes", sealed: "bytes?",
};
const [folder, ...given] = process.argv.slice(2);
const faults = [];

class Fault extends Error {
  constructor(code, where) {
    super(code);
    Object.assign(this, { code, where });
  }
}

const sum = (name, ...parts) => createHash(name).update(Buffer.concat(parts)).digest();
const node = (name, left, right) => sum(name, Buffer.from([1]), left, right);

function must(holds) {
  if (!holds) throw new RangeError("malformed");
}

function attempt(code, where, read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault(code, where);
  }
}

function read(name) {
  if (!existsSync(join(folder, name))) throw new Fault("file-missing", name);
  return readFileSync(join(folder, name));
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function unbase64(text) {
  must(typeof text === "string");
  const data = Buffer.from(text, "base64");
  must(data.toString("base64") === text);
  return data;
}

function digests(texts) {
  must(Array.isArray(texts));
  return texts.map(unbase64).map((each) => (must(each.length === 32), each));
}

function compact(data) {
  const text = strict.decode(data);
  const value = JSON.parse(text);
  must(JSON.stringify(value) === text);
  return value;
}

// --- leaves and trees, recursively, as RFC 9162 defines them ---

function bencoded(value) {
  if (value === null) return Buffer.from("le");
  if (typeof value === "number") return Buffer.from(`i${value}e`);
  const data = Buffer.from(value);
  return Buffer.concat([Buffer.from(`${data.length}:`), data]);
}

// The largest power of two below a size.
function split(size) {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

// The root that a path of hashes, from the root downwards, gives to leaf `index`; null where the path does not fit.
function rootFrom(name, leaf, index, size, path) {
  if (size === 1) return path.length === 0 ? leaf : null;
  if (path.length === 0) return null;
  const [top, ...rest] = path;
  const left = split(size);
  const below = index < left ? rootFrom(name, leaf, index, left, rest) : rootFrom(name, leaf, index - left, size - left, rest);
  if (below === null) return null;
  return index < left ? node(name, below, top) : node(name, top, below);
}

// The old and the new root that a consistency path, from the root downwards, gives; null where it does not fit.
function rootsFrom(name, old, size, path, oldRoot, whole) {
  if (old === size) {
    if (whole) return path.length === 0 ? [oldRoot, oldRoot] : null;
    return path.length === 1 ? [path[0], path[0]] : null;
  }
  if (path.length === 0) return null;
  const [top, ...rest] = path;
  const left = split(size);
  if (old <= left) {
    const below = rootsFrom(name, old, left, rest, oldRoot, whole);
    return below && [below[0], node(name, below[1], top)];
  }
  const below = rootsFrom(name, old - left, size - left, rest, oldRoot, false);
  return below && [node(name, top, below[0]), node(name, top, below[1])];
}

// --- notes ---

function keyOf(vkey) {
  const [name, id, ...rest] = vkey.split("+");
  const data = unbase64(rest.join("+"));
  const made = sum("sha256", Buffer.from(`${name}\n`), data).subarray(0, 4);
  must(name !== "" && data.length === 33 && data[0] === 1 && made.toString("hex") === id);
  return { name, id: made, key: createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: data.subarray(1).toString("base64url") }, format: "jwk" }) };
}

function opened(data, keys) {
  const whole = strict.decode(data);
  const at = whole.lastIndexOf("\n\n");
  must(at >= 0 && whole.endsWith("\n") && at + 2 < whole.length && !/[\x00-\x09\x0b-\x1f]/.test(whole));
  const text = whole.slice(0, at + 1);
  const signatures = whole.slice(at + 2, -1).split("\n").map((line) => {
    const [dash, name, encoded, ...more] = line.split(" ");
    must(dash === "—" && name && encoded !== undefined && more.length === 0);
    return { name, made: unbase64(encoded) };
  });
  let signed = false;
  for (const { name, id, key } of keys) {
    for (const { made } of signatures.filter((each) => each.name === name && each.made.subarray(0, 4).equals(id))) {
      if (!verifySignature(null, Buffer.from(text), key, made.subarray(4))) return { text, signed: false, signatures };
      signed = true;
    }
  }
  return { text, signed, signatures };
}

// --- the bundle ---

function files(at = "") {
  return readdirSync(join(folder, at)).flatMap((name) => {
    const path = at ? `${at}/${name}` : name;
    return statSync(join(folder, path)).isDirectory() ? files(path) : [path];
  });
}

function note(name, kind, keys) {
  const data = read(name);
  const { text, signed, signatures } = attempt(`${kind}-malformed`, name, () => opened(data, keys));
  if (!signed || (kind === "manifest" && signatures.length > 1)) faults.push([`${kind}-unsigned`, name]);
  return text;
}

function manifest(keys) {
  const text = note("manifest.note", "manifest", keys);
  const said = attempt("manifest-malformed", "manifest.note", () => {
    const lines = text.split("\n");
    const head = ["log", "case", "hash", "records"].map((word) => {
      const line = lines.slice(1, 5).find((each) => each.startsWith(`${word} `));
      return line.slice(word.length + 1);
    });
    const listed = new Map();
    for (const line of lines.slice(5, -1)) {
      const [word, digest, ...name] = line.split(" ");
      must(name.length > 0);
      listed.set(name.join(" "), word === "file" && !listed.has(name.join(" ")) ? digest : "");
    }
    must(lines[0] === "casestream/evidence/1" && lines.at(-1) === "" && ["sha256", "sm3"].includes(head[2]) && /^[0-9]+$/.test(head[3]));
    return { log: head[0], stream: head[1], hash: head[2], records: Number(head[3]), listed };
  });
  const there = new Set(files());
  for (const name of there) {
    if (name !== "manifest.note" && !said.listed.has(name)) faults.push(["file-unlisted", name]);
  }
  for (const [name, digest] of said.listed) {
    if (!there.has(name)) faults.push(["file-missing", name]);
    else if (`${said.hash}:${sum(said.hash, read(name)).toString("hex")}` !== digest) faults.push(["file-altered", name]);
  }
  return said;
}

function checkpoints(said, keys) {
  const found = existsSync(join(folder, "checkpoints")) ? files("checkpoints").filter((name) => name.endsWith(".note")).sort() : [];
  const heads = found.map((name) => {
    const text = attempt("checkpoint-malformed", name, () => note(name, "checkpoint", keys));
    return attempt("checkpoint-malformed", name, () => {
      const [origin, size, root, ...more] = text.split("\n");
      must(more.pop() === "" && /^[0-9]+$/.test(size));
      if (origin !== said.log || (more.join("\n") || "hash sha256") !== `hash ${said.hash}`) faults.push(["checkpoint-foreign", name]);
      return { size: Number(size), root: digests([root])[0], name };
    });
  });
  if (heads.length === 0) throw new Fault("file-missing", "checkpoints");
  return heads.sort((one, other) => one.size - other.size);
}

function growth(said, heads) {
  const data = read("consistency.json");
  const proofs = attempt("log-rewritten", "consistency.json", () =>
    new Map(compact(data).map((one) => [`${one.from} ${one.to}`, digests(one.proof)])),
  );
  for (let at = 1; at < heads.length; at++) {
    const [old, later] = [heads[at - 1], heads[at]];
    const path = (proofs.get(`${old.size} ${later.size}`) ?? []).reverse();
    const roots = old.size >= 1 && old.size < later.size ? rootsFrom(said.hash, old.size, later.size, path, old.root, true) : null;
    if (!roots || !roots[0].equals(old.root) || !roots[1].equals(later.root)) faults.push(["log-rewritten", later.name]);
  }
}

function valueOf(field, value) {
  const kind = FIELDS[field];
  if (value === null && kind.endsWith("?")) return null;
  if (kind.startsWith("whole")) return must(Number.isSafeInteger(value)), value;
  must(typeof value === "string");
  return kind.startsWith("bytes") ? unbase64(value) : value;
}

function records(said, head) {
  const lines = [];
  for (const name of ["records.jsonl", "proofs.jsonl"]) {
    const data = read(name);
    const parts = [];
    for (let from = 0, at; from <= data.length; from = at + 1) {
      at = data.indexOf(10, from);
      if (at < 0) at = data.length;
      parts.push(data.subarray(from, at));
    }
    lines.push(parts);
  }
  if (lines.map((parts) => parts.pop().length).some((length) => length > 0)) faults.push(["record-malformed", "records.jsonl"]);
  let [count, last] = [0, 0];
  for (let at = 0; at < Math.max(lines[0].length, lines[1].length); at++) {
    const where = `records.jsonl:${at + 1}`;
    try {
      const [record, path] = attempt("record-malformed", where, () => {
        const [told, shown] = lines.map((parts) => compact(parts[at] ?? Buffer.alloc(0)));
        must(Object.keys(told).join() === Object.keys(FIELDS).join() && Object.keys(shown).join() === "position,proof");
        Object.keys(FIELDS).forEach((field) => valueOf(field, told[field]));
        return [told, digests(shown.proof).reverse()];
      });
      count += 1;
      const values = ["casestream/1", ...Object.keys(FIELDS).map((field) => valueOf(field, record[field]))];
      const data = Buffer.concat([Buffer.from("l"), ...values.map(bencoded), Buffer.from("e")]);
      const leaf = sum(said.hash, Buffer.from([0]), data);
      const index = record.position - 1;
      const root = index >= 0 && index < head.size ? rootFrom(said.hash, leaf, index, head.size, path) : null;
      if (!root || !root.equals(head.root)) throw new Fault("record-not-in-log", where);
      if (record.stream !== said.stream) throw new Fault("record-foreign", where);
      if (record.version !== at + 1 || record.position <= last) throw new Fault("versions-gap", where);
      last = record.position;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults.push([error.code, error.where]);
    }
  }
  if (count !== said.records) faults.push(["records-missing", "records.jsonl"]);
}

try {
  const vkeys = given.length ? given : read("vkeys").toString().split("\n").filter((line) => line);
  const keys = attempt("key-malformed", "vkeys", () => vkeys.map(keyOf));
  const said = manifest(keys);
  const heads = checkpoints(said, keys);
  growth(said, heads);
  records(said, heads.at(-1));
} catch (error) {
  if (!(error instanceof Fault)) throw error;
  faults.push([error.code, error.where]);
}
console.log(JSON.stringify({ ok: faults.length === 0, faults: faults.map(([code, where]) => ({ code, where })) }));
process.exitCode = faults.length ? 1 : 0;
