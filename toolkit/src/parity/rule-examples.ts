/**
 * A Deployment whose one container has its name, for the examples of rules.
 * @param container what the container says besides its name: in one row, or a line for each
 */
export function deployment(name: string, container: string | readonly string[]): string {
  const head = `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name} }\n`;
  if (typeof container === 'string') {
    return `${head}spec: { template: { spec: { containers: [{ name: ${name}, ${container} }] } } }\n`;
  }
  const lines = container.map((line) => `          ${line}\n`).join('');
  return `${head}spec:\n  template:\n    spec:\n      containers:\n        - name: ${name}\n${lines}`;
}
