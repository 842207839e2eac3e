export interface User {
  id: string;
  name: string;
  email: string;
}

export interface AccessToken {
  /** The bearer token itself. */
  value: string;
  user: User;
  /** Milliseconds by this machine's clock. */
  renewAt: number;
}

const RENEW_EARLY_MS = 60_000;

/**
 * Reads what a token says. It is not verified: the backend does that, the page only wants to know whom to greet and
 * when to renew. Its lifetime counts from `now`, so a wrong clock on this machine does no harm.
 */
export function readToken(value: string, now: number): AccessToken {
  const payload = value.split('.')[1] ?? '';
  const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
  const claims = JSON.parse(new TextDecoder().decode(bytes)) as {
    sub: string;
    name: string;
    email: string;
    iat: number;
    exp: number;
  };
  return {
    value,
    user: { id: claims.sub, name: claims.name, email: claims.email },
    renewAt: now + (claims.exp - claims.iat) * 1000 - RENEW_EARLY_MS,
  };
}

/**
 * Keeps one token for everybody who asks and renews it in time; whoever asks meanwhile waits for the same renewal.
 * @param fetchToken gives a new token, or undefined when nobody is signed in
 */
export function createTokenSource(fetchToken: () => Promise<string | undefined>, now: () => number = Date.now) {
  let token: AccessToken | undefined;
  let renewal: Promise<AccessToken | undefined> | undefined;

  function renew(): Promise<AccessToken | undefined> {
    const mine = fetchToken()
      .then((value) => {
        const fresh = value === undefined ? undefined : readToken(value, now());
        // Signed out or in meanwhile: this answer is about the session before.
        if (renewal === mine) token = fresh;
        return fresh;
      })
      .finally(() => {
        if (renewal === mine) renewal = undefined;
      });
    renewal = mine;
    return mine;
  }

  return {
    /** A token that is good for a while, or undefined when nobody is signed in. */
    async get({ renew: refused = false } = {}): Promise<AccessToken | undefined> {
      if (renewal) return await renewal;
      if (token && !refused && now() < token.renewAt) return token;
      return await renew();
    },
    /** Forgets the token, as the session has changed. */
    forget() {
      token = undefined;
      renewal = undefined;
    },
  };
}
