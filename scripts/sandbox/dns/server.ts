import dgram from "node:dgram";
import type { AddressInfo } from "node:net";

/** What stands under one name. */
export type DnsRecords = {
  a?: string[];
  aaaa?: string[];
  cname?: string;
  ns?: string[];
  /** `issue` values, such as `letsencrypt.org`. */
  caa?: string[];
};

export type DnsSandbox = {
  /** `127.0.0.1:port` for a resolver. */
  address: string;
  /** Replaces what stands under a name; null takes the name away. */
  set(name: string, records: DnsRecords | null): void;
  /** From now on the name gets an error ("servfail"), or no answer at all ("silence"); null mends it. */
  breakName(name: string, how: "servfail" | "silence" | null): void;
  /** How many questions came in. */
  asked(): number;
  stop(): Promise<void>;
};

type Options = {
  port?: number;
  /** The address that every name without records has, unless it begins with `belum-`. Absent: there is no such name. */
  fallback?: string;
};

const types = { a: 1, ns: 2, cname: 5, aaaa: 28, caa: 257 };

/** A name server on a real UDP port, for names that nobody has bought (RFC 1035; CAA by RFC 8659). */
export async function startDnsSandbox({ port = 0, fallback }: Options = {}): Promise<DnsSandbox> {
  const zone = new Map<string, DnsRecords>();
  const broken = new Map<string, "servfail" | "silence">();
  let count = 0;
  const socket = dgram.createSocket("udp4");

  function find(name: string): DnsRecords | null {
    const own = zone.get(name);
    if (own) return own;
    // A name above another exists, and holds nothing.
    if ([...zone.keys()].some((other) => other.endsWith(`.${name}`))) return {};
    if (!fallback || name.startsWith("belum-") || !name.includes(".")) return null;
    return { a: [fallback] };
  }

  socket.on("message", (query, from) => {
    count += 1;
    const question = readQuestion(query);
    if (!question) return;
    const fault = broken.get(question.name);
    if (fault === "silence") return;
    const reply = fault ? answer(query, question, [], 2) : resolve(query, question, find);
    socket.send(reply, from.port, from.address);
  });
  await new Promise<void>((done, fail) => {
    socket.once("error", fail);
    socket.bind(port, "127.0.0.1", done);
  });
  return {
    address: `127.0.0.1:${(socket.address() as AddressInfo).port}`,
    set: (name, records) => (records ? zone.set(name, records) : zone.delete(name)),
    breakName: (name, how) => (how ? broken.set(name, how) : broken.delete(name)),
    asked: () => count,
    stop: () => new Promise((done) => socket.close(() => done())),
  };
}

type Question = { name: string; type: number; end: number };
type Answer = { name: string; type: number; data: Buffer };

function readQuestion(query: Buffer): Question | null {
  const labels: string[] = [];
  let at = 12;
  for (;;) {
    const length = query[at];
    if (length === undefined || length > 63) return null;
    at += 1;
    if (length === 0) break;
    labels.push(query.subarray(at, at + length).toString("ascii"));
    at += length;
  }
  if (at + 4 > query.length) return null;
  return { name: labels.join(".").toLowerCase(), type: query.readUInt16BE(at), end: at + 4 };
}

function resolve(query: Buffer, question: Question, find: (name: string) => DnsRecords | null): Buffer {
  const answers: Answer[] = [];
  let name = question.name;
  let records = find(name);
  if (!records) return answer(query, question, [], 3);
  for (let hops = 0; records?.cname && question.type !== types.cname && hops < 8; hops++) {
    answers.push({ name, type: types.cname, data: encodeName(records.cname) });
    name = records.cname;
    records = find(name);
  }
  for (const data of recordsOf(records ?? {}, question.type))
    answers.push({ name, type: question.type, data });
  return answer(query, question, answers, records ? 0 : 3);
}

function recordsOf(records: DnsRecords, type: number): Buffer[] {
  if (type === types.a) return (records.a ?? []).map((ip) => Buffer.from(ip.split(".").map(Number)));
  if (type === types.aaaa) return (records.aaaa ?? []).map(encodeIpv6);
  if (type === types.ns) return (records.ns ?? []).map(encodeName);
  if (type === types.cname) return records.cname ? [encodeName(records.cname)] : [];
  if (type !== types.caa) return [];
  return (records.caa ?? []).map((value) =>
    Buffer.concat([Buffer.from([0, 5]), Buffer.from("issue", "ascii"), Buffer.from(value, "ascii")]),
  );
}

function answer(query: Buffer, question: Question, answers: Answer[], code: number): Buffer {
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  // An answer, recursion wanted and offered.
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers.length, 6);
  const rows = answers.map(({ name, type, data }) => {
    const fixed = Buffer.alloc(10);
    fixed.writeUInt16BE(type, 0);
    fixed.writeUInt16BE(1, 2);
    fixed.writeUInt32BE(0, 4);
    fixed.writeUInt16BE(data.length, 8);
    return Buffer.concat([encodeName(name), fixed, data]);
  });
  return Buffer.concat([header, query.subarray(12, question.end), ...rows]);
}

function encodeName(name: string): Buffer {
  const labels = name.split(".").filter(Boolean);
  const parts = labels.flatMap((label) => [Buffer.from([label.length]), Buffer.from(label, "ascii")]);
  return Buffer.concat([...parts, Buffer.from([0])]);
}

function encodeIpv6(ip: string): Buffer {
  const [head = "", tail] = ip.split("::");
  const left = head.split(":").filter(Boolean);
  const right = (tail ?? "").split(":").filter(Boolean);
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => "0");
  return Buffer.from([...left, ...zeros, ...right].map((part) => part.padStart(4, "0")).join(""), "hex");
}
