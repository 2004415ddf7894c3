import { startIpaymuSandbox } from "../sandbox/ipaymu/server.ts";

/** The payment sandbox in a process of its own, with whatever its state file says was paid. */
const { PORT, STATE_FILE } = process.env;
const sandbox = await startIpaymuSandbox({ port: Number(PORT), stateFile: STATE_FILE });
process.on("SIGTERM", () => void sandbox.stop().then(() => process.exit(0)));
