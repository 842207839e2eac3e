/** Headers that every answer carries: a page, a file, an API answer or an error. */
export const securityHeaders = {
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
};

/** The Content-Security-Policy of what is no page: it runs nothing and embeds nothing. */
export const answerPolicy =
  "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export interface PagePolicy {
  /** Fresh for each page, base64. */
  nonce: string;
  /** Origin of the page's requests besides its own; empty: there is none. */
  backendUrl: string;
  isDevelopment: boolean;
}

/** The Content-Security-Policy of a page: only scripts that carry the nonce run, and what those load. */
export function pagePolicy({ nonce, backendUrl, isDevelopment }: PagePolicy): string {
  const directives = {
    'default-src': ["'self'"],
    // React rebuilds the server's stacks with eval, in development only.
    'script-src': ["'self'", `'nonce-${nonce}'`, "'strict-dynamic'", isDevelopment && "'unsafe-eval'"],
    // Next's development overlay brings style elements of its own; the product has stylesheets only.
    'style-src': ["'self'", isDevelopment && "'unsafe-inline'"],
    'connect-src': ["'self'", backendUrl, isDevelopment && 'ws:'],
    'img-src': ["'self'", 'data:'],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources.filter(Boolean)].join(' '))
    .join('; ');
}
