import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseConfig } from './read-config.ts';

test.each(['../../README.md', '../../../evenkeel.yaml', '../../cases/native-app/evenkeel.yaml'])(
  '%s is right',
  (file) => {
    const text = readFileSync(new URL(file, import.meta.url), 'utf8');
    const yaml = /```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? text;
    expect(Object.keys(parseConfig(yaml, file).services)).not.toEqual([]);
  },
);
