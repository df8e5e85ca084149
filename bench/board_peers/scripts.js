/**
 * Write what the clients of one board say, as a binary script that generator.c replays.
 *
 *     PEERS=folder node scripts.js PROTOCOL CLIENTS OPERATIONS OUT
 *
 * PROTOCOL is raw (broadcast.cjs), yws (y-websocket) or hocus (hocuspocus.mjs); OPERATIONS is how many each client has.
 * Yjs and lib0 come from the node_modules of the folder PEERS.
 *
 * The format. A number has 32 bits, little-endian; bytes are a number, their length, and then the bytes themselves.
 *
 *     script     number of clients, then for each of them:
 *     client     handshake (bytes, the whole HTTP request),
 *                number of steps, then the steps,
 *                number of operations, then the operations
 *     step       kind, opcode, bytes
 *                kind 0: send these bytes as a frame with this opcode;
 *                kind 1: wait for a frame that contains these bytes, any frame if there are none (opcode 0)
 *     operation  number of frames, then for each of them: opcode, bytes
 *
 * Opcodes are those of WebSocket: 1 text, 2 binary. Steps are taken in turn, then the client has joined.
 *
 * Each operation carries a text with `@#@#`, 16 hexadecimal digits that the generator overwrites with the time of
 * sending, 4 digits that name the client and 6 that name the operation. A receiver has to see them unchanged.
 */
"use strict";

const fs = require("node:fs");
const { createRequire } = require("node:module");
const path = require("node:path");

const SEND = 0;
const AWAIT = 1;
const TEXT = 1;
const BINARY = 2;

const HOST = "127.0.0.1";
const TEXT_LENGTH = 80;
const FILLER = " lorem ipsum dolor sit amet consectetur adipiscing elit sed";

const RAW = { path: "/ws/board/1/", greeting: "hello" };
const Y_WEBSOCKET = { path: "/load" };
const HOCUSPOCUS = { path: "/", document: "load", token: "tok", version: "4.7.0" };

/** The messages of y-protocols/sync, which both Yjs servers speak, and of hocuspocus around them. */
const SYNC = { message: 0, step1: 0, update: 2 };
const AUTH = { message: 2, token: 0 };
const EMPTY_STATE_VECTOR = new Uint8Array([0]);
const FIRST_YJS_CLIENT = 1000000;

/** Load a module of the peers; only the Yjs protocols need any. */
function peerModule(name) {
  return createRequire(path.join(process.env.PEERS, "/"))(name);
}

class ScriptWriter {
  constructor() {
    this.parts = [];
  }

  number(value) {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    this.parts.push(bytes);
  }

  /** @param {string | Uint8Array} value */
  bytes(value) {
    const bytes = Buffer.from(value);
    this.number(bytes.length);
    this.parts.push(bytes);
  }

  /**
   * Write a client whose operations have one frame each.
   * @param {{handshake: string, steps: object[], operations: (string | Uint8Array)[]}} client
   */
  client({ handshake, steps, operations }) {
    this.bytes(handshake);
    this.number(steps.length);
    for (const step of steps) this.step(step);
    this.number(operations.length);
    for (const frame of operations) {
      this.number(1);
      this.number(opcodeOf(frame));
      this.bytes(frame);
    }
  }

  step({ kind, opcode, bytes }) {
    this.number(kind);
    this.number(opcode);
    this.bytes(bytes);
  }

  save(file) {
    fs.writeFileSync(file, Buffer.concat(this.parts));
  }
}

function opcodeOf(frame) {
  return typeof frame === "string" ? TEXT : BINARY;
}

function send(bytes) {
  return { kind: SEND, opcode: opcodeOf(bytes), bytes };
}

function waitFor(bytes) {
  return { kind: AWAIT, opcode: 0, bytes };
}

function handshake(target) {
  const lines = [
    `GET ${target} HTTP/1.1`,
    `Host: ${HOST}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13",
  ];
  return lines.join("\r\n") + "\r\n\r\n";
}

function hex(number, digits) {
  return number.toString(16).padStart(digits, "0");
}

function range(count) {
  return Array.from({ length: count }, (_, index) => index);
}

/** The text of a note, with the mark and the stamp that the generator looks for. */
function noteText(client, operation) {
  const stamp = hex(0, 16) + hex(client, 4) + hex(operation, 6);
  return `@#@#${stamp}${FILLER}`.slice(0, TEXT_LENGTH).padEnd(TEXT_LENGTH, "x");
}

/** A client adds a note with each even operation and edits it with the odd one that follows. */
function noteName(client, operation) {
  return `n${client}-${operation >> 1}`;
}

function isEdit(operation) {
  return operation % 2 === 1;
}

function rawOperation(client, operation) {
  return JSON.stringify({
    t: "op",
    id: `c${client.toString(36)}-${operation.toString(36).padStart(5, "0")}`,
    k: isEdit(operation) ? "note.edit" : "note.add",
    n: noteName(client, operation),
    x: 100 + operation,
    y: 200 + client,
    c: "yellow",
    text: noteText(client, operation),
  });
}

function rawClient(client, operations) {
  return {
    handshake: handshake(RAW.path),
    steps: [waitFor(RAW.greeting)],
    operations: range(operations).map((operation) => rawOperation(client, operation)),
  };
}

function changeNotes(Y, notes, client, operation) {
  const name = noteName(client, operation);
  if (isEdit(operation)) {
    notes.get(name).set("text", noteText(client, operation));
    return;
  }
  const note = new Y.Map();
  note.set("x", 100 + operation);
  note.set("y", 200 + client);
  note.set("c", "yellow");
  note.set("text", noteText(client, operation));
  notes.set(name, note);
}

/** @returns {Uint8Array[]} the updates that one client's document gives out, one for each operation */
function yjsUpdates(client, operations) {
  const Y = peerModule("yjs");
  const doc = new Y.Doc();
  const notes = doc.getMap("notes");
  const updates = [];
  doc.clientID = FIRST_YJS_CLIENT + client;
  doc.on("update", (update) => updates.push(update));
  for (const operation of range(operations)) doc.transact(() => changeNotes(Y, notes, client, operation));
  return updates;
}

/** @param {(encoding: object, encoder: object) => void} write */
function encoded(write) {
  const encoding = peerModule("lib0/encoding");
  const encoder = encoding.createEncoder();
  write(encoding, encoder);
  return encoding.toUint8Array(encoder);
}

function writeSync(encoding, encoder, kind, payload) {
  encoding.writeVarUint(encoder, SYNC.message);
  encoding.writeVarUint(encoder, kind);
  encoding.writeVarUint8Array(encoder, payload);
}

function yWebsocketSync(kind, payload) {
  return encoded((encoding, encoder) => writeSync(encoding, encoder, kind, payload));
}

function yWebsocketClient(client, operations) {
  return {
    handshake: handshake(Y_WEBSOCKET.path),
    steps: [send(yWebsocketSync(SYNC.step1, EMPTY_STATE_VECTOR)), waitFor("")],
    operations: yjsUpdates(client, operations).map((update) => yWebsocketSync(SYNC.update, update)),
  };
}

function hocuspocusSync(kind, payload) {
  return encoded((encoding, encoder) => {
    encoding.writeVarString(encoder, HOCUSPOCUS.document);
    writeSync(encoding, encoder, kind, payload);
  });
}

function hocuspocusAuth() {
  return encoded((encoding, encoder) => {
    encoding.writeVarString(encoder, HOCUSPOCUS.document);
    encoding.writeVarUint(encoder, AUTH.message);
    encoding.writeVarUint(encoder, AUTH.token);
    encoding.writeVarString(encoder, HOCUSPOCUS.token);
    encoding.writeVarString(encoder, HOCUSPOCUS.version);
  });
}

/** Every message of hocuspocus begins with the document's name: it is what an answer is known by. */
function hocuspocusClient(client, operations) {
  const answer = waitFor(HOCUSPOCUS.document);
  return {
    handshake: handshake(HOCUSPOCUS.path),
    steps: [send(hocuspocusAuth()), answer, send(hocuspocusSync(SYNC.step1, EMPTY_STATE_VECTOR)), answer],
    operations: yjsUpdates(client, operations).map((update) => hocuspocusSync(SYNC.update, update)),
  };
}

const PROTOCOLS = { raw: rawClient, yws: yWebsocketClient, hocus: hocuspocusClient };

function main([protocol, clients, operations, out]) {
  const clientOf = PROTOCOLS[protocol];
  if (!clientOf || !out) {
    console.error(`usage: node scripts.js ${Object.keys(PROTOCOLS).join("|")} CLIENTS OPERATIONS OUT`);
    process.exit(1);
  }
  const script = new ScriptWriter();
  script.number(Number(clients));
  for (const client of range(Number(clients))) script.client(clientOf(client, Number(operations)));
  script.save(out);
}

main(process.argv.slice(2));
