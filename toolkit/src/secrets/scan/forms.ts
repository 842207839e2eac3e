/** Texts that only a secret looks like, and what has them. */
const FORMS: { what: string; pattern: RegExp }[] = [
  // A header alone, or one with a few signs, is a hint in a form.
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:\s|\\n)*[A-Za-z0-9+/=]{30}/ },
  { what: 'an access key of AWS', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { what: 'a token of GitHub', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,})/ },
  { what: 'a token of GitLab', pattern: /\bglpat-[\w-]{20,}/ },
  { what: 'a token of Slack', pattern: /\bxox[abprs]-[\w-]{10,}/ },
  { what: 'a key of Stripe', pattern: /\b[sr]k_live_\w{20,}/ },
  { what: 'a key of a language model', pattern: /\bsk-(?:ant-|proj-)?[\w-]{20,}/ },
  { what: 'a key of Google', pattern: /\bAIza[\w-]{35}\b/ },
  { what: 'a key of SendGrid', pattern: /\bSG\.[\w-]{20,}\.[\w-]{20,}/ },
  { what: 'a token of npm', pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { what: 'a token of Docker', pattern: /\bdckr_pat_[\w-]{20,}/ },
  { what: 'a token of Hugging Face', pattern: /\bhf_[A-Za-z0-9]{30,}/ },
  { what: 'a token of DigitalOcean', pattern: /\bdop_v1_[a-f0-9]{60,}/ },
];

/** What a text has the form of, and the part that does; undefined for none, and for the examples of manuals. */
export function formOf(text: string): { what: string; secret: string } | undefined {
  for (const { what, pattern } of FORMS) {
    const [secret] = pattern.exec(text) ?? [];
    if (secret !== undefined && !/EXAMPLE|example|xxxx|XXXX|(.)\1{7}/.test(secret)) return { what, secret };
  }
  return undefined;
}
