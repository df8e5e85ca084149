/**
 * The least that a board server can do: greet, then send each operation on to everybody, the sender too.
 *
 *     PEERS=folder PORT=number [FRAME_MS=number] [PRE=1] node broadcast.cjs
 *
 * FRAME_MS: gather operations for so many milliseconds and send them in one message; at once unless told.
 * PRE: build the WebSocket frame once for all and write it to the sockets, not once for each by the library.
 */
"use strict";

const { createRequire } = require("node:module");

const { WebSocketServer, WebSocket } = createRequire(`${process.env.PEERS}/`)("ws");

const PORT = Number(process.env.PORT);
const FRAME_MS = Number(process.env.FRAME_MS || 0);
const IS_FRAMED_ONCE = Boolean(process.env.PRE);
const FINAL_TEXT = 0x81;

const server = new WebSocketServer({ port: PORT, host: "127.0.0.1", perMessageDeflate: false, backlog: 2048 });
let gathered = [];
let sequence = 0;
let timer = null;

function frameHeader(length) {
  if (length < 126) return Buffer.from([FINAL_TEXT, length]);
  const header = Buffer.alloc(length < 65536 ? 4 : 10);
  header[0] = FINAL_TEXT;
  header[1] = length < 65536 ? 126 : 127;
  if (length < 65536) header.writeUInt16BE(length, 2);
  else header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}

/** @param {Buffer} message */
function broadcast(message) {
  const frame = IS_FRAMED_ONCE ? Buffer.concat([frameHeader(message.length), message]) : null;
  for (const socket of server.clients) {
    if (socket.readyState !== WebSocket.OPEN) continue;
    if (frame) socket._socket.write(frame);
    else socket.send(message, { binary: false });
  }
}

function broadcastGathered() {
  const operations = gathered;
  const first = sequence + 1;
  gathered = [];
  timer = null;
  sequence += operations.length;
  broadcast(Buffer.from(`{"t":"ops","s":${first},"ops":[${operations.join(",")}]}`));
}

function gather(operation) {
  gathered.push(operation);
  timer ??= setTimeout(broadcastGathered, FRAME_MS);
}

/** @param {Buffer} message */
function receive(message) {
  const text = message.toString();
  if (JSON.parse(text).t !== "op") return;
  if (FRAME_MS) gather(text);
  else broadcast(message);
}

server.on("connection", (socket) => {
  socket.send('{"t":"hello"}');
  socket.on("message", receive);
});
