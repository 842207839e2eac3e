import type { Drift, Made } from './drift.ts';

/** Limits wherever they are said: twice as much memory, half of the CPUs. */
export const limits: Made = (read) => {
  const rule = 'limits-agree';
  const compose = ['compose.yaml', 'compose.run.yaml', 'compose.dev.yaml'].flatMap((file) =>
    read(file)
      .split('\n')
      .filter((line) => line.includes('resources: { limits') && line.includes('pids'))
      .filter((line, index, all) => all.indexOf(line) === index)
      .flatMap((line): Drift[] => {
        const memory = /memory: (\w+)/.exec(line)?.[1] ?? '';
        const text = read(file);
        // The service of one-shots is not compared by itself: another extends it.
        const behind = text.includes('  job:') ? text.slice(0, text.indexOf('  backend:')) : '';
        return text.indexOf(line, behind.length) < 0
          ? []
          : [{ file, behind, from: line, to: line.replace(`memory: ${memory}`, 'memory: 3g'), rule }];
      }),
  );
  const charts = ['data', 'backend', 'frontend'].flatMap((chart) => {
    const file = `helm/${chart}/values.yaml`;
    const rows = [...read(file).matchAll(/^.*limits: \{ cpu: \d+m, memory: \w+ \}$/gm)];
    return rows.flatMap(({ 0: row, index }): Drift[] => {
      const edit = { file, behind: read(file).slice(0, index), from: row, rule };
      return [
        { ...edit, to: row.replace(/memory: \w+/, 'memory: 3Gi') },
        { ...edit, to: row.replace(/, memory: \w+/, '') },
        { ...edit, to: row.replace(/cpu: \d+m/, 'cpu: 250m') },
      ];
    });
  });
  return [
    ...compose,
    ...charts,
    {
      file: 'helm/frontend/values-dev.yaml',
      from: "limits: { cpu: '2', memory: 2Gi }",
      to: "limits: { cpu: '2', memory: 1Gi }",
      rule,
    },
    {
      file: 'helm/backend/values-dev.yaml',
      from: "limits: { cpu: '2', memory: 1Gi }",
      to: "limits: { cpu: '2', memory: 2Gi }",
      rule,
    },
  ];
};
