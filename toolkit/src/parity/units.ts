const BINARY = { k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4, p: 1024 ** 5 };
const QUANTITY: Record<string, number> = {
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  Pi: 1024 ** 5,
};

/** Bytes of Docker's sizes, whose units are powers of 1024: 512m, 1g, 1.5gb, 2GiB. */
export function dockerBytes(text: string): number | undefined {
  const [, amount, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([kmgtp]?)(?:i?b)?\s*$/i.exec(text) ?? [];
  if (amount === undefined) return undefined;
  return Number(amount) * (unit === '' ? 1 : BINARY[unit.toLowerCase() as keyof typeof BINARY]);
}

/** What a Kubernetes quantity is: 250m, 512Mi, 1G, 1e3. */
export function quantity(text: string): number | undefined {
  const [, amount, unit = ''] = /^\s*([+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)\s*([a-zA-Z]*)\s*$/.exec(text) ?? [];
  const factor = QUANTITY[unit];
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor;
}
