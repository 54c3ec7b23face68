/** ELK in a worker of its own. This module and the worker's file are loaded when they are first needed, or while nothing else is. */

import ELK from "elkjs/lib/elk-api.js";

const worker = () => new Worker(new URL("elkjs/lib/elk-worker.min.js", import.meta.url), { name: "layout" });

export const elk = new ELK({ workerFactory: worker });
