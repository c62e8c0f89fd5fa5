import http from 'node:http';

export interface Heard {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** As many discs as the bank looks at in one moment; who comes beyond it is asked to come again. */
const LINES = 16;

/** Sends requests over connections that are kept, as players do, and can have the line cut. */
export class KeepAliveClient {
  /** The youngest last: who waited for a line of an older one gets one after all, when that is cut. */
  readonly #agents = [new http.Agent({ keepAlive: true, maxSockets: LINES })];
  #underWay = 0;
  sent = 0;

  /** Requests that were sent and have not come to an end. */
  get underWay(): number {
    return this.#underWay;
  }

  /**
   * @param cutAfter `answer`: the line is cut once an answer begins; `request`: once the request is out.
   * @returns null where the line was cut, by this end or the other.
   */
  async ask(
    base: string,
    method: string,
    target: string,
    headers: Readonly<Record<string, string>>,
    body: string | null = null,
    cutAfter: 'request' | 'answer' | null = null,
  ): Promise<Heard | null> {
    const { hostname, port } = new URL(base);
    this.#underWay += 1;
    this.sent += 1;
    try {
      return await new Promise<Heard | null>((resolve) => {
        const request = http.request(
          { hostname, port, method, path: target, headers, agent: this.#agents.at(-1) },
          (response) => {
            const pieces: Buffer[] = [];
            if (cutAfter === 'answer') request.destroy();
            response.on('data', (piece: Buffer) => pieces.push(piece));
            response.on('error', () => resolve(null));
            response.on('aborted', () => resolve(null));
            response.on('end', () => {
              const { complete, headers: heard, statusCode: status = 0 } = response;
              const body = Buffer.concat(pieces);
              // A line that was cut ends, too.
              const said = Number(heard['content-length'] ?? body.length);
              const isWhole = complete && said === body.length;
              resolve(isWhole ? { status, headers: heard, body } : null);
            });
          },
        );
        request.on('error', () => resolve(null));
        request.on('close', () => setImmediate(() => resolve(null)));
        request.end(body ?? undefined, () => {
          if (cutAfter === 'request') setImmediate(() => request.destroy());
        });
      });
    } finally {
      this.#underWay -= 1;
    }
  }

  /** Every line breaks. */
  cut(): void {
    for (const agent of this.#agents) agent.destroy();
    this.#agents.push(new http.Agent({ keepAlive: true, maxSockets: LINES }));
  }
}
