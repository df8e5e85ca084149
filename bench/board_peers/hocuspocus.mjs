/** A hocuspocus server that keeps its documents in memory: PEERS=folder PORT=number node hocuspocus.mjs */

import { createRequire } from "node:module";

const require = createRequire(`${process.env.PEERS}/`);
const { Server } = await import(require.resolve("@hocuspocus/server"));

const server = new Server({ port: Number(process.env.PORT), address: "127.0.0.1", quiet: true, extensions: [] });
await server.listen();
